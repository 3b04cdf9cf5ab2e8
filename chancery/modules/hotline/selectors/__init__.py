"""Reads of the hotline that need a name."""
