"""What belongs to no single noun: search, the desk, and who calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from chancery.kernel.access.actors import posts_of
from chancery.kernel.base.fields import epoch, moment
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.lists import Mark
from chancery.kernel.desk.models import Entry, Noun, Task
from chancery.kernel.desk.reading import readable_nouns
from chancery.kernel.module.registry import address, tasks_of
from chancery.kernel.org.labels import labels
from chancery.kernel.search.services import find

from .directory import Asked
from .nouns import actor_of, address_of
from .rows import label
from .shapes import answer, plain

router = Router(tags=["house"])
BIGMARK = r"^-?\d{1,18}\.\d{1,18}$|^$"


class Hit(Schema):
    """A row that was found; `title` and `body` are pieces of text with whether each is a hit."""

    id: int
    noun: str
    title: list[tuple[str, bool]]
    number: list[tuple[str, bool]]
    body: list[tuple[str, bool]]
    address: str


class Hits(Schema):
    items: list[Hit]
    next: int | None


class TaskFacts(Schema):
    """Something that waits for the caller's post (待办)."""

    id: int
    row: int
    noun: str
    number: str
    title: str
    state: str
    move: str
    due_at: datetime | None
    urgency: int
    reading: bool
    returned: bool
    urged: int
    opened_at: datetime
    assignee: int
    assignee_label: str | None
    address: str


class Tasks(Schema):
    items: list[TaskFacts]
    next: str | None


class Held(Schema):
    id: int
    label: str
    kind: str


class Me(Schema):
    """Who calls, in which post, and what that post may do."""

    account: str
    name: str
    person: int | None
    post: int | None
    post_name: str
    organ: int | None
    language: str
    actions: list[str]
    posts: list[Held]


@router.get("/me/", response=Me, operation_id="me", summary="Who am I")
def me(request: HttpRequest) -> HttpResponse:
    actor, user = actor_of(request), request.user
    told = {name: getattr(actor, name) for name in ("name", "person", "post", "post_name", "organ")}
    posts = [
        {"id": held.post_id, "label": f"{held.post.organ.short_name} {held.post.title}", "kind": held.kind}
        for held in posts_of(user)  # type: ignore[arg-type]
    ]
    return answer(
        {
            "account": user.get_username(),
            **told,
            "language": get_language(),
            "actions": sorted(actor.actions),
            "posts": posts,
        }
    )


class SearchAsked(Schema):
    q: str = Field(min_length=1, max_length=100)
    noun: str = Field("", max_length=60, description="Only rows of this kind, `documents.incoming`.")
    before: int | None = Field(None, ge=1, le=2**63 - 1, description="The last row of the page before.")
    size: int = Field(20, ge=1, le=100)


@router.get("/search/", response=Hits, operation_id="search", summary="Search everything I may see")
def search(request: HttpRequest, asked: Query[SearchAsked]) -> HttpResponse:
    actor, readable = actor_of(request), readable_nouns(actor_of(request))
    if asked.noun and asked.noun not in readable:
        fault = say("There is no such kind of row, or your post cannot see it.")
        raise Refused(fault, fields={"noun": fault})
    keys = dict(Noun.objects.filter(key__in=readable).values_list("pk", "key"))
    wished = next((pk for pk, key in keys.items() if key == asked.noun), None)
    viewers = None if actor.everything else actor.viewers
    found = find(asked.q, viewers=viewers, noun=wished, limit=asked.size, before=asked.before)
    items = [
        {
            "id": hit.entry_id,
            "noun": keys[hit.noun],
            "title": list(hit.title),
            "number": list(hit.number),
            "body": list(hit.body),
            "address": f"/api/v1{address(keys[hit.noun], hit.entry_id)}",
        }
        for hit in found
        if hit.noun in keys
    ]
    return answer({"items": items, "next": found[-1].entry_id if len(found) == asked.size else None})


class TasksAsked(Asked):
    reading: bool | None = None
    after: str = Field("", pattern=BIGMARK)


@router.get("/tasks/", response=Tasks, operation_id="tasks", summary="What waits for my post, the most pressing first")
def tasks(request: HttpRequest, asked: Query[TasksAsked]) -> HttpResponse:
    actor = actor_of(request)
    rows = tasks_of(actor).select_related("entry__noun")
    if asked.reading is not None:
        rows = rows.filter(reading=asked.reading)
    mark = Mark.read(asked.after)
    if mark:
        due = _due(mark.order)
        rows = rows.filter(due_at__gte=due).filter(Q(due_at__gt=due) | Q(pk__gt=mark.entry))
    found = list(rows.order_by("due_at", "pk")[: asked.size + 1])
    named = labels(task.assignee_id for task in found)
    more = f"{epoch(found[asked.size - 1].due_at)}.{found[asked.size - 1].pk}" if len(found) > asked.size else ""
    items = [_task(task, label(named, task.assignee_id)) for task in found[: asked.size]]
    return answer({"items": items, "next": address_of(request, after=more)})


def _due(order: int) -> datetime:
    try:
        return moment(order)
    except (OverflowError, ValueError) as error:
        fault = say("This mark belongs to no page.")
        raise Refused(fault, fields={"after": fault}) from error


def _task(task: Task, assignee: str | None) -> dict[str, Any]:
    entry: Entry = task.entry
    own = {name: getattr(task, name) for name in ("move", "urgency", "reading", "returned", "urged")}
    return {
        "id": task.pk,
        "row": entry.pk,
        "noun": entry.noun.key,
        "number": entry.number,
        "title": entry.title,
        "state": entry.state,
        **own,
        "due_at": plain(task.due_at),
        "opened_at": plain(task.opened_at),
        "assignee": task.assignee_id,
        "assignee_label": assignee,
        "address": f"/api/v1{address(entry.noun.key, entry.pk)}",
    }
