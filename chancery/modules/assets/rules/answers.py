"""How a check of this module answers."""

from __future__ import annotations

from typing import Any

from django.db import connection

from chancery.kernel.base.refusals import OK, Answer
from chancery.kernel.rules.registry import NotInForce, RuleValueFound, UnknownRule, rule_value


def answer(key: str, ok: bool, sentence: Any, *, place: str = "") -> Answer:
    """An answer under the rule of this key, with the strength that the rule has today in this place."""
    if ok:
        return OK
    rule = rule_value(f"assets.{key}", place=place)
    return Answer(False, sentence, rule.cite, rule.strength)


def value_in(key: str, place: str) -> RuleValueFound | None:
    """The value of a rule in a place today; None where nobody has set one."""
    try:
        return rule_value(f"assets.{key}", place=place)
    except (UnknownRule, NotInForce):
        return None


PLACE = """
with recursive up(parent_id, place, step) as (
    select parent_id, place, 0 from org_organ where id = %s
    union all select o.parent_id, o.place, up.step + 1 from org_organ o join up on o.id = up.parent_id
    where up.place = '' and up.step < 40
) select place from up order by step desc limit 1"""


def place_of(organ: int) -> str:
    """The place code of an organ; a section has that of the organ above it."""
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [organ])
        found = cursor.fetchone()
        return str(found[0]) if found else ""
