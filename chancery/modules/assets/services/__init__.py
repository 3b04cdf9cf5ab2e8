"""Writes of assets that are more than one move, split by what they are for."""
