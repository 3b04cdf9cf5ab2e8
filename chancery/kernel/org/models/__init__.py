"""Organs, posts and people; one file a noun."""

from .organs import Organ, Party, Post
from .people import Deputy, Person, Tenure
from .users import User

__all__ = ["Deputy", "Organ", "Party", "Person", "Post", "Tenure", "User"]
