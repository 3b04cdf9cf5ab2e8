"""Messages of years past become closed orders: `chancery import hotline FILE.xlsx`, all of a file or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from django.db import transaction

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import acting
from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.engine import open_rows
from chancery.kernel.flow.opening import Fresh
from chancery.modules.hotline.models import Caller, Order, Subject
from chancery.modules.hotline.models.desks import hotline_of_the_city
from chancery.modules.hotline.reading.tables import Message, read_messages
from chancery.modules.hotline.terms import Channel, Depth, Kind, OrderState

CAUSE = "messages of years past"
SERIES, AGAIN = "历史", "-"
LONGEST_TITLE, LONGEST_TEXT, LONGEST_ANSWER = 120, 4000, 8000


def importer(files: Sequence[tuple[str, BinaryIO]], *, actor: Actor, organ: int) -> list[dict[str, Any]]:
    """What the command line and the API call: one object a file; a file that is refused leaves nothing behind."""
    told: list[dict[str, Any]] = []
    for name, stream in files:
        try:
            taken, known = import_history(read_messages(stream, name), actor=actor, name=name)
        except Refused as refusal:
            told.append({"file": name, "refused": str(refusal)})
            continue
        sentence = say(
            "{taken} messages were taken in as history, {known} were there already.", taken=taken, known=known
        )
        told.append({"file": name, "read": {"title": str(sentence)}, "taken": taken, "known": known})
    return told


def import_history(rows: Sequence[Message], *, actor: Actor, name: str) -> tuple[int, int]:
    """Open these messages as closed orders (历史工单导入); returns how many are new and how many were there already.

    An order is known again by its number, which is the one of the table. Raises Refused for a number that stands twice
    with different words, and for a row that does not fit; then nothing was written.
    """
    organ = hotline_of_the_city()
    by_number = _numbered(rows, name)
    with transaction.atomic(), acting(actor):
        known = set(Order.unscoped.filter(organ=organ, number__in=by_number).values_list("number", flat=True))
        fresh = {number: row for number, row in by_number.items() if number not in known}
        subjects = _subjects({row.label for row in fresh.values() if row.label}, organ)
        opened = [_order(number, row, subjects, name) for number, row in fresh.items()]
        orders = open_rows(Order, opened, organ=organ, actor=actor, cause=CAUSE) if opened else []
        insert_rows([_caller(order, row) for order, row in zip(orders, fresh.values(), strict=True)])
    return len(orders), len(by_number) - len(orders)


def _numbered(rows: Sequence[Message], name: str) -> dict[str, Message]:
    """The messages by the number of their orders; one that stands in the table again is marked as asked before."""
    found: dict[str, Message] = {}
    for row in rows:
        if not row.number:
            raise Refused(
                say("{name}, row {row}: the message has no number, so it could be taken in twice.", **_at(row, name))
            )
        number = first = f"{SERIES}{row.number}"
        while earlier := found.get(number):
            if (earlier.title, earlier.text) != (row.title, row.text):
                stands = {**_at(row, name), "number": row.number, "other": earlier.row}
                raise Refused(
                    say("{name}, row {row}: the number {number} stands in row {other} with other words.", **stands)
                )
            number = f"{first}{AGAIN}{int(number[len(first) + 1 :] or 1) + 1}"
        found[number] = row
    return found


def _at(row: Message, name: str) -> Mapping[str, Any]:
    return {"name": name, "row": row.row}


def _order(number: str, row: Message, subjects: Mapping[str, int], name: str) -> Fresh:
    if len(row.text) > LONGEST_TEXT:
        fault: Sentence = say(
            "{name}, row {row}: the message is longer than {most} characters.", **_at(row, name), most=LONGEST_TEXT
        )
        raise Refused(fault)
    values = {
        "number": number,
        "title": (row.title or row.text)[:LONGEST_TITLE],
        "text": row.text or row.title,
        "kind": _kind(row.title),
        "channel": Channel.WEBSITE,
        "subject_id": subjects.get(row.label),
        "duplicate": AGAIN in number.removeprefix(f"{SERIES}{row.number}"),
        "answer": row.answer[:LONGEST_ANSWER],
    }
    moment = row.moment if row.moment and row.moment < now() else now()
    return Fresh(values, at=OrderState.CLOSED, opened_at=moment)


def _kind(title: str) -> str:
    """The kind that the title names itself; else a plea for help."""
    named = {"咨询": Kind.ENQUIRY, "请问": Kind.ENQUIRY, "投诉": Kind.COMPLAINT, "举报": Kind.TIP_OFF, "建议": Kind.SUGGESTION, "感谢": Kind.PRAISE}  # fmt: skip
    return next((kind for word, kind in named.items() if word in title), Kind.REQUEST)


def _subjects(labels: set[str], organ: int) -> dict[str, int]:
    """The subject of each class by its name; a class that the office does not have yet becomes one of the first level."""
    there = Subject.unscoped.filter(name__in=labels, ended_on=None, entry__voided_at=None).order_by("-depth", "-pk")
    found = dict(there.values_list("name", "pk"))
    codes = set(Subject.unscoped.filter(organ=organ).values_list("code", flat=True))
    free = (code for code in (f"H{at:02}" for at in range(1, 1000)) if code not in codes)
    fresh = [Fresh({"code": next(free), "name": label, "depth": Depth.FIRST}) for label in sorted(labels - set(found))]
    made = open_rows(Subject, fresh, organ=organ, actor=program("History", channel="import")) if fresh else []
    return found | {row.name: row.pk for row in made}


def _caller(order: Order, row: Message) -> Caller:
    """The caller's own words stand apart from the order; who it was, the table names by a key only."""
    return Caller(order=order, name=row.sender[:60], words=row.text or row.title, at=order.entry.opened_at)
