"""Two months of orders, each led along its way by those whose step it is, as far as it has come by today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.flow.steps import press
from chancery.modules.hotline.models import Cluster, Order, Report
from chancery.modules.hotline.selectors.competence import owner_of
from chancery.modules.hotline.services.clusters import gather
from chancery.modules.hotline.services.intake import Statement, take_in
from chancery.modules.hotline.terms import CALLER_BACK, DISPATCHER, HANDLER, LEADER, OPERATOR, REVIEWER

from .scene import Scene

ORDERS = 54
WAYS = ("closed", "closed", "to_call_back", "answered", "acting", "sent", "to_dispatch", "new", "published", "again")
"""How far an order has come; the older ones came further."""
Stage = Callable[[Scene, Order], Order]


def tell_orders(scene: Scene) -> None:
    """The newest stand in all states, the older ones are closed; today heating fails in one quarter."""
    for place in range(ORDERS):
        days = ORDERS - 1 - place
        way = WAYS[place % len(WAYS)] if days < len(WAYS) else WAYS[place % 2] if place % 5 else "published"
        _tell(scene, place, scene.until - timedelta(days=days, hours=1 + place % 7), way)
    _cluster(scene)


def _tell(scene: Scene, place: int, at: datetime, way: str) -> None:
    with clock_at(at):
        order = _taken(scene, place)
    steps = _steps(way)
    for number, step in enumerate(steps):
        later = min(at + timedelta(hours=3 + 9 * number), scene.until)
        with clock_at(later):
            try:
                order = step(scene, order)
            except Refused:
                return  # what a rule refuses stays where it is, as in life


def _taken(scene: Scene, place: int) -> Order:
    kind, channel, where, text = scene.material["requests"][place % len(scene.material["requests"])]
    surname = scene.chance.choice(scene.material["surnames"])
    phone = f"1380000{place:04}"  # no number of anybody: the block 1380000 is kept for examples here
    statement = Statement(
        text,
        kind=kind,
        name=f"{surname}先生" if place % 2 else f"{surname}女士",
        phone=phone,
        address=where,
        channel=channel,
    )
    receipt = take_in(statement, actor=scene.who(OPERATOR))
    order: Order = Order.unscoped.select_related("entry").get(pk=receipt.order)
    return order


def _steps(way: str) -> list[Stage]:
    """The steps that lead as far as this."""
    line: list[tuple[str, Stage]] = [
        ("new", _accept), ("to_dispatch", _dispatch), ("sent", _sign), ("acting", _answer), ("answered", _review),
        ("to_call_back", _close), ("closed", _publish), ("published", _publish),
    ]  # fmt: skip
    if way == "again":
        return [_accept, _dispatch, _sign, _answer, _review, _again]
    names = [name for name, _ in line]
    return [step for _, step in line[: names.index(way)]]


def _do(scene: Scene, order: Order, step: str, role: str, organ: int = 0, **asked: Any) -> Order:
    done: Order = press(order, step, actor=scene.who(role, organ), asked=asked).row
    return done


def _accept(scene: Scene, order: Order) -> Order:
    return _do(scene, order, "accept", OPERATOR)


def _dispatch(scene: Scene, order: Order) -> Order:
    owner = owner_of(order.subject_id, order.area) if order.subject_id else None
    lead = owner.lead_id if owner else scene.organ("市政务服务数据局").pk
    return _do(scene, order, "dispatch", DISPATCHER, lead=lead)


def _sign(scene: Scene, order: Order) -> Order:
    return _do(scene, order, "sign_for", HANDLER, order.lead_id or 0)


def _answer(scene: Scene, order: Order) -> Order:
    result, words = scene.chance.choice(scene.material["answers"])
    return _do(scene, order, "answer", HANDLER, order.lead_id or 0, words=words, result=result)


def _review(scene: Scene, order: Order) -> Order:
    return _do(scene, order, "pass_review", REVIEWER)


def _close(scene: Scene, order: Order) -> Order:
    satisfied = scene.chance.choice(("yes", "yes", "yes", "partly"))
    return _do(scene, order, "close", CALLER_BACK, satisfied=satisfied, solved=True)


def _again(scene: Scene, order: Order) -> Order:
    return _do(scene, order, "act_again", CALLER_BACK, reason="来电人反映问题没有彻底解决，要求继续处理。")


def _publish(scene: Scene, order: Order) -> Order:
    return _do(scene, order, "publish", REVIEWER, question=order.text, words=order.answer)


def _cluster(scene: Scene) -> None:
    """Heating fails in one quarter within the hour: a cluster, a report, an instruction and an errand."""
    cold = [one for one in scene.material["requests"] if "春风小区" in one[2]]
    orders = []
    for place, (kind, channel, where, text) in enumerate(cold * 2):
        with clock_at(scene.until - timedelta(minutes=50 - 8 * place)):
            statement = Statement(text, kind=kind, channel=channel, address=where, phone=f"1380001{place:04}")
            orders.append(take_in(statement, actor=scene.who(OPERATOR)).order)
    with clock_at(now()):
        cluster = gather(
            orders,
            title="望湖区春风小区供暖不热",
            kind="place",
            place="望湖区湖东街道春风小区",
            actor=scene.who(DISPATCHER),
        )
        press(Cluster.unscoped.get(pk=cluster.pk), "report", actor=scene.who(DISPATCHER))
        report = Report.unscoped.select_related("entry").order_by("-pk")[0]
        leader = scene.who(LEADER, scene.organ("市政府").pk)
        report = press(report, "submit", actor=scene.who(DISPATCHER), asked={"leader": leader.post}).row
        asked = {
            "words": "请住建局牵头，今晚恢复供热，并向居民说明原因。",
            "to": scene.organ("市住房城乡建设局").pk,
            "days": 3,
        }
        press(report, "instruct", actor=leader, asked=asked)
