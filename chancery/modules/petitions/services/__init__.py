"""Writes of letters and visits that compose several tables: taking in with the person apart, and showing the person."""
