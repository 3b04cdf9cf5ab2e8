"""What an order may take is a term in working days; what it stood still is subtracted exactly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.access.actors import program
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.deadlines.calendars import calendar_for
from chancery.kernel.deadlines.terms import Break, due_at
from chancery.kernel.desk.models import NEVER
from chancery.kernel.flow.steps import press
from chancery.modules.hotline.flow.clocks import open_clock
from chancery.modules.hotline.models import Order

pytestmark = pytest.mark.django_db
STEPS = st.lists(st.tuples(st.sampled_from(["suspend", "resume", "extend", "refuse"]), st.integers(1, 150)), max_size=7)
KEEPER = program("Tests")


def lengthened(order, granted):
    """Three days more were asked for, and granted or not."""
    order = press(order, "ask_extension", actor=KEEPER, asked={"days": 3, "reason": "需要采购配件"}).row
    step = "grant_extension" if granted else "refuse_extension"
    return press(order, step, actor=KEEPER, asked={"reason": "按期办结"} if not granted else {}).row


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_pauses_and_extensions_agree_with_the_arithmetic_of_the_kernel(acting, steps):
    order, at = acting(kind="complaint"), now()
    begun, days, breaks = open_clock(order.pk).started_at, 13, []
    for step, hours in steps:
        at += timedelta(hours=hours)
        with clock_at(at):
            try:
                if step in ("extend", "refuse"):
                    order = lengthened(order, step == "extend")
                    days += 3 if step == "extend" else 0
                else:
                    order = press(
                        order, step, actor=KEEPER, asked={"reason": "等待鉴定"} if step == "suspend" else {}
                    ).row
                    breaks = [*breaks, [at, None]] if step == "suspend" else [*breaks[:-1], [breaks[-1][0], at]]
            except Refused:
                order = Order.unscoped.select_related("entry").get(pk=order.pk)
                if order.state == "extension_asked":
                    order = press(order, "refuse_extension", actor=KEEPER, asked={"reason": "按期办结"}).row
        expected = due_at(begun, days, "workday", calendar_for(), [Break(*one) for one in breaks if one[1]]).at
        order.entry.refresh_from_db()
        assert order.entry.due_at == (NEVER if order.suspended else expected)


def test_the_term_follows_kind_and_urgency(say_it):
    due = {kind: say_it(f"{kind}：路灯不亮", kind=kind).entry.due_at for kind in ("enquiry", "complaint")}
    urgent = say_it("楼道起火，有人被困").entry.due_at
    calendar = calendar_for()
    assert due["enquiry"] == due_at(now(), 3, "workday", calendar).at
    assert due["complaint"] == due_at(now(), 13, "workday", calendar).at
    assert urgent == due_at(now(), 0, "workday", calendar).at
