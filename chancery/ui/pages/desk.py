"""The desk (我的办件): due and overdue first, then new and returned, then what waits on others, then what is to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext, ngettext

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import NEVER, Due, Seen, Task
from chancery.kernel.flow.route_moves import STEPS
from chancery.kernel.module.registry import registry
from chancery.kernel.org.labels import Label, labels
from chancery.ui.formats import day_of_desk
from chancery.ui.menu import parties_of
from chancery.ui.places import Place, place_by_noun
from chancery.ui.refusing import answer

MOST_TASKS = 200
MOST_WAITING = 50
MOST_LATE = 500
FIRST_WAITING = 2


@dataclass(frozen=True)
class Row:
    """One row of the desk: kind, matter, why it is stuck, clock, and the one next step."""

    pk: int
    kind: str
    href: str
    entry: Any
    why: str = ""
    move: str = ""
    step: str = ""
    unopened: bool = False
    returned: bool = False
    urged: int = 0


@dataclass
class Group:
    """One group of the desk."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A number that needs a decision: without one it does not appear."""

    value: str
    sentence: str
    href: str = ""
    link: str = ""
    hot: bool = False


def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I wait for, and the numbers that need a decision."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tasks = list(_tasks(actor))
    waiting = list({row.entry_id: row for row in _waiting_on_others(actor)}.values())
    late = list(_late_in_sight(actor))
    named = labels([row.entry.holder_id for row in waiting] + [row.entry.holder_id for row in late])
    soon = _end_of_tomorrow()
    due = [task for task in tasks if not task.reading and task.due_at < soon]
    fresh = [task for task in tasks if not task.reading and task.due_at >= soon]
    fresh.sort(key=lambda task: (not task.returned, -task.opened_at.timestamp()))
    reading = [task for task in tasks if task.reading]
    groups = [
        Group("due", gettext("Overdue and due"), [_of_task(task, actor.post) for task in due], len(due)),
        Group("new", gettext("New and returned"), [_of_task(task, actor.post) for task in fresh], len(fresh)),
        _others(waiting, named),
        Group("read", gettext("To read"), [_of_task(task, actor.post) for task in reading], len(reading)),
    ]
    counts = _counts(due, fresh, waiting, reading)
    context = {
        "day": day_of_desk(), "groups": [g for g in groups if g.rows or g.key == "due"], "counts": counts,
        "figures": _figures(late, named), "sides": _sides(actor), "first": next((g.rows[0].pk for g in groups if g.rows), 0), "nothing": not tasks,
    }  # fmt: skip
    return answer(request, "ui/desk.html", context, part="groups")


def _tasks(actor: Actor) -> Iterable[Any]:
    """My tasks in the order of their due moments, with whether I have opened them: one index range."""
    seen = Seen.objects.filter(entry_id=OuterRef("entry_id"), post=actor.post or 0)
    rows = Task.objects.filter(assignee__in=parties_of(actor), entry__landed=True).select_related(
        "entry__noun", "entry__organ"
    )
    return rows.annotate(was_opened=Exists(seen)).order_by("due_at", "-urgency", "pk")[:MOST_TASKS]


def _waiting_on_others(actor: Actor) -> Iterable[Any]:
    """Open matters that my post or my own organ handled and that now lie elsewhere."""
    near = [viewer for viewer in (actor.post, actor.organ) if viewer in actor.viewers]
    mine = Task.objects.filter(entry_id=OuterRef("entry_id"), assignee__in=parties_of(actor))
    rows = Due.objects.filter(viewer__in=near).exclude(Exists(mine)).select_related("entry__noun", "entry__organ")
    return rows.order_by("due_at", "entry_id")[:MOST_WAITING]


def _late_in_sight(actor: Actor) -> Iterable[Any]:
    """Overdue matters that this post may see, bounded: enough to say where they stick."""
    rows = Due.objects.filter(viewer__in=[viewer for viewer in actor.viewers if viewer != actor.post], due_at__lt=now())
    return rows.select_related("entry").only("entry__holder_id", "viewer", "due_at").order_by("due_at")[:MOST_LATE]


def _end_of_tomorrow() -> datetime:
    return datetime.combine(today() + timedelta(days=2), time(), HOUSE)


def _of_task(task: Any, post: int | None) -> Row:
    place = place_by_noun(task.entry.noun.key)
    move, step = ("", "") if task.reading else _next_step(place, task)
    return Row(
        task.entry_id, _kind(place), place.at(task.entry_id) if place else "/", task.entry,
        _why(task), move, step, not task.was_opened and task.entry.opened_by_id != post, task.returned, task.urged,
    )  # fmt: skip


