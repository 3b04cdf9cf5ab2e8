"""Deadlines: working days of mainland China, terms counted on them, and clocks that pause and are extended (期限)."""
