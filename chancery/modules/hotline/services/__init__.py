"""Writes of the hotline that compose several moves or nouns."""
