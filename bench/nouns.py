"""What is measured of any noun: its lists, shipped views and filters, details and search, for who sees most and least."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from django.db.models import Count

from chancery.kernel.access.actors import actor_for
from chancery.kernel.base.refusals import NotAllowed
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Noun, Sight
from chancery.kernel.module.declare import Screen
from chancery.kernel.module.registry import address, registry
from chancery.kernel.org.models import User

from . import floors
from .cases import SHOWN, Case, fastest, middle
from .visitors import Visitor, signed_in

CHOICES = 2
"""So many values of each filter are measured: the first two that are offered."""


def cases_of(noun: str, also: tuple[str, ...]) -> Iterator[Case]:
    """Everything that is measured of one noun, and the addresses that were asked for beside it."""
    _, screen = registry.by_noun(noun)
    key = Noun.objects.get(key=noun).pk
    for one in readers(screen, key):
        yield Case("desk", one.name, lambda one=one: one.get("/"), floors.of_desk(one.actor))
        yield from _lists(one, noun, screen, key)
        yield from _details(one, noun, screen)
        yield from _searches(one, screen)
        for path in also:
            yield Case(path, one.name, lambda path=path, one=one: one.get(path), floors.of_keys([]))


def readers(screen: Screen, noun: int) -> list[Visitor]:
    """The account that sees the most rows of the noun, the one that sees the fewest, and one that sees all unfiltered."""
    seen = dict(Sight.objects.filter(noun=noun).values_list("viewer").annotate(Count("pk")))
    found: list[tuple[int, User, Actor]] = []
    for user in User.objects.filter(is_active=True).exclude(person=None):
        try:
            actor = actor_for(user)
        except NotAllowed:
            continue
        if screen.read in actor.actions and not actor.everything:
            found.append((max((seen.get(viewer, 0) for viewer in actor.viewers), default=0), user, actor))
    some = sorted((one for one in found if one[0]), key=lambda one: one[0])
    chosen = {user.pk: user for _, user, _ in (some[0], some[-1])} if some else {}
    everything = next((user for user in User.objects.all() if _sees_all(user, screen)), None)
    chosen |= {everything.pk: everything} if everything else {}
    return [signed_in(user.username) for user in chosen.values()]


def _sees_all(user: User, screen: Screen) -> bool:
    try:
        actor = actor_for(user)
    except NotAllowed:
        return False
    return actor.everything and screen.read in actor.actions


def _lists(one: Visitor, noun: str, screen: Screen, key: int) -> Iterator[Case]:
    here = address(noun)
    pages = {"list": "?view=all", "list, page in the middle": f"?view=all&after={middle()}.0"}
    pages |= {f"list, {view.key}": f"?view={view.key}" for view in screen.views}
    pages |= {f"list, {query}": f"?view=all&{query}" for query in _chosen(one, here, screen)}
    floor = _listing(screen)
    for name, query in pages.items():
        keys = [int(pk) for pk in SHOWN.findall(one.get(here + query).content.decode())]
        bare = floors.of_range(one.actor, key, listing=floor) if "all" in query[-4:] else floors.of_keys(keys, floor)
        yield Case(name, one.name, lambda path=here + query: one.get(path), bare)


def _listing(screen: Screen) -> floors.Listing:
    meta = screen.model._meta
    return floors.Listing(meta.db_table, [str(field.column) for field in meta.concrete_fields][:5], str(meta.pk.column))


def _chosen(one: Visitor, here: str, screen: Screen) -> Iterator[str]:
    """The first values of each filter that is a choice of the table's own column."""
    for told in screen.filters:
        if told.kind != "choice" or "__" in told.source or told.source == "state":
            continue
        values = screen.model.unscoped.order_by().values_list(told.source, flat=True).distinct()[:CHOICES]
        yield from (f"{told.source}={quote(str(value))}" for value in values if value not in (None, ""))


def _details(one: Visitor, noun: str, screen: Screen) -> Iterator[Case]:
    here = address(noun)
    keys = [int(key) for key in SHOWN.findall(one.get(f"{here}?view=all").content.decode())]
    for name, pk in (("detail, newest", keys[0]), ("detail, older", keys[-1])) if keys else ():
        yield Case(
            name, one.name, lambda pk=pk: one.get(address(noun, pk)), floors.of_detail(one.actor, pk, _listing(screen))
        )


def _searches(one: Visitor, screen: Screen) -> Iterator[Case]:
    titles = screen.model.unscoped.order_by("-pk").values_list("entry__title", flat=True)[:40]
    words = {
        "search, 2": next((title[:2] for title in titles if len(title) > 1), ""),
        "search, 4": max(titles, key=len)[:4],
    }
    for name, asked in words.items():
        floor = floors.of_search(fastest(one.actor, asked))
        yield Case(name, one.name, lambda asked=asked: one.get(f"/api/v1/search/?q={quote(asked)}"), floor)
