"""The frame of each page: the five wings, what waits for me, the post, messages, language, theme and density."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy

from chancery.kernel.base.scope import Actor

from .menu import MenuModule, Waiting, modules_of, waiting_for
from .saying import said

WINGS = (
    ("office", gettext_lazy("Government office"), "file-text"),
    ("oversight", gettext_lazy("Oversight"), "flag"),
    ("citizens", gettext_lazy("Citizens"), "message-2"),
    ("estate", gettext_lazy("Estate"), "building"),
    ("people", gettext_lazy("People"), "users"),
)


@dataclass(frozen=True)
class Item:
    """One line of the rail: a page or a noun, and how many of its matters wait for this post."""

    title: Any
    href: str
    icon: str
    waiting: int = 0
    current: bool = False


@dataclass(frozen=True)
class ModuleItem(Item):
    """A module below its wing; its own lines are shown where somebody is in it."""

    lines: Sequence[Item] = ()


@dataclass(frozen=True)
class WingItem:
    key: str
    title: Any
    icon: str
    href: str
    current: bool = False
    items: Sequence[ModuleItem] = ()


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of all templates. What costs a query is lazy: a fragment that shows no rail asks for nothing."""
    actor: Actor | None = getattr(request, "actor", None)
    user: Any = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    english = (get_language() or "").startswith("en")
    return {
        "actor": actor,
        "lang": "en" if english else "zh-Hans",
        "theme": _theme(request, user.theme if signed_in else "auto"),
        "theme_choice": user.theme if signed_in else "auto",
        "density": user.density if signed_in else "normal",
        "keys": bool(signed_in and request.session.get("keys") != "off"),
        "nonce": getattr(request, "nonce", ""),
        "said": SimpleLazyObject(lambda: said(request)),
        "rail": SimpleLazyObject(lambda: _rail(request, actor)),
        "unread": SimpleLazyObject(lambda: waiting_of(request, actor).unread),
        "mine": SimpleLazyObject(lambda: waiting_of(request, actor)),
    }


def _theme(request: HttpRequest, choice: str) -> str:
    """`auto` follows the client hint; without one it stays `auto`, and a line of script decides before the first paint."""
    if choice != "auto":
        return choice
    hint = request.headers.get("Sec-CH-Prefers-Color-Scheme", "").strip('"')
    return hint if hint in {"light", "dark"} else "auto"


def waiting_of(request: Any, actor: Actor | None) -> Waiting:
    """What waits for this post, asked once a request."""
    if not hasattr(request, "waiting"):
        request.waiting = waiting_for(actor) if actor else Waiting()
    kept: Waiting = request.waiting
    return kept


def _rail(request: HttpRequest, actor: Actor | None) -> list[WingItem]:
    """The wings with the modules that this post may open; only the current wing is unfolded."""
    if actor is None:
        return []
    waiting = waiting_of(request, actor).by_noun
    rows: list[WingItem] = []
    for key, title, drawing in WINGS:
        items = [_module(one, request.path, waiting) for one in modules_of(key, actor.actions)]
        current = request.path.startswith(f"/wing/{key}/") or any(item.current for item in items)
        rows.append(WingItem(key, title, drawing, f"/wing/{key}/", current, items))
    return rows


def _module(one: MenuModule, here: str, waiting: Mapping[int, int]) -> ModuleItem:
    """A module with what waits in all its nouns; of its lines, the longest address that fits is the current one."""
    fits = [line.href for line in one.lines if here.startswith(line.href)]
    nearest = max(fits, key=len, default="")
    lines = [
        Item(line.title, line.href, line.icon, waiting.get(line.noun, 0), line.href == nearest) for line in one.lines
    ]
    inside = bool(fits) or here.split("/")[1] == one.href.split("/")[1]
    return ModuleItem(one.title, one.href, one.icon, sum(line.waiting for line in lines), inside, lines)
