"""What taking, dispatching and giving back an order change besides its state, and who holds it then."""

from __future__ import annotations

from typing import Any

from chancery.kernel.access.rows import visible
from chancery.kernel.audit.trail import record
from chancery.kernel.base.bulk import insert_rows
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Link
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Moving, todos
from chancery.kernel.flow.engine import move, open_row
from chancery.modules.hotline.models import Caller, Order
from chancery.modules.hotline.models.desks import desk
from chancery.modules.hotline.terms import OPEN, OVER, Way
from chancery.modules.petitions.api import Person, take_over

from .clocks import begin, days_from, end


def with_desk(role: str, step: str) -> Any:
    """The section that does this work for the organ of the order."""
    return lambda row: todos([desk(role, row.organ_id)], step)


def with_lead(step: str) -> Any:
    return lambda row: todos([row.lead_id], step)


def with_handlers(row: Order) -> list[Todo]:
    """The lead organ answers, the assisting ones contribute."""
    return [*todos([row.lead_id], "answer"), *(Todo(organ, "contribute") for organ in row.assist)]


def accept(moving: Moving) -> None:
    """The term starts with the number; whoever was asked first is kept (首问责任)."""
    if not moving.row.number:
        begin(moving)
    if moving.row.first_person_id is None and moving.actor.person:
        moving.set(first_person_id=moving.actor.person)


def answer_at_once(moving: Moving) -> None:
    """Answered while the caller was on the line, or without anybody else (直接答复)."""
    accept(moving)
    moving.set(answered_at=moving.at, on_time=True)
    end(moving)


def tell_the_way(moving: Moving) -> None:
    """Where the request belongs is told instead of an answer (告知法定渠道; 国办函〔2025〕66号)."""
    accept(moving)
    moving.set(answer=moving.asked["words"], answered_at=moving.at, way=moving.asked.get("way") or Way.PETITION)
    end(moving, done=False)


def refer_to_petition(moving: Moving) -> None:
    """Letters and visits take it over, in the caller's own words and under the caller's name (转信访)."""
    tell_the_way(moving)
    row = moving.row
    caller = Caller.objects.filter(order=row.pk).first()
    take_over(
        row.pk, title=row.title, text=caller.words if caller else row.text, kind=row.kind, confidential=row.confidential,
        petitioner=Person(caller.name, caller.phone, caller.address) if caller else None, place=row.place, against=row.against_id, actor=moving.actor,
    )  # fmt: skip


def dispatch(moving: Moving) -> None:
    """To one lead organ, and those that assist it; it may be returned for so many days (派单)."""
    asked = moving.asked
    moving.set(
        lead_id=asked["lead"],
        assist=asked["assist"],
        sent=moving.row.sent + 1,
        return_by=days_from(moving.at, "return_time"),
    )
    moving.grant(asked["assist"], "assisting")


def ask_return(moving: Moving) -> None:
    moving.set(returned=moving.row.returned + 1)


def take_back(moving: Moving) -> None:
    moving.set(lead_id=None, assist=[])


def merge(moving: Moving) -> None:
    """This order goes along with another one about the same matter; its caller gets that one's answer (并单)."""
    row = moving.row
    main = _told(moving, moving.asked["into"].strip())
    accept(moving)
    moving.set(same_as=main, duplicate=True)
    end(moving, done=False)
    _belong_together(moving, main)
    record("hotline.order.joined", entry=main.pk, sentence=say("Another caller asks the same: {number}", number=row.number or "—"))  # fmt: skip


def _told(moving: Moving, into: str) -> Order:
    """The other order by its number or its title; one that was merged itself leads to its own main order."""
    others = visible(moving.actor, Order).filter(state__in=(*OPEN, *OVER)).exclude(pk=moving.row.pk)
    others = others.exclude(same_as=moving.row.pk)
    main: Order | None = others.filter(number=into).first()
    if main is None:
        main = others.filter(entry__title=into, same_as=None, state__in=OPEN).order_by("-pk").first()
    if main is not None and main.same_as_id:
        main = others.filter(pk=main.same_as_id).first()
    if main is None:
        raise Refused(
            say("There is no other order “{told}” into which this one could be merged.", told=into),
            fields={"into": say("Write the number of another open order.")},
        )
    return main


def split(moving: Moving) -> None:
    """One call about two matters becomes two orders of the same caller (拆单)."""
    row, words = moving.row, moving.asked["words"]
    same = ("channel", "place", "latitude", "longitude", "area", "happened_at", "confidential", "code_hash")
    values = {"title": words[:60], "text": words, "kind": moving.asked["kind"]} | {
        name: getattr(row, name) for name in same
    }
    other = open_row(Order, organ=row.organ_id, values=values, actor=moving.actor)
    if caller := Caller.objects.filter(order=row.pk).first():
        caller.order, caller.words = other, words
        insert_rows([caller])
    move(other, "register", actor=moving.actor)
    _belong_together(moving, other)


def _belong_together(moving: Moving, other: Order) -> None:
    told = {"at": moving.at, "by": moving.actor.post}
    Link.objects.get_or_create(source_id=moving.row.pk, target_id=other.pk, kind=Link.Kind.ABOUT, defaults=told)
