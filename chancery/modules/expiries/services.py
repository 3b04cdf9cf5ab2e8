"""The round: opens what runs out, follows what was renewed, gives it to whom the register names, and tells."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import ActorScope
from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor, within
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Link, Task
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.seats import posts_to_tell
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.services import tell

from .models import Expiry
from .selectors import Mark, Watched, come_back, dealt_with, moved, notice_after, notice_of, running_out, watched
from .terms import ExpiryState

LOG = logging.getLogger(__name__)
BATCH = 200
MOST = 500
"""How much one round opens; the rest waits for the next, so that the worker seals and delivers in between."""


def look_ahead(*, most: int = MOST) -> int:
    """The daily round (到期巡查): opens what runs out, hands over what has another keeper, tells. Returns how many it opened."""
    keeper = program("Chancery")
    with within(ActorScope(keeper)):
        follow()
        opened = 0
        for watch in watched():
            opened += _guarded(_open_all, watch, keeper, most - opened)
            _guarded(_hand_over, watch, keeper)
        remind()
    return opened


def follow() -> int:
    """Close or move what the registers say differently by now; the work grows with open matters, not with registers."""
    keeper = program("Chancery")
    with within(ActorScope(keeper)):
        done = sum(_guarded(_follow, watch, keeper) for watch in watched())
        for row in Expiry.unscoped.filter(state=ExpiryState.OPEN, next_notice=None, entry__landed=True)[:BATCH]:
            press(row, "redate", actor=keeper, asked={"ends_on": row.ends_on})
    return done


def _guarded(step: Callable[..., int], watch: Watched, *more: Any) -> int:
    """A register whose declaration fails must not keep the others from being watched."""
    try:
        return step(watch, *more)
    except Exception:
        LOG.exception("The date %s could not be watched; the next round tries again.", watch.key)
        return 0


def _open_all(watch: Watched, keeper: Actor, most: int) -> int:
    count = 0
    for row in _walk(watch):
        if count >= most:
            break
        holders = watch.holders(row)
        if holders:
            count += _open(watch, row, holders, keeper)
    return count


def _walk(watch: Watched) -> Iterator[Any]:
    """The rows that run out, a batch at a time; what is opened meanwhile leaves no gap."""
    mark: Mark | None = None
    while rows := running_out(watch, after=mark, size=BATCH):
        yield from rows
        mark = (getattr(rows[-1], watch.declared.field), rows[-1].pk)


def _open(watch: Watched, row: Any, holders: list[int], keeper: Actor) -> int:
    day = getattr(row, watch.declared.field)
    values = {
        "title": _in_house_words(say("{what}: {row}", what=say(watch.declared.title), row=row.entry.title))[:300],
        "ends_on": day, "subject": row.entry, "clock": watch.key, "holders": holders,
    }  # fmt: skip
    try:
        with transaction.atomic():
            matter = open_row(Expiry, organ=row.organ_id, values=values, actor=keeper)
            Link.objects.create(source=row.entry, target=matter.entry, kind=Link.Kind.LED_TO, at=now())
            press(matter, "redate", actor=keeper, asked={"ends_on": day})
    except Refused as refusal:
        LOG.warning("No matter could be opened for %s of row %s: %s", watch.key, row.pk, refusal)
        return 0
    return 1


def _in_house_words(sentence: Sentence) -> str:
    """A title is data of the house and stands in its language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(sentence)


def _follow(watch: Watched, keeper: Actor) -> int:
    count = 0
    for row in moved(watch)[:MOST]:
        name, asked = _step_for(watch, row)
        press(row, name, actor=keeper, asked=asked)
        count += 1
    for row in come_back(watch)[:MOST]:
        reason = _in_house_words(say("The old date stands in the register again."))
        press(row, "reopen", actor=keeper, asked={"reason": reason})
        count += 1
    return count


def _step_for(watch: Watched, row: Any) -> tuple[str, dict[str, Any]]:
    """What the register's present date asks for: closed, renewed, or moved to another day."""
    present: date | None = row.present
    if row.subject.voided_at or row.subject.closed_at:
        return "drop", {"reason": _in_house_words(say("The row of the register was voided or has ended."))}
    if present is None:
        return "drop", {"reason": _in_house_words(say("The register gives no such date any more."))}
    if present > watch.window()[1] or dealt_with(row, present):
        return "renew", {"until": present}
    return "redate", {"ends_on": present}


def _hand_over(watch: Watched, keeper: Actor) -> int:
    """Whoever keeps a row now has its matter; a hand to which it was passed on keeps it until the keeper changes."""
    count = 0
    for rows in _batches(watch):
        kept = watch.model.unscoped.in_bulk([row.subject_id for row in rows])
        for row in rows:
            named = watch.holders(kept[row.subject_id])
            if named and set(named) != set(row.holders):
                press(row, "reassign", actor=keeper)
                count += 1
    return count


def _batches(watch: Watched) -> Iterator[list[Expiry]]:
    last = 0
    rows = Expiry.unscoped.filter(clock=watch.key, state=ExpiryState.OPEN).order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def remind() -> int:
    """Tell the holders of each matter whose day of notice has come, once."""
    count = 0
    due = Expiry.unscoped.filter(state=ExpiryState.OPEN, next_notice__lte=today()).select_related("entry")
    while rows := list(due.order_by("next_notice", "pk")[:BATCH]):
        for row in rows:
            count += _remind(row)
    return count


@transaction.atomic
def _remind(row: Expiry) -> int:
    then = notice_after(row.ends_on, notice_of(row), today())
    if not Expiry.unscoped.filter(pk=row.pk, next_notice=row.next_notice).update(next_notice=then):
        return 0  # another worker was first
    left = (row.ends_on - today()).days
    sentence = say("Runs out on {day}, in {days} days", day=row.ends_on, days=left)
    if left < 1:
        sentence = say("Runs out today") if left == 0 else say("Ran out on {day}", day=row.ends_on)
    holders = Task.objects.filter(entry=row.pk, reading=False).values_list("assignee", flat=True)
    tell(posts_to_tell(holders), sentence, entry_id=row.pk, kind="expiry")
    record("expiries.expiry.remind", entry=row.pk, sentence=sentence, after={"next_notice": then.isoformat()})
    return 1
