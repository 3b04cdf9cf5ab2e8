"""Words that stand in each row of a page: looked up once a language, and not once a cell. Used as Django's own functions are."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils import dateformat, translation

MOST = 4096


def gettext(key: str) -> str:
    """The words under a key in the reader's language."""
    return _words(key, translation.get_language())


def ngettext(one: str, many: str, number: int) -> str:
    """The words for so many in the reader's language."""
    return _counted(one, many, number, translation.get_language())


def written(day: date, pattern: str) -> str:
    """A day as the pattern writes it in the reader's language."""
    return _written(day, pattern, translation.get_language())


@lru_cache(maxsize=MOST)
def _words(key: str, language: str | None) -> str:
    return translation.gettext(key)


@lru_cache(maxsize=MOST)
def _counted(one: str, many: str, number: int, language: str | None) -> str:
    return translation.ngettext(one, many, number)


@lru_cache(maxsize=MOST)
def _written(day: date, pattern: str, language: str | None) -> str:
    return dateformat.format(day, pattern)
