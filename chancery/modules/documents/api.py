"""The names that neighbours of documents may import."""

from .services import Taken, read_file, take_in, take_in_many

__all__ = ["Taken", "read_file", "take_in", "take_in_many"]
