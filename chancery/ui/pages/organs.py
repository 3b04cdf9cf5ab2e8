"""Organs, posts and people (机构、岗位、人员): the tree on demand, an organ with its posts, a person with the posts held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from chancery.kernel.access.models import PostRole
from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Deputy, Organ, Person, Post, Tenure, User
from chancery.kernel.org.services import holding
from chancery.kernel.org.tree import ancestors
from chancery.ui.refusing import answer

EDIT = "org.edit"
MOST_OPEN = 60
MOST_BELOW = 200
MOST_FOUND = 50
HIDDEN = say("There is no such organ, post or person.")


@dataclass
class Branch:
    """One organ in the tree: how many organs lie below, whether it is open, and what is shown below it."""

    organ: Organ
    below: int = 0
    posts: int = 0
    open: bool = False
    toggle: str = ""
    rows: list[Branch] = field(default_factory=list)
    hidden: int = 0


def organs(request: HttpRequest) -> HttpResponse:
    """The tree (机构树). `open` names the organs whose children are shown; without it, the line to one's own organ."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:60]
    context = {"words": words, "may_edit": EDIT in actor.actions, "own": actor.organ}
    if words:
        named = Q(name__contains=words) | Q(short_name__contains=words)
        found = Organ.objects.filter(named).select_related("parent").order_by("until", "position", "pk")
        context["found"] = list(found[:MOST_FOUND])
        context["most"] = MOST_FOUND
    else:
        context["tree"] = _tree(_opened(request, actor))
    return answer(request, "ui/organs/tree.html", context, part="list")


def _opened(request: HttpRequest, actor: Actor) -> list[int]:
    told = request.GET.get("open")
    if told is not None:
        return [int(part) for part in told.split(",") if part.isdigit()][:MOST_OPEN]
    roots = list(Organ.objects.filter(going_on(), parent=None).values_list("pk", flat=True)[:4])
    return list(
        dict.fromkeys([*(roots if len(roots) < 4 else []), *(ancestors(actor.organ)[1:] if actor.organ else [])])
    )


def going_on() -> Q:
    """The condition that an organ or a post has not ended; one that begins later is shown already."""
    return Q(until__isnull=True) | Q(until__gt=today())


def _tree(opened: Sequence[int]) -> list[Branch]:
    """Three questions, however many organs are open: the organs shown, the organs below each, the posts in each."""
    shown = list(Organ.objects.filter(going_on()).filter(Q(parent=None) | Q(parent__in=opened)))
    below = _counted(Organ.objects.filter(going_on(), parent__in=shown).values_list("parent"))
    posts = _counted(Post.objects.filter(going_on(), organ__in=shown).values_list("organ"))
    branches = {
        o.pk: Branch(o, below.get(o.pk, 0), posts.get(o.pk, 0), o.pk in opened, _toggle(opened, o.pk)) for o in shown
    }
    roots: list[Branch] = []
    for organ in shown:
        above = branches.get(organ.parent_id or 0)
        rows = above.rows if above and above.open else roots if organ.parent_id is None else []
        if above and len(rows) >= MOST_BELOW:
            above.hidden += 1
        else:
            rows.append(branches[organ.pk])
    return roots


def _counted(keys: QuerySet[Any, Any]) -> dict[int, int]:
    """How many rows there are under each key."""
    return dict(keys.annotate(n=Count("pk")).order_by())


def _toggle(opened: Sequence[int], organ: int) -> str:
    left = [pk for pk in opened if pk != organ] if organ in opened else [*opened, organ]
    return "?" + urlencode({"open": ",".join(str(pk) for pk in left)}, safe=",") + f"#o{organ}"


@dataclass(frozen=True)
class Standing:
    """Who stands in for a post: the row, the post, who sits there today, and whether that post is held."""

    row: Deputy
    holder: str


