"""The round: what it opens, follows, hands over and tells; and what always holds, whatever people do in between."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import HOUSE, clock_at, now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.desk.checking import check
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.editing import edit, void
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.models import Message
from chancery.modules.expiries.flow import end_of
from chancery.modules.expiries.models import Expiry
from chancery.modules.expiries.selectors import running_out, watched
from chancery.modules.expiries.services import follow, look_ahead
from tests.contract.cases import reach_of
from tests.maker import departments, make, maker
from tests.rooms.models import Room

pytestmark = pytest.mark.django_db
CLOCK = "rooms.room.lease_until"


def day(ahead: int) -> date:
    return today() + timedelta(days=ahead)


def room(city, ahead: int | None, **values):
    return make(Room, city=city, name="三号会议室", lease_until=None if ahead is None else day(ahead), **values)


def set_date(row, ahead: int | None):
    return edit(row, actor=maker(), values={"lease_until": None if ahead is None else day(ahead)})


def matters(row) -> list[Expiry]:
    return list(Expiry.unscoped.filter(subject=row.pk).select_related("entry").order_by("pk"))


def test_what_runs_out_within_the_notice_is_on_the_desk_of_its_keeper(city):
    row, later, past = room(city, 30), room(city, 31), room(city, -90)
    long_past, undated = room(city, -91), room(city, None)
    assert look_ahead() == 2
    assert [len(matters(one)) for one in (row, later, past, long_past, undated)] == [1, 0, 1, 0, 0]
    matter = matters(row)[0]
    assert (matter.state, matter.clock, matter.organ_id) == ("open", CLOCK, row.organ_id)
    assert "三号会议室" in matter.title
    assert matter.entry.due_at == end_of(day(30))
    assert list(matter.entry.tasks.values_list("assignee", "move")) == [(row.organ_id, "renew")]
    assert Link.objects.filter(source=row.pk, target=matter.pk).count() == 1
    assert [str(fault) for fault in check(reach_of)] == []


def test_a_second_round_finds_nothing_to_do(city):
    row = room(city, 10)
    look_ahead()
    lines = Line.objects.count()
    assert look_ahead() == 0
    assert follow() == 0
    assert (len(matters(row)), Line.objects.count()) == (1, lines)


def test_a_row_that_concerns_nobody_any_more_opens_nothing(city):
    assert (room(city, 5, seats=0), look_ahead())[1] == 0


def test_a_voided_row_opens_nothing_and_takes_its_matter_with_it(city):
    gone, row = room(city, 5), room(city, 5)
    void(gone, reason="已拆除。", actor=maker())
    look_ahead()
    assert (len(matters(gone)), len(matters(row))) == (0, 1)
    void(row, reason="已拆除。", actor=maker())
    follow()
    assert matters(row)[0].state == "dropped"


def test_a_renewal_in_the_register_closes_the_matter_and_says_until_when(city):
    row = room(city, 5)
    look_ahead()
    set_date(row, 370)
    follow()
    matter = matters(row)[0]
    assert (matter.state, matter.renewed_until, matter.ends_on) == ("renewed", day(370), day(5))
    assert not matter.entry.tasks.exists()


def test_a_corrected_date_moves_the_matter_and_its_due_moment(city):
    row = room(city, 5)
    look_ahead()
    set_date(row, 12)
    follow()
    assert [(one.state, one.ends_on, one.entry.due_at) for one in matters(row)] == [("open", day(12), end_of(day(12)))]
    assert [str(fault) for fault in check(reach_of)] == []


def test_a_date_that_was_typed_wrong_and_put_right_is_watched_again(city):
    row = room(city, 5)
    look_ahead()
    set_date(row, 3650)
    follow()
    set_date(row, 5)
    look_ahead()
    assert [(one.state, one.ends_on, one.renewed_until) for one in matters(row)] == [("open", day(5), None)]
    assert [str(fault) for fault in check(reach_of)] == []


def test_what_was_dropped_with_a_reason_is_not_opened_again(city):
    row = room(city, 5)
    look_ahead()
    press(matters(row)[0], "drop", actor=maker(), asked={"reason": "房屋已退租。"})
    assert (look_ahead(), [one.state for one in matters(row)]) == (0, ["dropped"])


def test_renewed_is_what_the_register_says_and_nothing_else(city):
    row = room(city, 5)
    look_ahead()
    with translation.override("en"), pytest.raises(Refused, match="register still says"):
        press(matters(row)[0], "renew", actor=maker())
    with translation.override("en"), pytest.raises(Refused, match="Correct it there"):
        press(matters(row)[0], "redate", actor=maker(), asked={"ends_on": day(9)})
    set_date(row, 400)
    assert press(matters(row)[0], "renew", actor=maker()).row.state == "renewed"


def test_the_new_keeper_of_a_row_gets_its_matter(city, monkeypatch):
    row, other = room(city, 5), departments(city)[3]
    look_ahead()
    object.__setattr__(next(w for w in watched() if w.key == CLOCK).declared, "holder", lambda _: [other.pk])
    try:
        look_ahead()
    finally:
        holder = lambda one: [one.organ_id] if one.seats else []  # noqa: E731
        object.__setattr__(next(w for w in watched() if w.key == CLOCK).declared, "holder", holder)
    assert list(matters(row)[0].entry.tasks.values_list("assignee", flat=True)) == [other.pk]


def test_holders_are_told_thirty_seven_and_one_day_before_and_once_after(city):
    row, begun, told = room(city, 40, organ=city.organ("文电科")), now(), []
    for ahead in range(60):
        with clock_at(begun + timedelta(days=ahead)):
            look_ahead()
            if Message.objects.filter(entry__in=[one.pk for one in matters(row)], at=now()).exists():
                told.append((row.lease_until - today()).days)
    assert told == [30, 7, 1, -1]


def test_a_date_noted_by_hand_is_watched_like_any_other(city):
    matter = make(Expiry, city=city, organ=city.organ("文电科"), title="域名证书", ends_on=day(3))
    follow()
    matter = Expiry.unscoped.select_related("entry").get(pk=matter.pk)
    assert (matter.entry.due_at, matter.next_notice) == (end_of(day(3)), day(2))
    with clock_at(now() + timedelta(days=2)):
        look_ahead()
        assert Message.objects.filter(entry=matter.pk, kind="expiry").exists()


def test_one_broken_register_does_not_stop_the_others(city, monkeypatch):
    row = room(city, 5)
    matter = make(Expiry, city=city, title="消防检测", ends_on=day(1))
    declared = next(w for w in watched() if w.key == CLOCK).declared
    kept = declared.holder
    object.__setattr__(declared, "holder", lambda _: 1 / 0)
    try:
        assert look_ahead() == 0
    finally:
        object.__setattr__(declared, "holder", kept)
    assert Expiry.unscoped.get(pk=matter.pk).next_notice is not None
    assert (look_ahead(), len(matters(row))) == (1, 1)


def test_what_a_round_reads_does_not_grow_with_the_register(city):
    look_ahead()

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            look_ahead()
        return len(caught)

    before = asked()
    for ahead in (None, 40, 400, 4000) * 10:
        room(city, ahead)
    assert asked() == before


def test_the_walk_of_a_register_is_a_range_of_its_date(city):
    watch = next(w for w in watched() if w.key == CLOCK)
    with CaptureQueriesContext(connection) as caught:
        running_out(watch, after=(day(3), 7), size=200)
    with connection.cursor() as cursor:
        if (
            connection.vendor != "sqlite"
        ):  # tables of a test are small, so that the planner is told what is dear in life
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"set local enable_{way} = off")
        cursor.execute(("explain query plan " if connection.vendor == "sqlite" else "explain ") + caught[-1]["sql"])
        plan = "\n".join(str(line) for line in cursor.fetchall())
    assert "rooms_room_lease_until" in plan
    assert "SCAN rooms_room" not in plan


steps = st.lists(
    st.tuples(st.sampled_from(["date", "date", "date", "round", "round", "follow", "drop", "renew", "reopen", "void"]),
              st.integers(0, 2), st.sampled_from([-95, -3, 0, 2, 2, 9, 9, 29, 30, 31, 400, None])),
    min_size=4, max_size=24,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_happens_each_clock_has_at_most_one_open_matter(city, steps):
    with transaction.atomic():
        rooms, moment, live = [room(city, ahead) for ahead in (2, 9, 400)], now(), {0, 1, 2}
        for step, which, ahead in steps:
            moment += timedelta(hours=7)
            with clock_at(moment):
                _do(step, rooms, which, ahead, live)
                _at_most_one(rooms)
        with clock_at(moment):
            look_ahead()
            _at_most_one(rooms)
            for which, row in enumerate(rooms):
                _as_the_register_says(row, which in live)
        assert [str(fault) for fault in check(reach_of)] == []
        transaction.set_rollback(True)


def _do(step, rooms, which, ahead, live) -> None:
    row = Room.unscoped.select_related("entry").get(pk=rooms[which].pk)
    if step == "date" and which in live:
        set_date(row, ahead)
    elif step == "round":
        look_ahead()
    elif step == "follow":
        follow()
    elif step == "void" and which in live and ahead == 0:
        void(row, reason="撤销。", actor=maker())
        live.discard(which)
    elif step in ("drop", "renew", "reopen"):
        for matter in matters(row):
            try:
                press(matter, step, actor=maker(), asked={"reason": "办理。"})
            except Refused:
                continue


def _at_most_one(rooms) -> None:
    found = list(Expiry.unscoped.filter(subject__in=[row.pk for row in rooms]))
    assert max(Counter(one.subject_id for one in found if one.state == "open").values(), default=0) <= 1
    assert max(Counter((one.subject_id, one.ends_on) for one in found).values(), default=0) <= 1


def _as_the_register_says(row, live: bool) -> None:
    """After a round: a live date within the notice has its matter, open or dropped by hand; no other matter is open."""
    present = Room.unscoped.get(pk=row.pk).lease_until
    states = {one.ends_on: one.state for one in matters(row)}
    waits = [ends for ends, state in states.items() if state == "open"]
    assert all(live and ends == present for ends in waits)
    if live and present and day(-90) <= present <= day(30):
        assert states[present] in ("open", "dropped")


def test_the_due_moment_is_the_last_minute_of_the_day():
    assert end_of(date(2026, 12, 31)).astimezone(HOUSE).strftime("%m-%d %H:%M") == "12-31 23:59"
