"""Taking in a letter, visit or call: the matter with masked words, and who wrote apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Entry, Link
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.kernel.rules.registry import rule_value
from chancery.modules.petitions.models import Mark, Petition, Petitioner
from chancery.modules.petitions.reading.masking import mask_name, mask_text
from chancery.modules.petitions.reading.similar import marks
from chancery.modules.petitions.terms import ANONYMOUS

from .petitioners import needs_a_way_to_answer


@dataclass(frozen=True)
class Person:
    """Who writes, as told; all of it stays apart from the matter."""

    name: str = ""
    phone: str = ""
    address: str = ""
    identity: str = ""
    companions: tuple[str, ...] = field(default=())


@transaction.atomic
def take_in(
    person: Person, values: Mapping[str, Any], *, organ: int, actor: Actor, origin: int | None = None
) -> Petition:
    """Enter and register a petition in one go (登记信访事项; art. 22). Raises Refused for what cannot be taken in."""
    needs_a_way_to_answer(person.name.strip(), person.phone.strip(), person.address.strip())
    _few_enough(person)
    words = str(values.get("text") or "").strip()
    if not words or not str(values.get("title") or "").strip():
        raise Refused(
            say("Write what it is about, and what is asked."),
            fields={name: say("Please fill this in.") for name in ("title", "text") if not str(values.get(name) or "").strip()},
        )  # fmt: skip
    told = {
        **values,
        "title": without_person(str(values["title"]), person), "text": without_person(words, person),
        "place": without_person(str(values.get("place") or ""), person),
        "petitioner": mask_name(person.name) or ANONYMOUS,
        "representatives": values.get("representatives") or _representatives(person, values),
    }  # fmt: skip
    row: Petition = open_row(
        Petition,
        organ=organ,
        values={**told, "origin_id": origin},
        actor=actor,
        urgency=1 if values.get("urgent") else 0,
    )
    Petitioner(
        petition=row, name=person.name.strip(), phone=person.phone.strip(), address=person.address.strip(), identity=person.identity.strip(),
        words=words, companions=list(person.companions),
    ).save()  # fmt: skip
    Mark.objects.bulk_create(Mark(petition=row, band=band) for band in marks(row.text))
    if origin:
        _link(origin, row, actor)
    return press(row, "register", actor=actor).row  # type: ignore[no-any-return]


def without_person(text: str, person: Person) -> str:
    """The words without what would tell who wrote them."""
    for name in (person.name, *person.companions):
        text = text.replace(name, mask_name(name)) if len(name) > 1 else text
    for told in (person.phone, person.identity, person.address):
        text = text.replace(told, mask_text(told) if told != person.address else "***") if len(told) > 4 else text
    return mask_text(text)


def _representatives(person: Person, values: Mapping[str, Any]) -> int:
    """Those who are named, where several came."""
    return 1 + len(person.companions) if int(values.get("people") or 1) > 1 else 0


def _few_enough(person: Person) -> None:
    rule = rule_value("petitions.representatives")
    most = int(str(rule.value))
    if 1 + len(person.companions) > most:
        raise Refused(
            say("{n} representatives are too many: at most {most}.", n=1 + len(person.companions), most=most),
            cite=rule.cite,
        )


def _link(origin: int, row: Petition, actor: Actor) -> None:
    source = Entry.objects.get(pk=origin)
    Link.objects.create(source=source, target=row.entry, kind=Link.Kind.LED_TO, at=row.received_at, by=actor.post)
