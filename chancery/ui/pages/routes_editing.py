"""The editor of a route: the whole route travels with each press of a button, so it works without scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.conditions import check_condition
from chancery.kernel.flow.models import RouteSeat, RouteStage, RouteTemplate
from chancery.kernel.flow.publishing import SeatPlan, StagePlan, publish
from chancery.kernel.flow.shelf import shelf
from chancery.kernel.org.models import Organ, Post
from chancery.ui.once import fresh_key, once
from chancery.ui.places import must
from chancery.ui.saying import keep_saying, see
from chancery.ui.typed import post_words

from .acts import Sent
from .picking import pick
from .routes import COMPARISONS, EDIT, field_words, kind_of, template_at

MOST_STAGES = 20
MOST_SEATS = 20
PARTIES = {"Organ", "Post", "Party"}
WITHOUT_VALUE = {"is_filled", "is_empty"}


@dataclass
class SeatDraft:
    kind: str
    value: str = ""
    organ: str = ""


@dataclass
class LineDraft:
    field: str = ""
    operator: str = "is"
    value: str = ""


@dataclass
class StageDraft:
    title: str = ""
    kind: str = "review"
    mode: str = "all"
    quorum: str = ""
    seats: list[SeatDraft] = field(default_factory=list)
    lines: list[LineDraft] = field(default_factory=list)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a route (编辑路线): buttons reshape what was sent, saving makes a new edition."""
    must(request.actor, EDIT)  # type: ignore[attr-defined]
    template = template_at(pk)
    if request.method != "POST":
        newest = template.editions.last()
        drafts = _drafts_of(newest.stages.prefetch_related("seats")) if newest else []
        return _show(request, template, drafts, str(newest.number if newest else 0))
    drafts, step = _read(request.POST), request.POST.get("do", "check")
    after = request.POST.get("after", "0")
    if step not in {"save", "check"}:
        return _show(request, template, _reshaped(drafts, step), after)
    sent = Sent(request.POST)
    plans = _plans(sent, drafts, shelf.models.get(template.noun))
    note = sent.words("note", most=200)
    if sent.wrong.fields or step == "check":
        return _show(request, template, drafts, after, sent.wrong.fields)
    try:
        return see(once(request, lambda: _save(request, template, plans, note, after)))
    except Refused as refusal:
        return _show(request, template, drafts, after, {"after": refusal.sentence}, refusal.status)


def _save(request: HttpRequest, template: RouteTemplate, plans: list[StagePlan], note: str, after: str) -> str:
    edition = publish(template, plans, note=note, after=int(after) if after.isdigit() else 0)
    keep_saying(request, say("Edition {n} holds for matters that start from now on.", n=edition.number))
    return f"/routes/{template.pk}/"


def _drafts_of(stages: Any) -> list[StageDraft]:
    rows = list(stages)
    seats = [seat for stage in rows for seat in stage.seats.all()]
    words = post_words(
        list(Post.objects.filter(pk__in=[s.post_id for s in seats if s.post_id]).select_related("organ"))
    )
    organs = Organ.objects.in_bulk([seat.organ_id for seat in seats if seat.organ_id])

    def seat_draft(seat: RouteSeat) -> SeatDraft:
        organ = organs[seat.organ_id].name if seat.organ_id in organs else ""
        return SeatDraft(seat.kind, words.get(seat.post_id or 0, "") if seat.kind == "post" else seat.name, organ)

    def line_draft(line: dict[str, Any]) -> LineDraft:
        value = line.get("value", "")
        return LineDraft(
            line["field"], line["is"], ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        )

    return [
        StageDraft(
            stage.title, stage.kind, stage.mode, str(stage.quorum or ""),
            [seat_draft(seat) for seat in stage.seats.all()], [line_draft(line) for line in stage.condition],
        )
        for stage in rows
    ]  # fmt: skip


