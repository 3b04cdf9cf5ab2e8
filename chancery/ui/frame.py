"""The frame of each page: the five wings, what waits for me, the post, messages, language, theme and density."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy

from chancery.kernel.base.scope import Actor

from .menu import Waiting, screens_of, waiting_for
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
    """One line of the rail below its wing: a noun, its address and how many of its matters wait for this post."""

    title: str
    href: str
    icon: str
    waiting: int = 0
    current: bool = False


@dataclass(frozen=True)
class WingItem:
    key: str
    title: Any
    icon: str
    href: str
    current: bool = False
    items: list[Item] = field(default_factory=list)


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
    """The wings with the nouns that this post may read; only the current wing is open."""
    if actor is None:
        return []
    waiting = waiting_of(request, actor)
    here = request.path
    rows: list[WingItem] = []
    for key, title, drawing in WINGS:
        items = [
            Item(str(s.title), s.href, s.icon, waiting.by_noun.get(s.noun, 0), here.startswith(s.href))
            for s in screens_of(key, actor)
        ]  # fmt: skip
        current = here.startswith(f"/wing/{key}/") or any(item.current for item in items)
        rows.append(WingItem(key, title, drawing, f"/wing/{key}/", current, _nearest(items)))
    return rows


def _nearest(items: Iterable[Item]) -> list[Item]:
    """Only the longest matching address is the current one."""
    rows = list(items)
    longest = max((len(item.href) for item in rows if item.current), default=0)
    return [Item(i.title, i.href, i.icon, i.waiting, i.current and len(i.href) == longest) for i in rows]