@dataclass
class Seat:
    """A post as it stands today."""

    post: Post
    holders: list[Tenure] = field(default_factory=list)
    coming: list[Tenure] = field(default_factory=list)
    deputies: list[Standing] = field(default_factory=list)
    roles: list[tuple[PostRole, str]] = field(default_factory=list)

    @property
    def stands_in(self) -> Standing | None:
        """Who answers while the post is vacant: the first deputy that is held."""
        return next((one for one in self.deputies if one.holder), None)


def organ(request: HttpRequest, pk: int) -> HttpResponse:
    """One organ (机构): facts, the line above, what is below, posts and who sits in them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = organ_at(pk)
    every = list(Post.objects.filter(organ=row).select_related("reach"))
    living = [post for post in every if post.until is None or post.until > today()]
    line = Organ.objects.in_bulk(ancestors(pk)[1:])
    below = list(Organ.objects.filter(parent=row).order_by("position", "pk")[: MOST_BELOW + 1])
    context = {
        "organ": row, "line": [line[key] for key in reversed(ancestors(pk)[1:]) if key in line],
        "below": [o for o in below if o.until is None or o.until > today()][:MOST_BELOW],
        "ended_below": [o for o in below if o.until and o.until <= today()],
        "seats": _seats(living), "ended_posts": [post for post in every if post not in living],
        "may_edit": EDIT in actor.actions, "today": today(),
    }  # fmt: skip
    return render(request, "ui/organs/organ.html", context)


def organ_at(pk: int) -> Organ:
    """Raises NotFound for an unknown organ."""
    row = Organ.objects.select_related("parent").filter(pk=pk).first()
    if row is None:
        raise NotFound(HIDDEN)
    return row


def _seats(posts: Sequence[Post]) -> list[Seat]:
    """Holders, deputies and roles of these posts in four questions."""
    day, seats = today(), {post.pk: Seat(post) for post in posts}
    rest = Q(until__isnull=True) | Q(until__gt=day)
    for tenure in Tenure.objects.filter(rest, post__in=posts).select_related("person").order_by("since"):
        seat = seats[tenure.post_id]
        (seat.holders if tenure.since <= day else seat.coming).append(tenure)
    for seat in seats.values():
        seat.holders.sort(key=lambda tenure: tenure.kind != Tenure.Kind.SUBSTANTIVE)
    deputies = list(
        Deputy.objects.filter(rest, post__in=posts).select_related("deputy__organ").order_by("position", "pk")
    )
    named = _sitting([row.deputy_id for row in deputies], day)
    for row in deputies:
        seats[row.post_id].deputies.append(Standing(row, named.get(row.deputy_id, "") if row.since <= day else ""))
    for role in PostRole.objects.filter(rest, post__in=posts).order_by("role", "pk"):
        title = gettext(str(shelves.titles.get(role.role, role.role)))
        seats[role.post_id].roles.append((role, title))
    return list(seats.values())


def _sitting(posts: Sequence[int], day: date) -> dict[int, str]:
    """The name of whoever sits in each of these posts on a day."""
    rows = Tenure.objects.filter(holding(day), post__in=posts).order_by("-since").values_list("post", "person__name")
    return dict(rows)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person (人员) with posts past and present."""
    row = Person.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(HIDDEN)
    tenures = list(Tenure.objects.filter(person=row).select_related("post__organ").order_by("-since", "-pk"))
    held = [t for t in tenures if t.until is None or t.until > today()]
    order = (Tenure.Kind.SUBSTANTIVE, Tenure.Kind.ACTING, Tenure.Kind.CONCURRENT)
    held.sort(key=lambda tenure: order.index(Tenure.Kind(tenure.kind)))
    rest = Q(until__isnull=True) | Q(until__gt=today())
    instead = Deputy.objects.filter(rest, deputy__in=[t.post_id for t in held]).select_related("post__organ")
    context = {
        "person": row,
        "held": held,
        "past": [t for t in tenures if t not in held],
        "stands_in": list(instead),
        "today": today(),
        "account": User.objects.filter(person=row).first(),
        "may_edit": EDIT in request.actor.actions,  # type: ignore[attr-defined]
    }
    return render(request, "ui/organs/person.html", context)
