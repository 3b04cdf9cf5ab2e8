"""Names of invented people: common surnames and given names, drawn from a seed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Set
from random import Random

from .tree import HERE

DUTY_ROOM = "8600 1234"


def names(seed: int, *, taken: Set[str] = frozenset()) -> Iterator[str]:
    """Different names in an order that `seed` decides, without those that are `taken`; about 11,000 of them."""
    told: dict[str, str] = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
    everybody = [surname + given for surname in told["surnames"] for given in told["given"].split()]
    without = taken | set(told["well_known"].split())
    Random(seed).shuffle(everybody)  # noqa: S311  a seed makes a believable city, not a secret
    return (name for name in everybody if name not in without)


def staff_number(order: int) -> str:
    """The staff number (工号) of the `order`th person, from 0."""
    return f"{260001 + order}"


def extension(order: int) -> str:
    """An office telephone such as 8600 1001; 8600 1234 is left to the duty room (值班室)."""
    number = 86001001 + order
    number += number >= int(DUTY_ROOM.replace(" ", ""))
    return f"{number // 10000} {number % 10000:04d}"


def address(account: str) -> str:
    """An e-mail address under a domain that nobody can own."""
    return f"{account}@yuncheng.example"
