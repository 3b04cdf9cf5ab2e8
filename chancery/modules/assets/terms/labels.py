"""Label codes (标签码): short, opaque, with a check character, so that a scan or a typed code finds exactly one card."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters, none of which is taken for another (no 0, 1, I, L, O); 31 is a prime, so any two characters that change places are noticed."""
LENGTH = 10


def check_character(body: str) -> str:
    """The last character of a code: a weighted sum over a prime field notices one wrong character and any two exchanged."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, 2))
    return ALPHABET[total % len(ALPHABET)]


def new_code() -> str:
    """A fresh code; nothing about the asset, its place or its user can be read from it."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def read_code(text: str) -> str:
    """What was scanned or typed, as a code: the end of an address, without blanks and dashes, in capitals."""
    return text.strip().rstrip("/").rsplit("/", 1)[-1].replace(" ", "").replace("-", "").upper()


def is_code(code: str) -> bool:
    """Whether the check character fits."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and check_character(code[:-1]) == code[-1]
