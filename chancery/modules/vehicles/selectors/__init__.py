"""Reads of vehicles that need a name."""
