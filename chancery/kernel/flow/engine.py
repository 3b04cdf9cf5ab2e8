"""`move()` and `open_row()`: the only two writers of a state. Page, API, command line and import all come here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from chancery.kernel.access.rows import acting, may, visible
from chancery.kernel.audit.trail import plain
from chancery.kernel.base.bulk import update_row
from chancery.kernel.base.clock import now
from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.base.refusals import Answer, Conflict, NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import Actor, current_actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import Task
from chancery.kernel.numbering.services import take

from .aftermath import After, carry_out
from .declare import Move, Moving
from .judging import judge, read_asked, saving
from .opening import Fresh, Grants, land, make_rows
from .shelf import Kept, shelf

Values = Mapping[str, Any]
HELD = Prepared(lambda: Task.objects.filter(entry=given("entry")).values_list("assignee_id", "reading"))
LOCKING: dict[type[Any], Prepared] = {}
HIDDEN = say("There is no such matter, or your post cannot see it.")


@dataclass(frozen=True)
class Moved:
    """What came of a move: the row as it is now, a sentence for the status line, and the advice of the rules."""

    row: Any
    sentence: Sentence
    advice: Sequence[Answer] = field(default_factory=list)


def move(
    row: Any, name: str, *, actor: Actor | None = None, version: int | None = None, asked: Values | None = None
) -> Moved:
    """Carry out a move: rules answer, then state, effect, trail, tasks, sight, clock and messages in one transaction.

    `version` is the version of the page from which it was pressed. Raises NotFound, NotAllowed, Conflict or Refused;
    then nothing is saved.
    """
    actor = actor or current_actor()
    with saving(), acting(actor):
        moving = _begin(row, name, actor, version)
        _may_press(moving)
        moving.asked = read_asked(moving.move, asked or {})
        return _finish(moving)


def outcome(row: Any, result: str, *, actor: Actor) -> Moved:
    """The move that a route makes by itself when it has passed, was returned or recalled. Inside its transaction."""
    flow = shelf.of(row).flow
    assert flow is not None
    name = next(step.name for step in flow.from_state(row.state) if step.outcome == result)
    moving = _begin(row, name, actor, None, seen=True)
    moving.asked = {"reason": ""}
    return _finish(moving)


def open_row(
    model: type[Any],
    *,
    organ: int,
    values: Values,
    actor: Actor | None = None,
    at: str = "",
    cause: str | Sentence = "",
    opened_at: datetime | None = None,
    grants: Grants | None = None,
    urgency: int = 0,
) -> Any:
    """Make a new row: a register's, or a matter in its first state.

    `at` and `cause` bring in history: a matter may begin in a later state only with a cause that the trail keeps.
    Raises NotAllowed without the right to create, Refused for a wrong value.
    """
    fresh = Fresh(values, at, opened_at, urgency)
    return open_rows(model, [fresh], organ=organ, actor=actor, cause=cause, grants=grants)[0]


def open_rows(
    model: type[Any],
    fresh: Sequence[Fresh],
    *,
    organ: int,
    actor: Actor | None = None,
    cause: str | Sentence = "",
    grants: Grants | None = None,
    landed: bool = True,
    checked: bool = False,
) -> list[Any]:
    """Make several rows in few statements, all or none.

    With `landed=False` they are made and stay unseen until `opening.land()` shows them. `checked` says that the caller
    has looked at every column. Raises what `open_row` raises.
    """
    actor = actor or current_actor()
    _may_create(actor, shelf.nouns[model])
    if any(one.at for one in fresh) and not cause:
        raise Refused(say("A matter can begin in a later state only with a cause, for example an import of history."))
    with transaction.atomic(), acting(actor):
        rows = make_rows(model, fresh, organ=organ, actor=actor, landed=landed, checked=checked)
        if landed:
            land(rows, actor=actor, cause=cause, grants=grants)
        return rows


def _begin(row: Any, name: str, actor: Actor, version: int | None, *, seen: bool = False) -> Moving:
    """Lock the row and look whether the page from which the move was pressed is still true.

    `seen` says that the caller has looked already; otherwise a hidden row is as absent as one that never was.
    """
    model, kept = type(row), shelf.of(row)
    assert kept.flow is not None
    locked = locked_row(model, row.pk)
    if locked is None:
        raise NotFound(HIDDEN)
    step = kept.flow.by_name.get(name)
    if step is None:
        raise NotFound(say("There is no step “{name}” here.", name=name))
    if (version is not None and locked.version != version) or locked.state not in step.sources:
        if not seen and not in_sight(locked, actor):
            raise NotFound(HIDDEN)
        raise Conflict(who_was_first(locked, kept, say(step.title or step.name)))
    return Moving(row=locked, move=step, actor=actor, at=now(), asked={})


def locked_row(model: type[Any], key: int) -> Any:
    """A row with its entry, held until the transaction ends, whoever asks; None if there is none."""
    if model not in LOCKING:
        rows = model.unscoped.select_for_update(of=("self",)).select_related("entry")
        LOCKING[model] = Prepared(lambda: rows.filter(pk=given("key")))
    return LOCKING[model].first(key=key)


def who_was_first(row: Any, kept: Kept, step: Sentence) -> Sentence:
    """What to say to somebody who lost a race: who was first, and where the matter stands."""
    assert kept.flow is not None
    label = say(kept.flow.label_key(row.state))
    last = row.entry.lines.order_by("-id").first()
    if last is None or not last.who:
        return say("This matter is “{state}” by now; “{move}” was not carried out.", state=label, move=step)
    return say(
        "{who} was here first at {at}: the matter is “{state}” by now. “{move}” was not carried out.",
        who=last.who,
        at=localtime(last.at).strftime("%m-%d %H:%M"),
        state=label,
        move=step,
    )


def _may_press(moving: Moving) -> None:
    row, step, actor = moving.row, moving.move, moving.actor
    if step.outcome:
        raise NotAllowed(say("This step follows from the approval route; nobody presses it."))
    held = whose_step(row, step, actor)
    if not held and not in_sight(row, actor):
        raise NotFound(HIDDEN)
    answer = may(actor, step.who)
    if not answer:
        raise NotAllowed(answer.sentence)
    if step.held != "no" and not held:
        raise NotAllowed(say("This step belongs to whoever holds the matter now."))
    if row.entry.voided_at:
        raise Refused(say("This matter was voided: {reason}", reason=row.entry.void_reason))


def in_sight(row: Any, actor: Actor) -> bool:
    """Whether an actor sees a row."""
    return actor.everything or visible(actor, type(row)).filter(pk=row.pk).exists()


def whose_step(row: Any, step: Move, actor: Actor, tasks: Iterable[Task] | None = None) -> bool:
    """Whether the actor has the task (or the reading) that this move wants; programs have them all."""
    if actor.person is None and actor.everything:
        return True
    parties = actor.parties
    held = HELD.ask(entry=row.pk) if tasks is None else [(task.assignee_id, task.reading) for task in tasks]
    reading = step.held == "reading"
    return any(assignee in parties and bool(read) == reading for assignee, read in held)


def _finish(moving: Moving) -> Moved:
    row, step, kept = moving.row, moving.move, shelf.of(moving.row)
    for ask in step.asks:
        if ask.column:
            moving.set(**{ask.column: _fitting(row, ask.column, moving.asked[ask.name])})
    advice = judge(row, step, moving.asked)
    if step.effect:
        step.effect(moving)
    if step.number and not getattr(row, kept.number):
        moving.set(**{kept.number: take(step.number, organ_id=row.organ_id, entry_id=row.pk, mark=row.organ.mark)})
    _needs_are_there(moving)
    before = row.state
    row.state = step.target or row.state
    _write(moving)
    carry_out(_aftermath(moving, kept, before, advice))
    return Moved(row, say(step.done or step.title or step.name), advice)


def _fitting(row: Any, column: str, value: Any) -> Any:
    """An answer left empty is an empty text in a column that knows no null; one too long is refused before it is cut."""
    field = row._meta.get_field(column)
    limit = getattr(field, "max_length", None)
    if limit and isinstance(value, str) and len(value) > limit:
        sentence = say("At most {limit} characters; this has {length}.", limit=limit, length=len(value))
        raise Refused(sentence, fields={column: sentence})
    return "" if value is None and not field.null else value


def _needs_are_there(moving: Moving) -> None:
    row = moving.row
    missing = [name for name in moving.move.needs if getattr(row, name) in (None, "", [])]
    if missing:
        titles = {name: say(row._meta.get_field(name).verbose_name) for name in missing}
        first = next(iter(titles.values()))
        raise Refused(
            say(
                "Cannot do “{move}” yet: {field} is still missing.",
                move=say(moving.move.title or moving.move.name),
                field=first,
            ),
            fields={name: say("Please fill this in.") for name in missing},
        )


def _write(moving: Moving) -> None:
    """One conditional update: the version decides a race that the lock did not."""
    row = moving.row
    names = [row._meta.get_field(name).attname for name in moving.changed]
    columns = {name: getattr(row, name) for name in names} | {"state": row.state, "version": row.version + 1}
    if not update_row(type(row), columns, entry=row.pk, version=row.version):
        raise Conflict(say("Somebody else changed this matter a moment ago. Look at it again."))
    row.version += 1


def _may_create(actor: Actor, kept: Kept) -> None:
    if not kept.create:
        raise NotAllowed(say("Rows of this kind are not made by hand."))
    answer = may(actor, kept.create)
    if not answer:
        raise NotAllowed(answer.sentence)


def _aftermath(moving: Moving, kept: Kept, before: str, advice: Sequence[Answer]) -> After:
    row, step = moving.row, moving.move
    assert kept.flow is not None
    state = kept.flow.state(row.state)
    entered = bool(step.target)
    todos = moving.todos
    if todos is None and entered:
        todos = list(state.holder(row)) if state.holder else []
    reason = str(moving.asked.get("reason") or "")
    title = say(step.done or step.title or step.name)
    told = set(moving.tells) | set(step.tells(row) if step.tells else ())
    return After(
        row=row,
        kept=kept,
        actor=moving.actor,
        at=moving.at,
        action=f"{kept.noun}.{step.name}",
        sentence=say("{move}: {reason}", move=title, reason=reason) if reason else title,
        before={"state": before},
        after={"state": row.state, **{name: plain(getattr(row, name)) for name in sorted(moving.changed)}},
        todos=todos,
        reading=moving.reading,
        finished=moving.finished,
        reading_done=step.held == "reading",
        grants=moving.grants,
        returned=state.look == "back" or step.outcome == "returned" or step.remark == "return",
        ends=state.ends and entered,
        due_changed=moving.due_changed,
        due_at=moving.due_at,
        tells=told,
        remark=(step.remark, str(moving.asked.get("words") or reason)) if step.remark else None,
        route=state.route if entered else "",
        seats=moving.seats,
        advice=advice,
        shown_changed=bool(moving.changed & {kept.title, kept.number}),
    )
