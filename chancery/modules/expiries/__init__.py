"""Expiries (到期事项): what the office does here is told in README.md."""