def _read(sent: QueryDict) -> list[StageDraft]:
    def count(name: str, most: int) -> int:
        told = sent.get(name, "0")
        return min(int(told), most) if told.isdigit() else 0

    drafts = []
    for s in range(count("stages", MOST_STAGES)):
        at = f"s{s}"
        seats = [
            SeatDraft(sent.get(f"{at}-seat{i}-kind", ""), sent.get(f"{at}-seat{i}", "").strip(), sent.get(f"{at}-seat{i}-organ", "").strip())
            for i in range(count(f"{at}-seats", MOST_SEATS))
        ]  # fmt: skip
        lines = [
            LineDraft(sent.get(f"{at}-line{i}", ""), sent.get(f"{at}-line{i}-is", ""), sent.get(f"{at}-line{i}-value", "").strip())
            for i in range(count(f"{at}-lines", MOST_SEATS))
        ]  # fmt: skip
        title, kind = sent.get(f"{at}-title", "").strip(), sent.get(f"{at}-kind", "")
        drafts.append(
            StageDraft(title, kind, sent.get(f"{at}-mode", ""), sent.get(f"{at}-quorum", "").strip(), seats, lines)
        )
    return drafts


def _reshaped(drafts: list[StageDraft], step: str) -> list[StageDraft]:
    """What a button asks: add, or `remove.1`, `up.1`, `down.1`, `seat.1.role`, `unseat.1.0`, `line.1`, `unline.1.0`."""
    name, *told = step.split(".")
    if name == "add" and len(drafts) < MOST_STAGES:
        return [*drafts, StageDraft()]
    if not told or not told[0].isdigit() or int(told[0]) >= len(drafts):
        return drafts
    at, rest = int(told[0]), told[1] if len(told) > 1 else ""
    stage = drafts[at]
    if name == "remove":
        del drafts[at]
    elif name in {"up", "down"}:
        other = at - 1 if name == "up" else at + 1
        if 0 <= other < len(drafts):
            drafts[at], drafts[other] = drafts[other], drafts[at]
    elif name == "seat" and rest in RouteSeat.Kind.values:
        stage.seats.append(SeatDraft(rest))
    elif name == "line":
        stage.lines.append(LineDraft())
    elif name in {"unseat", "unline"} and rest.isdigit():
        rows: list[Any] = stage.seats if name == "unseat" else stage.lines
        del rows[int(rest) : int(rest) + 1]
    return drafts


def _plans(sent: Sent, drafts: list[StageDraft], model: Any) -> list[StagePlan]:
    """The drafts as plans; what is wrong is noted at its place."""
    if not drafts:
        sent.wrong.add("stages", say("A route needs at least one stage."))
    return [_plan(sent, f"s{at}", draft, model) for at, draft in enumerate(drafts)]


def _plan(sent: Sent, at: str, draft: StageDraft, model: Any) -> StagePlan:
    title = sent.words(f"{at}-title", most=60)
    sent.choice(f"{at}-kind", list(RouteStage.Kind.values))
    sent.choice(f"{at}-mode", list(RouteStage.Mode.values))
    seats = [_seat(sent, f"{at}-seat{i}", seat, model) for i, seat in enumerate(draft.seats)]
    if not seats:
        sent.wrong.add(f"{at}-seats", say("Nobody sits in this stage: a matter would stop here. Add somebody."))
    lines = [_line(sent, f"{at}-line{i}", line, model) for i, line in enumerate(draft.lines)]
    return StagePlan(title, draft.kind, draft.mode, seats, _quorum(sent, at, draft), lines)


def _quorum(sent: Sent, at: str, draft: StageDraft) -> int | None:
    if draft.mode != RouteStage.Mode.SOME:
        return None
    if not draft.quorum.isdigit() or not 1 <= int(draft.quorum) <= 99:
        sent.wrong.add(f"{at}-quorum", say("Say how many of them must agree."))
        return 1
    number = int(draft.quorum)
    if all(seat.kind == "post" for seat in draft.seats) and number > len(draft.seats):
        sent.wrong.add(
            f"{at}-quorum",
            say(
                "{n} must agree, but only {seats} sit here: the stage would never pass.",
                n=number,
                seats=len(draft.seats),
            ),
        )
    return number


