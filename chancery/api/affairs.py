"""What belongs to a row: its trail, remarks, links, and who sees it and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router, Schema
from pydantic import Field

from chancery.kernel.access.models import Grant
from chancery.kernel.access.rows import acting, load
from chancery.kernel.audit.models import Line
from chancery.kernel.audit.trail import sentence_of
from chancery.kernel.base.sentences import msgid
from chancery.kernel.desk.models import Link, Remark
from chancery.kernel.desk.reading import titles_of
from chancery.kernel.flow.speaking import MOST, remark, withdraw
from chancery.kernel.module.registry import address
from chancery.kernel.org.labels import labels
from chancery.kernel.org.tree import ancestors

from .door import only
from .nouns import JSON, ONCE, actor_of, typed
from .rows import label
from .shapes import Shape, answer, plain
from .types import Key, Mark

LINES = 100


class LineFacts(Schema):
    """A line of the trail (留痕)."""

    id: int
    at: datetime
    who: str
    post: int | None
    channel: str
    action: str
    outcome: str
    sentence: str
    before: dict[str, Any]
    after: dict[str, Any]
    request: str


class Trail(Schema):
    items: list[LineFacts]
    next: int | None


class RemarkFacts(Schema):
    """An opinion, an instruction, a reply or a note; a withdrawn one keeps its place and says why."""

    id: int
    kind: str
    kind_label: str
    text: str
    at: datetime
    post: int | None
    post_label: str | None
    stage: str
    withdrawn_at: datetime | None
    withdrawn_why: str


class Words(Schema):
    """An opinion to be written."""

    text: Annotated[str, Field(min_length=1, max_length=MOST)]


class Why(Schema):
    """Why an opinion is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class LinkFacts(Schema):
    """One step of the chain; rows that the caller's post cannot see are left out."""

    kind: str
    kind_label: str
    direction: str
    id: int
    noun: str
    title: str
    at: datetime
    address: str


class SightFacts(Schema):
    """One party that sees the row, and why."""

    party: int
    label: str | None
    cause: str
    cause_label: str
    since: datetime | None


def add_affairs(router: Router, shape: Shape) -> None:
    """Put what belongs to the rows of a noun on its router."""
    name, title = shape.noun.replace(".", "_"), msgid(shape.screen.title)
    for key, kind, make, words in (
        ("trail", Trail, _trail, "what happened"),
        ("remarks", list[RemarkFacts], _remarks, "remarks"),
        ("links", list[LinkFacts], _links, "links"),
        ("sight", list[SightFacts], _sight, "who sees it and why"),
    ):
        router.get(f"/{{id}}/{key}/", response=kind, operation_id=f"{name}_{key}", summary=f"{title}: {words}")(
            make(shape)
        )
    written: dict[str, Any] = {"response": {201: RemarkFacts}, "openapi_extra": {"parameters": [ONCE]}}
    router.post("/{id}/remarks/", operation_id=f"{name}_write_remark", summary=f"{title}: write an opinion", **written)(
        _write(shape)
    )
    router.post(
        "/{id}/remarks/{remark}/withdraw/",
        response=RemarkFacts,
        operation_id=f"{name}_withdraw_remark",
        summary=f"{title}: take back one's own opinion",
    )(_withdraw(shape))


def _trail(shape: Shape) -> Callable[..., Any]:
    def trail(request: HttpRequest, id: Any, before: Any = None) -> HttpResponse:  # noqa: A002
        load(shape.model, id, actor=actor_of(request))
        lines = Line.objects.filter(entry=id).order_by("-id")
        found = list((lines.filter(pk__lt=before) if before else lines)[: LINES + 1])
        more = found[LINES - 1].pk if len(found) > LINES else None
        return answer({"items": [_line(line) for line in found[:LINES]], "next": more})

    return typed(trail, id=Key, before=Mark)


def _line(line: Line) -> dict[str, Any]:
    body = line.body or {}
    told = {name: getattr(line, name) for name in ("who", "post", "channel", "action", "outcome", "request")}
    return {
        "id": line.pk,
        "at": plain(line.at),
        **told,
        "sentence": str(sentence_of(line)),
        "before": body.get("before", {}),
        "after": body.get("after", {}),
    }


