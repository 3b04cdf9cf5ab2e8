"""Supplies (办公用品): what the office does here is told in README.md."""