def _kind(place: Place | None) -> str:
    return gettext(str(place.screen.title)) if place else ""


def _next_step(place: Place | None, task: Any) -> tuple[str, str]:
    """The title and the address of the step that the task asks for."""
    if place is None or place.screen.flow is None or not task.move:
        return "", ""
    move = place.screen.flow.by_name.get(task.move) or STEPS.get(task.move)
    return (gettext(str(move.title or move.name)), place.at(task.entry_id, move.name)) if move else ("", "")


def _why(task: Any) -> str:
    if task.returned:
        return gettext("returned to you")
    if task.urged:
        return ngettext("urged once", "urged {n} times", task.urged).format(n=task.urged)
    return ""


def _others(waiting: Sequence[Any], named: Mapping[int, Label]) -> Group:
    rows = []
    for due in waiting[:FIRST_WAITING]:
        place = place_by_noun(due.entry.noun.key)
        holder = named.get(due.entry.holder_id or 0)
        why = gettext("with {holder}").format(holder=holder.short) if holder else ""
        rows.append(Row(due.entry_id, _kind(place), place.at(due.entry_id) if place else "/", due.entry, why))
    number = len(waiting)
    note = gettext("the {n} most urgent first").format(n=FIRST_WAITING) if number > FIRST_WAITING else ""
    return Group("wait", gettext("Waiting on others"), rows, number, note)


@dataclass(frozen=True)
class Count:
    value: str
    label: str
    href: str
    look: str = ""


def _counts(due: Sequence[Any], fresh: Sequence[Any], waiting: Sequence[Any], reading: Sequence[Any]) -> list[Count]:
    late = sum(task.due_at < now() for task in due)
    more = "+" if len(waiting) == MOST_WAITING else ""
    return [
        Count(str(late), gettext("Overdue"), "#due", "l" if late else ""),
        Count(str(len(due) - late), gettext("Today and tomorrow"), "#due", "s" if len(due) > late else ""),
        Count(str(len(fresh)), gettext("New and returned"), "#new" if fresh else "#due"),
        Count(f"{len(waiting)}{more}", gettext("With others"), "#wait" if waiting else "#due"),
        Count(str(len(reading)), gettext("To read"), "#read" if reading else "#due"),
    ]


def _figures(late: Sequence[Any], named: Mapping[int, Label]) -> list[Figure]:
    """How many are overdue in what this post may see, and with whom most of them lie."""
    entries = {row.entry_id: row.entry.holder_id for row in late if row.due_at < NEVER}
    if not entries:
        return []
    number = f"{len(entries)}+" if len(late) == MOST_LATE else str(len(entries))
    holder, most = Counter(entries.values()).most_common(1)[0]
    if holder and holder in named and most > 1:
        words = gettext("matters are overdue in what you may see, {n} of them with {holder}.").format(
            n=most, holder=named[holder].short
        )
    else:
        words = ngettext(
            "matter is overdue in what you may see.", "matters are overdue in what you may see.", len(entries)
        )
    return [Figure(number, words, "/overdue/", gettext("Show them"), hot=True)]


@dataclass(frozen=True)
class Side:
    """What a module adds beside the desk: the title, a template of the module and its context."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def _sides(actor: Actor) -> list[Side]:
    """Modules name a function under `pages["desk"]`: given the actor, a Side or nothing."""
    paths = [module.pages["desk"] for module in registry.modules.values() if "desk" in module.pages]
    return [side for side in (import_string(path)(actor) for path in paths) if side]


def overdue(request: HttpRequest) -> HttpResponse:
    """Everything overdue that this post may see, longest first, with who has it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = (
        Due.objects.filter(viewer__in=actor.viewers, due_at__lt=now())
        .select_related("entry__noun", "entry__organ")
        .order_by("due_at")[:MOST_LATE]
    )
    late = list({row.entry_id: row for row in rows}.values())
    named = labels(row.entry.holder_id for row in late)
    shown = []
    for due in late:
        place, holder = place_by_noun(due.entry.noun.key), named.get(due.entry.holder_id or 0)
        why = gettext("with {holder}").format(holder=holder.short) if holder else ""
        shown.append(Row(due.entry_id, _kind(place), place.at(due.entry_id) if place else "/", due.entry, why))
    group = Group("due", gettext("Overdue"), shown, len(shown))
    return answer(request, "ui/overdue.html", {"groups": [group]}, part="groups")
