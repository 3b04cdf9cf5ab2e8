"""R-HL1 to R-HL6, and when an order may be returned, extended, opened again or published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Task
from chancery.kernel.org.models import Organ
from chancery.kernel.rules.registry import RuleValueFound
from chancery.modules.hotline.models import Order
from chancery.modules.hotline.models.desks import one_level_up
from chancery.modules.hotline.reading.urgent import find_alarms
from chancery.modules.hotline.selectors.competence import owner_of
from chancery.modules.hotline.terms import QUICK_KINDS, Kind, Level, OrderState, Satisfied, Urgency

from .asking import answer, number, value

Asked = Mapping[str, Any]


def emergency_in(text: str) -> str:
    """The word of a text that asks for 110, 119 or 120 at once, if there is one."""
    return next((alarm.words for alarm in find_alarms(text)), "")


def term_of(row: Order) -> RuleValueFound:
    """How long an order may take (办理时限): the same day if urgent, short for enquiries and pleas, long for the rest."""
    if row.urgency >= Urgency.URGENT:
        return value("term_urgent")
    return value("term_short") if row.kind in QUICK_KINDS else value("term_long")


def emergency_handed_over(row: Order, asked: Asked) -> Answer:
    """R-HL1: fire, crime and injury belong to 110, 119 and 120 at once."""
    word = emergency_in(row.text)
    return answer(
        "emergency", not word, say("“{word}”: hand over to 110, 119 or 120 now, and write that it was done.", word=word)
    )


def not_downward(row: Order, asked: Asked) -> Answer:
    """R-HL2: what a department is competent for is not dispatched to a township (国办函〔2025〕66号 (五))."""
    lead = asked.get("lead")
    if not lead or not row.subject_id:
        return OK
    owner = owner_of(row.subject_id, row.area)
    if owner is None or owner.level == Level.TOWNSHIP:
        return OK
    township = Organ.objects.filter(pk=lead, level=Organ.Level.TOWNSHIP).first()
    return answer(
        "no_downward",
        township is None,
        say("{owner} is competent for this subject; it must not be dispatched to {township}.",
            owner=owner.lead.short_name, township=township.short_name if township else ""),
    )  # fmt: skip


def not_asked_before(row: Order, asked: Asked) -> Answer:
    """R-HL3: what was asked before is merged rather than dispatched again (国办函〔2025〕66号 (五))."""
    repeated = row.duplicate and row.same_as_id is None
    return answer("merge_repeats", not repeated, say("An order like this one is open already: merge it with that one."))


def reporter_protected(row: Order, asked: Asked) -> Answer:
    """R-HL4: a tip-off does not reach the organ it is about (信访工作条例 art. 30)."""
    named = {asked.get("lead"), *(asked.get("assist") or ())} - {None}
    return answer(
        "protect_reporter",
        not (row.kind == Kind.TIP_OFF and row.against_id in named),
        say("A tip-off must not reach the organ it is about. Dispatch it one level higher."),
    )


def not_judge_of_itself(row: Order, asked: Asked) -> Answer:
    """R-HL5: a complaint about an organ is handled one level above it."""
    if not row.against_id or asked.get("lead") != row.against_id:
        return OK
    return answer(
        "not_judge_itself", False,
        say("{organ} cannot handle a complaint about itself: dispatch it to {above}.",
            organ=row.against.short_name, above=Organ.objects.get(pk=one_level_up(row.against)).short_name),
    )  # fmt: skip


def lead_is_not_assisting(row: Order, asked: Asked) -> Answer:
    """One organ leads and others assist (主办、协办; 国办函〔2025〕66号 (五))."""
    clash = asked.get("lead") and asked["lead"] in (asked.get("assist") or [])
    return answer("one_lead", not clash, say("The lead organ cannot assist itself: name other organs beside it."))


def still_returnable(row: Order, asked: Asked) -> Answer:
    """An order goes back within its time and so many times at most; then the office has ruled (退单、改派)."""
    if row.returned >= number("returns_at_most"):
        return answer("returns_at_most", False, say("It was returned {n} times; the office has ruled.", n=row.returned))
    late = row.return_by is not None and now() > row.return_by
    return answer("return_time", not late, say("It could be returned until {until}.", until=row.return_by))


def extension_is_modest(row: Order, asked: Asked) -> Answer:
    """More time is asked for before the term ends, and not more than the office allows."""
    if not row.suspended and row.entry.due_at < now():
        return answer("extension_before_end", False, say("More time is asked for before the term ends; it ended {at}.", at=row.entry.due_at))  # fmt: skip
    if asked.get("days") is None:
        return OK
    most = number("extension_most")
    return answer("extension_most", 1 <= asked["days"] <= most, say("An extension has between 1 and {most} days.", most=most))  # fmt: skip


def assisting_have_spoken(row: Order, asked: Asked) -> Answer:
    """The lead answers when those who assist have said their part."""
    waiting = Task.objects.filter(entry=row.pk, assignee__in=row.assist, reading=False).count() if row.assist else 0
    return answer("assisting_first", not waiting, say("{n} assisting organs have not said their part yet.", n=waiting))


def caller_is_content(row: Order, asked: Asked) -> Answer:
    """What is not solved is handled again rather than closed; whoever closes it writes why."""
    told = asked.get("satisfied")
    content = told is None or (told != Satisfied.NO and bool(asked.get("solved")))
    return answer("close_content", content, say("The caller is not content: have it handled again, or write why it is closed."))  # fmt: skip


def reopened_in_time(row: Order, asked: Asked) -> Answer:
    """An order is opened again within so many days after it was closed."""
    days, closed = number("reopen_days"), row.entry.closed_at
    ok = row.state != OrderState.CLOSED or closed is None or now() <= closed + timedelta(days=days)
    return answer("reopen_days", ok, say("An order can be opened again within {days} days after it was closed. Please ask anew.", days=days))  # fmt: skip


def fit_to_publish(row: Order, asked: Asked) -> Answer:
    """Tip-offs and what is confidential or sensitive are never published."""
    closed_to_all = row.kind == Kind.TIP_OFF or row.confidential or row.sensitive
    return answer("publishable", not closed_to_all, say("Tip-offs and confidential or sensitive orders are not published."))  # fmt: skip


DISPATCHING = (lead_is_not_assisting, reporter_protected, not_judge_of_itself, not_downward, not_asked_before)
