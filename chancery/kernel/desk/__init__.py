"""Desk: entries, tasks, sight, due, links between matters and remarks. Stores facts, knows no flow."""