def _remarks(shape: Shape) -> Callable[..., Any]:
    def remarks(request: HttpRequest, id: Any) -> HttpResponse:  # noqa: A002
        load(shape.model, id, actor=actor_of(request))
        return answer(_told(list(Remark.objects.filter(entry=id))))

    return typed(remarks, id=Key)


def _told(found: Sequence[Remark]) -> list[dict[str, Any]]:
    named = labels(remark.post_id for remark in found)
    return [
        {
            "id": one.pk,
            "kind": one.kind,
            "kind_label": gettext(one.get_kind_display()),
            "text": "" if one.withdrawn_at else one.text,
            "at": plain(one.at),
            "post": one.post_id,
            "post_label": label(named, one.post_id),
            "stage": one.stage,
            "withdrawn_at": plain(one.withdrawn_at),
            "withdrawn_why": one.withdrawn_why,
        }
        for one in found
    ]


def _write(shape: Shape) -> Callable[..., Any]:
    def write(request: HttpRequest, id: Any, body: Any) -> HttpResponse:  # noqa: A002
        only(request, JSON)
        actor = actor_of(request)
        row = load(shape.model, id, actor=actor)
        with acting(actor):
            return answer(_told([remark(row, body.text, actor)])[0], status=201)

    return typed(write, id=Key, body=Words)


def _withdraw(shape: Shape) -> Callable[..., Any]:
    def take_back(request: HttpRequest, id: Any, remark: Any, body: Any) -> HttpResponse:  # noqa: A002
        only(request, JSON)
        actor = actor_of(request)
        row = load(shape.model, id, actor=actor)
        with acting(actor):
            return answer(_told([withdraw(row, remark, body.reason, actor)])[0])

    return typed(take_back, id=Key, remark=Key, body=Why)


def _links(shape: Shape) -> Callable[..., Any]:
    def links(request: HttpRequest, id: Any) -> HttpResponse:  # noqa: A002
        actor = actor_of(request)
        load(shape.model, id, actor=actor)
        out = [(link, "to", link.target) for link in Link.objects.filter(source=id).select_related("target__noun")]
        back = [(link, "from", link.source) for link in Link.objects.filter(target=id).select_related("source__noun")]
        titles = titles_of(actor, [entry.pk for _, _, entry in (*out, *back)])
        return answer(
            [
                {
                    "kind": link.kind,
                    "kind_label": gettext(link.get_kind_display()),
                    "direction": direction,
                    "id": entry.pk,
                    "noun": entry.noun.key,
                    "title": titles[entry.pk],
                    "at": plain(link.at),
                    "address": f"/api/v1{address(entry.noun.key, entry.pk)}",
                }
                for link, direction, entry in sorted((*out, *back), key=lambda found: found[0].at)
                if entry.pk in titles
            ]
        )

    return typed(links, id=Key)


def _sight(shape: Shape) -> Callable[..., Any]:
    def sight(request: HttpRequest, id: Any) -> HttpResponse:  # noqa: A002
        row = load(shape.model, id, actor=actor_of(request))
        grants = list(Grant.objects.filter(entry=id, until__isnull=True).order_by("since", "pk"))
        line = _line_above(shape.screen.reach, row.organ_id)
        named = labels([*line, *(grant.viewer_id for grant in grants)])
        seen = [(key, *_by_organ(key == row.organ_id), None) for key in line]
        seen += [(one.viewer_id, one.cause, gettext(one.get_cause_display()), one.since) for one in grants]
        return answer(
            [
                {"party": key, "label": label(named, key), "cause": cause, "cause_label": words, "since": plain(since)}
                for key, cause, words, since in seen
            ]
        )

    return typed(sight, id=Key)


def _by_organ(own: bool) -> tuple[str, str]:
    return ("organ", gettext("its own organ")) if own else ("organ_above", gettext("an organ above it"))


def _line_above(reach: str, organ: int) -> list[int]:
    """The organs that see a row because of where it belongs."""
    if reach == "subtree":
        return ancestors(organ)
    return [organ] if reach == "organ" else []
