"""Reads of letters and visits that need a name."""
