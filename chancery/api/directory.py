"""Organs and posts, page by page, in the order that the office gave them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from chancery.kernel.base.clock import today
from chancery.kernel.desk.lists import Mark
from chancery.kernel.org.labels import labels
from chancery.kernel.org.models import Organ, Post
from chancery.kernel.org.services import holding

from .filters import MARK, SIZE
from .nouns import address_of
from .rows import label
from .shapes import answer, plain

router = Router(tags=["house"])


class Asked(Schema):
    """What each list of the house takes."""

    after: str = Field("", pattern=rf"{MARK}|^$", description="The mark of an earlier page.")
    size: int = Field(SIZE, ge=1, le=200)


class OrganFacts(Schema):
    """An organ (机构)."""

    id: int
    parent: int | None
    name: str
    short_name: str
    level: str
    place: str
    since: date
    until: date | None


class Organs(Schema):
    items: list[OrganFacts]
    next: str | None


class PostFacts(Schema):
    """A post (岗位), and who sits in it today."""

    id: int
    organ: int
    title: str
    rank: str
    label: str | None
    since: date
    until: date | None


class Posts(Schema):
    items: list[PostFacts]
    next: str | None


class OrgansAsked(Asked):
    parent: int | None = Field(None, ge=0, le=2**63 - 1, description="The organ above; 0 for the top.")
    q: str = Field("", max_length=60, description="A part of the name.")


@router.get("/organs/", response=Organs, operation_id="organs", summary="Organs that exist today")
def organs(request: HttpRequest, asked: Query[OrgansAsked]) -> HttpResponse:
    rows = Organ.objects.filter(holding(today()))
    if asked.parent is not None:
        rows = rows.filter(parent=asked.parent) if asked.parent else rows.filter(parent__isnull=True)
    if asked.q:
        rows = rows.filter(Q(name__contains=asked.q) | Q(short_name__contains=asked.q))
    found, more = _keyset(rows, asked)
    plainly = ("name", "short_name", "level", "place")
    items = [
        {
            "id": organ.pk,
            "parent": organ.parent_id,
            **{name: getattr(organ, name) for name in plainly},
            "since": plain(organ.since),
            "until": plain(organ.until),
        }
        for organ in found
    ]
    return answer({"items": items, "next": address_of(request, after=more)})


class PostsAsked(Asked):
    organ: int | None = Field(None, ge=1, le=2**63 - 1)


@router.get("/posts/", response=Posts, operation_id="posts", summary="Posts that exist today")
def posts(request: HttpRequest, asked: Query[PostsAsked]) -> HttpResponse:
    rows = Post.objects.filter(holding(today()))
    if asked.organ is not None:
        rows = rows.filter(organ=asked.organ)
    found, more = _keyset(rows, asked)
    named = labels(post.pk for post in found)
    items = [
        {
            "id": post.pk,
            "organ": post.organ_id,
            "title": post.title,
            "rank": post.rank,
            "label": label(named, post.pk),
            "since": plain(post.since),
            "until": plain(post.until),
        }
        for post in found
    ]
    return answer({"items": items, "next": address_of(request, after=more)})


def _keyset(rows: QuerySet[Any], asked: Asked) -> tuple[list[Any], str]:
    """A page in the order that the office gave, and the mark of its last row if there is more."""
    mark = Mark.read(asked.after)
    if mark:
        rows = rows.filter(position__gte=mark.order).filter(Q(position__gt=mark.order) | Q(pk__gt=mark.entry))
    found = list(rows.order_by("position", "pk")[: asked.size + 1])
    last = found[asked.size - 1] if len(found) > asked.size else None
    return found[: asked.size], f"{last.position}.{last.pk}" if last else ""
