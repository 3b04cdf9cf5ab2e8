"""The steps of one document, by the moves that people press, each with the hours that usually pass before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from chancery.kernel.base.scope import Actor
from chancery.kernel.desk.models import Task
from chancery.kernel.desk.reading import saw
from chancery.kernel.flow.engine import Moved
from chancery.kernel.flow.steps import press
from chancery.modules.documents.models import Incoming
from chancery.modules.documents.terms import Handling

from .teller import Teller, organ_named

Step = tuple[str, float, Callable[[Teller, Incoming], Incoming]]


def story_of(teller: Teller, plan: Mapping[str, Any], row: Incoming, clerk: Actor) -> list[Step]:
    """The steps of one document, each with the hours that usually pass before it."""

    def do(name: str, who: Callable[[], Actor], **asked: Any) -> Callable[[Teller, Incoming], Incoming]:
        return lambda _, now_row: press(now_row, name, actor=who(), asked=asked).row

    begin: list[Step] = [("register", 0.6, do("register", lambda: clerk))]
    if teller.chance.random() < 0.04:
        return [
            *begin,
            ("send_back", 2, do("send_back", lambda: clerk, reason="所请事项未经本级政府同意，请补充后重新报送。")),
        ]
    begin.append(("accept", 1, do("accept", lambda: clerk)))
    if row.handling == Handling.READ or (not plan["asks"] and teller.chance.random() < 0.5):
        return [*begin, ("circulate", 2, _circulate), ("read", 5, _some_read), ("read", 20, _all_read),
                ("end", 4, do("finish_circulation", lambda: clerk, reason="已阅毕")), ("file", 300, _file(clerk))]  # fmt: skip
    ways: list[Step] = [
        *begin,
        ("propose", 3, _propose(plan)),
        ("review", 4, _speak("")),
        ("instruct", 16, _speak(plan["instruction"])),
    ]
    ways += [("hand_out", 3, _hand_out(plan))]
    if plan["assist"] and teller.chance.random() < 0.7:
        ways.append(("contribute", 18, _contribute))
    slow = 30 if teller.chance.random() < 0.7 else 300
    ways += [
        ("answer", slow, _answer(plan)),
        ("close", 8, do("close", lambda: teller.drafter(row))),
        ("file", 500, _file(clerk)),
    ]
    return ways


def row_of(moved: Moved) -> Incoming:
    """The document after a move."""
    return cast(Incoming, moved.row)


def _propose(plan: Mapping[str, Any]) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        drafter = teller.drafter(row)
        leaders = teller.holding("documents.leader", row.organ_id)
        saw(row.pk, drafter)
        return row_of(
            press(
                row,
                "propose",
                actor=drafter,
                asked={"words": plan["proposal"], "leaders": [teller.chance.choice(leaders)]},
            )
        )

    return step


def _speak(words: str) -> Callable[[Teller, Incoming], Incoming]:
    """Whoever the open stage asks agrees, with the leader's words in the last one."""

    def step(teller: Teller, row: Incoming) -> Incoming:
        task = Task.objects.filter(entry=row.pk, reading=False).order_by("?" if not words else "pk").first()
        if task is None or row.state != "instructing":
            return row
        return row_of(press(row, "route.agree", actor=teller.actor(task.assignee_id), asked={"words": words}))

    return step


def _hand_out(plan: Mapping[str, Any]) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        lead = organ_named(teller, plan["lead"])
        assist = [organ.pk for organ in (organ_named(teller, name) for name in plan["assist"]) if organ.pk != lead.pk]
        drafter = teller.drafter(row)
        asked = {
            "lead": lead.pk,
            "assist": sorted(set(assist)),
            "days": teller.chance.choice([2, 3, 5, 5, 7, 10, 15]),
            "words": "",
        }
        return row_of(press(row, "hand_out", actor=drafter, asked=asked))

    return step


def _contribute(teller: Teller, row: Incoming) -> Incoming:
    for organ in row.assist:
        if teller.chance.random() < 0.8 and Task.objects.filter(entry=row.pk, assignee=organ, reading=False).exists():
            handler = teller.one_of("documents.handler", organ)
            row = press(
                row, "contribute", actor=handler, asked={"words": "已阅，本单位职责范围内事项将积极配合，无不同意见。"}
            ).row
    return row


def _answer(plan: Mapping[str, Any]) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        return row_of(
            press(row, "answer", actor=teller.one_of("documents.handler", row.lead_id), asked={"words": plan["answer"]})
        )

    return step


def _circulate(teller: Teller, row: Incoming) -> Incoming:
    leaders = teller.holding("documents.leader", row.organ_id)[:6]
    drafter = teller.drafter(row)
    heads = [post for post in teller.holding("documents.drafter", row.organ_id) if post not in leaders][:5]
    return row_of(press(row, "circulate", actor=drafter, asked={"readers": [*leaders, *heads]}))


def _some_read(teller: Teller, row: Incoming, share: float = 0.5) -> Incoming:
    for task in Task.objects.filter(entry=row.pk, reading=True):
        if teller.chance.random() < share:
            reader = teller.actor(task.assignee_id)
            saw(row.pk, reader)
            row = press(row, "mark_read", actor=reader).row
    return row


def _all_read(teller: Teller, row: Incoming) -> Incoming:
    return _some_read(teller, row, share=1.0)


def _file(clerk: Actor) -> Callable[[Teller, Incoming], Incoming]:
    def step(teller: Teller, row: Incoming) -> Incoming:
        term = teller.chance.choices(["permanent", "30", "10"], [2, 4, 4])[0]
        return row_of(press(row, "file", actor=clerk, asked={"retention": term, "file_class": "综合类"}))

    return step
