"""Counting on a phone (扫码盘点): what the page that scans asks of a stocktake."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chancery.kernel.access.rows import load
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine
from chancery.modules.assets.rules.stocktake import book_set_is_frozen
from chancery.modules.assets.selectors.stocktake import by_room, lines_in
from chancery.modules.assets.services.stocktake import find, tell
from chancery.modules.assets.terms.stocktake import SURPLUS, Seen
from chancery.modules.assets.terms.stocktake import StocktakeState as S
from chancery.ui.pages.scanner import scanned
from chancery.ui.places import actor_with
from chancery.ui.scanning import Group, Round, Thing, Verb

NOWHERE = _("No place in the books")
VERBS = (
    Verb(Seen.MATCHED, _("As in the books"), "here", main=True),
    Verb(Seen.MOVED, _("It is here, not where the books say"), "elsewhere", main=True, short=_("In another place")),
    Verb(Seen.USER, _("With another user"), wants=_("Who uses it now")),
    Verb(Seen.BROKEN, _("There, but broken")),
    Verb(Seen.UNLABELLED, _("There, without a label")),
    Verb(Seen.MISSING, _("Not found in the room"), listed=True),
)
EXTRA = Verb(SURPLUS, _("In no book"), wants=_("What is it"))


def count(request: HttpRequest, pk: int, part: str = "") -> HttpResponseBase:
    """The page with which a person walks from room to room."""
    actor = actor_with(request, "stocktake.count")
    row = load(Stocktake, pk, actor=actor)
    return scanned(request, _round(request, row, actor), part)


def _round(request: HttpRequest, row: Stocktake, actor: Actor) -> Round:
    ours = {request.get_host().lower(), *settings.ALLOWED_HOSTS}

    def looked_up(code: str, host: str) -> Thing | Sentence:
        found = find(row, code, "" if host in ours else host)
        return thing_of(found) if isinstance(found, StocktakeLine) else found

    def one(key: int) -> Thing | None:
        line = StocktakeLine.objects.filter(stocktake=row, pk=key).select_related("room").first()
        return thing_of(line) if line else None

    def things(groups: Sequence[str], most: int) -> list[Thing]:
        return [thing_of(line) for line in lines_in(row, [int(key) for key in groups if key.isdigit()], most)]

    return Round(
        key=f"stocktake-{row.pk}",
        title=row.title,
        address=f"/assets/count/{row.pk}/",
        back=f"/assets/stocktake/{row.pk}/",
        verbs=VERBS,
        group_label=_("Room"),
        groups=lambda: groups_of(row),
        things=things,
        thing=one,
        find=looked_up,
        tell=lambda told: tell(row, told if told.host not in ours else told.at_home(), actor),
        extra=EXTRA,
        closed=_closed(row),
    )


def _closed(row: Stocktake) -> Sentence | None:
    if row.state == S.RUNNING:
        frozen = book_set_is_frozen(row, {})
        return None if frozen else frozen.sentence
    if row.state == S.DRAFTED:
        return say("“{title}” has not started yet.", title=row.title)
    return say("The count of “{title}” is over. What you send now is kept as late.", title=row.title)


def groups_of(row: Stocktake) -> list[Group]:
    """The rooms of the plan with their progress."""
    return [
        Group(str(room.pk), str(room) or gettext(str(NOWHERE)), found.lines, found.done, found.odd)
        for room, found in by_room(row)
    ]


def thing_of(line: StocktakeLine) -> Thing:
    """A line as the phone shows it: no more of a person than the name that the books give as user."""
    facts = (
        (gettext("User of the asset"), line.user_name),
        (gettext("Acquired on"), line.acquired_on.isoformat()),
        (gettext("Number of pieces"), str(line.quantity)),
    )
    return Thing(
        key=line.pk,
        codes=(line.code,),
        group=str(line.room_id),
        title=line.name,
        under=line.made.strip(),
        facts=facts,
        verb=line.result,
        odd=line.result not in ("", Seen.MATCHED),
    )
