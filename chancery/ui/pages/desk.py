"""The desk (我的办件): due and overdue first, then new and returned, then what waits on others, then what is to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext, ngettext

from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.route_moves import STEPS
from chancery.kernel.module.registry import registry
from chancery.kernel.org.labels import Label, labels
from chancery.ui.desk_rows import Row, drawn_rows
from chancery.ui.formats import day_of_desk
from chancery.ui.frame import waiting_of
from chancery.ui.menu import Waiting, end_of_tomorrow
from chancery.ui.places import Place, place_by_noun
from chancery.ui.ranges import (
    MOST_DUE,
    MOST_FRESH,
    MOST_LATE,
    MOST_READING,
    MOST_WAITING,
    Item,
    Queue,
    Task,
    holders_of_late,
    late_in_sight,
    tasks_of,
    waiting_on_others,
)
from chancery.ui.refusing import answer

FIRST_WAITING = 2
MOST_SHOWN = 500


@dataclass
class Group:
    """One group of the desk."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    note: str = ""
    drawn: str = ""
    more: str = ""


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
    soon, told = end_of_tomorrow(), waiting_of(request, actor)
    whole = request.GET.get("show")
    due, fresh, reading = tasks_of(
        actor,
        (
            Queue(False, None, soon, MOST_SHOWN if whole == "due" else MOST_DUE),
            Queue(False, soon, None, MOST_SHOWN if whole == "new" else MOST_FRESH),
            Queue(True, None, None, MOST_SHOWN if whole == "read" else MOST_READING),
        ),
    )
    waiting = waiting_on_others(actor)
    late = Counter(holders_of_late([viewer for viewer in actor.viewers if viewer != actor.post]))
    named = labels([entry.holder_id for entry in waiting[:FIRST_WAITING]] + [pk for pk, _ in late.most_common(1)])
    fresh.sort(key=lambda task: (not task.returned, -task.opened_at.timestamp()))
    groups = [
        _mine("due", gettext("Overdue and due"), due, told.soon, actor),
        _mine("new", gettext("New and returned"), fresh, told.all - told.soon, actor),
        _others(waiting, named),
        _mine("read", gettext("To read"), reading, told.reading, actor),
    ]
    counts = _counts(told, waiting)
    filled = [group for group in groups if group.rows or group.key == "due"]
    first = next((group.rows[0].pk for group in groups if group.rows), 0)
    context = {
        "day": day_of_desk(), "groups": _drawn(filled, actor, first), "counts": counts,
        "figures": _figures(late, named), "sides": _sides(actor), "nothing": not (told.all or told.reading),
    }  # fmt: skip
    return answer(request, "ui/desk.html", context, part="groups")


def _drawn(groups: list[Group], actor: Actor, first: int) -> list[Group]:
    """The groups with their rows drawn; the first matter is marked in the first group that has one."""
    top = next((group for group in groups if group.rows), None)
    for group in groups:
        look = gettext("Read it") if group.key == "read" else gettext("Look")
        group.drawn = drawn_rows(group.rows, organ=actor.organ, look=look, first=first if group is top else 0)
    return groups


def _mine(key: str, title: str, tasks: Sequence[Task], number: int, actor: Actor) -> Group:
    """A group of my own tasks; how many there are of which only the first are shown."""
    cut = number > len(tasks)
    note = gettext("the first {n} by their due days").format(n=len(tasks)) if cut else ""
    more = f"/?show={key}#{key}" if cut and len(tasks) < MOST_SHOWN else ""
    return Group(key, title, [_of_task(task, actor.post) for task in tasks], number, note, more=more)


def _of_task(task: Task, post: int | None) -> Row:
    place = place_by_noun(task.entry.noun)
    move, step = _next_step(place, task)
    return Row(
        task.entry.pk, _kind(place), place.at(task.entry.pk) if place else "/", task.entry,
        _why(task), move, step, not task.was_opened and task.entry.opened_by_id != post, task.returned, task.urged, _numbered(place),
    )  # fmt: skip


def _numbered(place: Place | None) -> bool:
    """Whether matters of this noun get a number, so that one without has none yet."""
    return bool(place and place.screen.number)


def _kind(place: Place | None) -> str:
    return gettext(str(place.screen.title)) if place else ""


def _next_step(place: Place | None, task: Task) -> tuple[str, str]:
    """The title and the address of the step that the task asks for."""
    if place is None or place.screen.flow is None or not task.move:
        return "", ""
    move = place.screen.flow.by_name.get(task.move) or STEPS.get(task.move)
    return (gettext(str(move.title or move.name)), place.at(task.entry.pk, move.name)) if move else ("", "")


def _why(task: Task) -> str:
    if task.returned:
        return gettext("returned to you")
    if task.urged:
        return ngettext("urged once", "urged {n} times", task.urged).format(n=task.urged)
    return ""


def _others(waiting: Sequence[Item], named: Mapping[int, Label]) -> Group:
    rows = [_with_holder(entry, named) for entry in waiting[:FIRST_WAITING]]
    number = len(waiting)
    note = gettext("the {n} most urgent first").format(n=FIRST_WAITING) if number > FIRST_WAITING else ""
    return Group("wait", gettext("Waiting on others"), rows, number, note)


def _with_holder(entry: Item, named: Mapping[int, Label]) -> Row:
    """A matter that lies with somebody else."""
    place, holder = place_by_noun(entry.noun), named.get(entry.holder_id or 0)
    why = gettext("with {holder}").format(holder=holder.short) if holder else ""
    href = place.at(entry.pk) if place else "/"
    return Row(entry.pk, _kind(place), href, entry, why, numbered=_numbered(place))


@dataclass(frozen=True)
class Count:
    value: str
    label: str
    href: str
    look: str = ""


def _counts(told: Waiting, waiting: Sequence[Item]) -> list[Count]:
    late, fresh = told.late, told.all - told.soon
    more = "+" if len(waiting) == MOST_WAITING else ""
    return [
        Count(str(late), gettext("Overdue"), "#due", "l" if late else ""),
        Count(str(told.soon - late), gettext("Today and tomorrow"), "#due", "s" if told.soon > late else ""),
        Count(str(fresh), gettext("New and returned"), "#new" if fresh else "#due"),
        Count(f"{len(waiting)}{more}", gettext("With others"), "#wait" if waiting else "#due"),
        Count(str(told.reading), gettext("To read"), "#read" if told.reading else "#due"),
    ]


def _figures(late: Counter[int | None], named: Mapping[int, Label]) -> list[Figure]:
    """How many are overdue in what this post may see, and with whom most of them lie."""
    whole = late.total()
    if not whole:
        return []
    number = f"{whole}+" if whole == MOST_LATE else str(whole)
    holder, most = late.most_common(1)[0]
    if holder and holder in named and most > 1:
        words = gettext("matters are overdue in what you may see, {n} of them with {holder}.").format(
            n=most, holder=named[holder].short
        )
    else:
        words = ngettext("matter is overdue in what you may see.", "matters are overdue in what you may see.", whole)
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
    late = late_in_sight(actor.viewers)
    named = labels(entry.holder_id for entry in late)
    group = Group("due", gettext("Overdue"), [_with_holder(entry, named) for entry in late], len(late))
    return answer(request, "ui/overdue.html", {"groups": _drawn([group], actor, 0)}, part="groups")
