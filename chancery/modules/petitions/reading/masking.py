"""Masked words (脱敏): what a matter may show of a person."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(?<![\dA-Za-z])(\d{3})\d{4,13}([\dXx]{4})(?![\dA-Za-z])")


def mask_name(name: str) -> str:
    """`王**` for 王秀兰."""
    name = name.strip()
    return name[:1] + "*" * (len(name) - 1) if name else ""


def mask_phone(phone: str) -> str:
    return mask_text(phone)


def mask_text(text: str) -> str:
    """Telephones, identity and card numbers of a text, their middle starred."""
    return _DIGITS.sub(lambda found: found[1] + "*" * (len(found[0]) - 7) + found[2], text)
