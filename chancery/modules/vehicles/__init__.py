"""Vehicles (公务用车): what the office does here is told in README.md."""
