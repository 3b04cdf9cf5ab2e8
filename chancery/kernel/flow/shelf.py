"""Which noun runs on which flow: filled by the modules' declarations at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chancery.kernel.access.shelves import Reach

from .declare import Flow


@dataclass(frozen=True)
class Kept:
    """What the kernel needs to know about a noun in order to write it."""

    noun: str
    reach: Reach
    flow: Flow | None
    title: str
    number: str
    body: str
    edit: str
    create: str
    series: str = ""
    files: bool = True
    search: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    transfer: tuple[Any, ...] = ()


@dataclass
class Shelf:
    nouns: dict[type[Any], Kept] = field(default_factory=dict)
    models: dict[str, type[Any]] = field(default_factory=dict)
    hears: dict[str, list[Callable[[Any], None]]] = field(default_factory=dict)

    def put(self, model: type[Any], kept: Kept) -> None:
        self.nouns[model] = kept
        self.models[kept.noun] = model

    def of(self, row: Any) -> Kept:
        return self.nouns[type(row)]


shelf = Shelf()