def _seat(sent: Sent, name: str, seat: SeatDraft, model: Any) -> SeatPlan:
    if seat.kind == RouteSeat.Kind.POST:
        post = pick(sent, Post, name)
        return SeatPlan("post", post=post.pk if post else None)
    if seat.kind == RouteSeat.Kind.ROLE:
        sent.choice(name, list(shelves.roles))
        organ = pick(sent, Organ, f"{name}-organ", needed=False)
        return SeatPlan("role", seat.value, organ=organ.pk if organ else None)
    sent.choice(name, [key for key, _ in party_fields(model)] + starter_names(model))
    return SeatPlan("field", seat.value)


def _line(sent: Sent, name: str, line: LineDraft, model: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"field": line.field, "is": line.operator}
    if line.operator not in WITHOUT_VALUE:
        told["value"] = _value(sent, name, line, model)
    try:
        check_condition([told], model)
    except Refused:
        wrong: Sentence = say("Choose a field and a comparison.") if not line.field else say(
            "There is no field {field} in this kind of matter.", field=line.field
        )  # fmt: skip
        sent.wrong.add(name, wrong)
    return told


def _value(sent: Sent, name: str, line: LineDraft, model: Any) -> Any:
    """The value as the condition stores it: a choice by its key, yes and no, numbers where numbers are compared."""
    column = next((c for c in model._meta.fields if c.name == line.field), None) if model else None
    keys = {gettext(str(words)): str(key) for key, words in getattr(column, "choices", None) or ()}
    keys |= {gettext("Yes"): "True", gettext("No"): "False"}
    if not line.value:
        sent.wrong.add(f"{name}-value", say("With what is it compared? Type a value."))
    if line.operator in {"at_least", "at_most"}:
        try:
            float(line.value or 0)
        except ValueError:
            sent.wrong.add(f"{name}-value", say("“{value}” is no number.", value=line.value))
    if line.operator == "is_one_of":
        parts = [part.strip() for part in line.value.replace("，", ",").replace("、", ",").split(",")]
        return [keys.get(part, part) for part in parts if part]
    return keys.get(line.value, line.value)


def party_fields(model: Any) -> list[tuple[str, str]]:
    """The columns of a noun that name organs or posts."""
    fields = model._meta.get_fields() if model else []
    found = [
        f for f in fields if f.related_model is not None and (f.many_to_one or f.many_to_many) and not f.auto_created
    ]
    return [(f.name, field_words(model, f.name)) for f in found if f.related_model.__name__ in PARTIES]


def starter_names(model: Any) -> list[str]:
    """Names under which whoever starts the route chooses people: those that routes of this noun use already."""
    kept = shelf.nouns.get(model)
    seats = RouteSeat.objects.filter(kind="field", stage__edition__template__noun=kept.noun if kept else "")
    return sorted(set(seats.values_list("name", flat=True)))


def _where(name: str, drafts: list[StageDraft]) -> str:
    """The stage to which a fault belongs, for the summary on top."""
    at = name[1:].split("-")[0]
    if not at.isdigit() or int(at) >= len(drafts):
        return ""
    return f"{int(at) + 1}. {drafts[int(at)].title or gettext('New stage')}"


def _show(
    request: HttpRequest, template: RouteTemplate, drafts: list[StageDraft], after: str,
    wrong: dict[str, Sentence] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    model = shelf.models.get(template.noun)
    parties = party_fields(model)
    names = [name for name in starter_names(model) if name not in dict(parties)] if model else []
    columns = (
        [(c.name, field_words(model, c.name)) for c in model._meta.fields if c.name not in {"entry", "version"}]
        if model
        else []
    )
    context = {
        "template": template, "kind": kind_of(template.noun), "drafts": drafts, "after": after, "wrong": wrong or {},
        "faults": [(name, _where(name, drafts), sentence) for name, sentence in (wrong or {}).items() if name != "after"],
        "note": request.POST.get("note", ""), "once": fresh_key(), "columns": columns,
        "kinds": RouteStage.Kind.choices, "modes": RouteStage.Mode.choices,
        "comparisons": list(COMPARISONS.items()), "roles": list(shelves.titles.items()),
        "names": [*parties, *((name, name) for name in names)],
    }  # fmt: skip
    return render(request, "ui/routes/edit.html", context, status=422 if wrong and status == 200 else status)
