"""The names that neighbours of supplies may import."""

from .services import ask_for, want_for

__all__ = ["ask_for", "want_for"]
