"""Writes of vehicles that compose several nouns."""
