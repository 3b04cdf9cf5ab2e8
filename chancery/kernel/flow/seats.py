"""Who sits in a stage: seats are resolved to posts when it opens; a vacancy goes to the deputy, then the administrator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from chancery.kernel.access.models import PostRole
from chancery.kernel.access.shelves import ADMINISTRATOR
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Post, Tenure
from chancery.kernel.org.services import holding, standing_in
from chancery.kernel.org.tree import ancestors

from .models import RouteSeat, RouteStage


@dataclass(frozen=True)
class Seated:
    """A post that sits in a stage, and the post for which it stands in, if any."""

    post: int
    instead_of: int | None = None


def resolve(stage: RouteStage, row: Any, named: Mapping[str, Sequence[int]]) -> list[Seated]:
    """The posts of a stage now. `named` are parties that the starter chose, by seat name.

    Raises Refused if a seat names nobody: an empty stage would lose the matter.
    """
    posts: list[int] = []
    for seat in stage.seats.all():
        posts += _posts_of(seat, row, named)
    held = set(Tenure.objects.filter(holding(today()), post__in=posts).values_list("post", flat=True))
    seated = [Seated(post) if post in held else answering(post) for post in dict.fromkeys(posts)]
    unique = {seat.post: seat for seat in seated}
    if not unique:
        raise Refused(
            say(
                "Nobody sits in the stage “{stage}” of the route. Choose somebody, or change the route.",
                stage=stage.title,
            )
        )
    return list(unique.values())


def _posts_of(seat: RouteSeat, row: Any, named: Mapping[str, Sequence[int]]) -> list[int]:
    if seat.kind == RouteSeat.Kind.POST:
        return [seat.post_id] if seat.post_id else []
    if seat.kind == RouteSeat.Kind.ROLE:
        return with_role(seat.name, seat.organ_id or row.organ_id)
    parties = list(named.get(seat.name, ())) or _from_row(row, seat.name)
    return [post for party in parties for post in posts_for(party)]


def _from_row(row: Any, name: str) -> list[int]:
    if not hasattr(row, name):
        return []
    value = getattr(row, name)
    if hasattr(value, "values_list"):
        return list(value.values_list("pk", flat=True))
    if hasattr(value, "all"):
        return [item.pk for item in value.all()]
    return [value.pk] if hasattr(value, "pk") else list(value) if isinstance(value, (list, tuple)) else []


def posts_for(party: int) -> list[int]:
    """A post is itself; an organ answers through its head, or through any leader or officer it has."""
    if Post.objects.filter(pk=party).exists():
        return [party]
    ranks = {Post.Rank.HEAD: 0, Post.Rank.LEADER: 1, Post.Rank.OFFICER: 2, Post.Rank.CLERK: 3}
    posts = sorted(
        Post.objects.filter(organ=party, until__isnull=True),
        key=lambda post: (ranks[Post.Rank(post.rank)], post.position, post.pk),
    )
    return [posts[0].pk] if posts else []


# CROSS JOIN keeps SQLite from beginning with all roles of the house; PostgreSQL plans it as any join.
HOLDERS = """
with recursive down(id, step, place) as (
    select id, 0, position from org_organ where id = %s
    union all select o.id, down.step + 1, o.position from org_organ o join down on o.parent_id = down.id where down.step < 40
) select p.id, p.organ_id from down cross join org_post p cross join access_postrole r
where p.organ_id = down.id and r.post_id = p.id and r.role = %s and r.since <= %s and (r.until is null or r.until > %s)
order by down.step, down.place, down.id, p.position, p.id"""


def holders_below(role: str, organ: int) -> list[tuple[int, int]]:
    """The posts that hold a role in an organ or below it, each with its organ, in one statement."""
    day = today().isoformat()
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [organ, role, day, day])
        return [(int(post), int(section)) for post, section in dict.fromkeys(cursor.fetchall())]


def with_role(role: str, organ: int) -> list[int]:
    """The posts that hold a role in an organ or below it; failing that, in the nearest organ above."""
    if below := holders_below(role, organ):
        return [post for post, _ in below]
    holders = PostRole.objects.filter(holding(today()), role=role)
    for above in ancestors(organ)[1:]:
        found = list(holders.filter(post__organ=above).values_list("post", flat=True).distinct())
        if found:
            return sorted(found)
    return []


def posts_to_tell(parties: Iterable[int]) -> set[int]:
    """Whom a message to these parties reaches: posts themselves, and the heads and clerks of organs."""
    wished = list(parties)
    of_organs = Q(organ__in=wished, rank__in=(Post.Rank.HEAD, Post.Rank.CLERK), until__isnull=True)
    return set(Post.objects.filter(Q(pk__in=wished) | of_organs).values_list("pk", flat=True))


def section_with_role(role: str, organ: int) -> int | None:
    """The first section of an organ in which a holder of a role sits, nearest first and in the order of the tree."""
    return next((section for _, section in holders_below(role, organ)), None)


def answering(post: int) -> Seated:
    """Who answers for a post now: itself, its deputy, or the administrator when both are vacant."""
    found = standing_in(post)
    if found is not None:
        return Seated(found, None if found == post else post)
    keeper = PostRole.objects.filter(holding(today()), role=ADMINISTRATOR).values_list("post", flat=True).first()
    return Seated(keeper or post, post if keeper else None)
