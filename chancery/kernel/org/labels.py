"""Names of parties for a page, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from chancery.kernel.base.clock import today


@dataclass(frozen=True)
class Label:
    """How a party is named: the organ, the post and who sits in it."""

    organ: str = ""
    post: str = ""
    person: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.organ, self.post, self.person) if part)

    @property
    def short(self) -> str:
        """Organ and person, or organ and post where nobody sits."""
        return " ".join(part for part in (self.organ, self.person or self.post) if part)


QUERY = """
select p.id, coalesce(own.short_name, o.short_name), coalesce(post.title, ''), coalesce(person.name, '')
from org_party p
left join org_organ o on o.id = p.id
left join org_post post on post.id = p.id
left join org_organ own on own.id = post.organ_id
left join org_tenure t on t.post_id = post.id and t.since <= %s and (t.until is null or t.until > %s)
left join org_person person on person.id = t.person_id
where p.id in ({marks}) order by case t.kind when 'substantive' then 1 else 0 end"""


def labels(parties: Iterable[int | None]) -> dict[int, Label]:
    """The labels of these parties today; unknown keys are left out."""
    keys = sorted({party for party in parties if party})
    if not keys:
        return {}
    with connection.cursor() as cursor:
        day = today().isoformat()
        cursor.execute(QUERY.format(marks=", ".join(["%s"] * len(keys))), [day, day, *keys])
        return {pk: Label(organ or "", post, person) for pk, organ, post, person in cursor.fetchall()}
