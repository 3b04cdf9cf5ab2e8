"""Webhooks: in order, at least once, signed, never more than the organ may see, and never to where nothing may be sent."""

from __future__ import annotations

from datetime import UTC, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook as Verifier

from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.access.rows import acting
from chancery.kernel.audit.models import Leaf, Line
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.kernel.notify import webhooks
from chancery.kernel.notify.courier import GAPS, carry, trim, waiting
from chancery.kernel.notify.models import Delivery, Message, Webhook
from chancery.kernel.notify.services import unread
from chancery.site.rounds import read_row
from tests.maker import make
from tests.rooms.models import Booking, Room

pytestmark = pytest.mark.django_db
OPEN, BOOK, LATE = "rooms.booking.open", "rooms.booking.book", "rooms.booking.overdue"
DAYS = count(1)
D, S = Delivery.Outcome, Webhook.Standing


@pytest.fixture
def keeper(city: City, monday):
    PostRole.objects.create(post_id=city.actor("周敏").post, role="webhooks.keeper", since=monday.date())
    return city.actor("周敏")


@pytest.fixture
def room(keeper) -> Room:
    with acting(keeper):
        return open_row(Room, organ=keeper.organ, values={"name": "第一会议室", "seats": 30, "rate": None})


@pytest.fixture
def hook(keeper, city, receiver, room) -> Webhook:
    seal_all()
    return subscribed(keeper, city, receiver)[0]


def subscribed(keeper, city, receiver, *events: str) -> tuple[Webhook, str]:
    organ = next(organ for organ in city.organs.values() if organ.pk == keeper.organ)
    address = f"{receiver.origin}/events?from=chancery"
    return webhooks.subscribe(organ, actor=keeper, name="业务系统", address=address, events=events or (OPEN, BOOK))


def book(keeper, room, title: str = "常务会议", hours: int = 24) -> Booking:
    begins = now() + timedelta(hours=hours)
    values = {"title": title, "room": room, "begins_at": begins, "ends_at": begins + timedelta(hours=2), "people": 12}
    with acting(keeper):
        return open_row(Booking, organ=keeper.organ, values=values)


def seal_all() -> None:
    """Give every line its leaf, as sealing does once the test's own transaction has ended."""
    first = Leaf.objects.count()
    lines = Line.objects.filter(sealed=None).order_by("pk").values_list("pk", flat=True)
    Leaf.objects.bulk_create([Leaf(index=first + n, line_id=pk) for n, pk in enumerate(lines)])


def send(hook: Webhook) -> int:
    seal_all()
    taken = carry(hook.pk, read_row)
    hook.refresh_from_db()
    return taken


def test_events_arrive_in_order_with_what_the_row_is(hook, keeper, room, receiver):
    first = book(keeper, room)
    press(first, "book", actor=keeper)
    book(keeper, room, "专题会议", 48)
    assert send(hook) == 3
    assert receiver.kinds == [OPEN, BOOK, OPEN]
    event = receiver.got[1].event
    assert event["subject"] == f"/api/v1/rooms/booking/{first.pk}/"
    assert event["data"]["row"]["state"] == "booked"
    assert event["data"]["row"]["title"] == "常务会议"
    assert (event["specversion"], event["datacontenttype"]) == ("1.0", "application/json")
    assert receiver.got[1].headers["content-type"].startswith("application/cloudevents+json")
    assert receiver.got[1].headers["webhook-id"] == event["id"]
    assert send(hook) == 0


def test_the_old_secret_signs_along_for_a_day(keeper, city, receiver, room, monday):
    seal_all()
    hook, old = subscribed(keeper, city, receiver)
    new = webhooks.new_secret_for(hook, actor=keeper)
    book(keeper, room)
    send(hook)
    got = receiver.got[0]
    marks = [
        Verifier(secret).sign(got.headers["webhook-id"], monday.astimezone(UTC), got.body.decode())
        for secret in (new, old)
    ]
    assert got.headers["webhook-signature"].split() == marks
    with clock_at(monday + timedelta(days=1)):
        assert webhooks.secrets_of(hook) == [new]


def test_the_database_does_not_hold_the_secret(keeper, city, receiver):
    hook, secret = subscribed(keeper, city, receiver)
    kept = bytes(Webhook.objects.get(pk=hook.pk).secret)
    assert secret.removeprefix("whsec_").encode() not in kept
    assert webhooks.secrets_of(hook) == [secret]
    assert not Line.objects.filter(body__icontains=secret[:12]).exists()


def test_an_organ_is_told_of_nothing_that_it_does_not_see(hook, keeper, city, receiver):
    make(Booking, city=city, organ=city.organ("市财政局"))
    assert send(hook) == 0
    assert receiver.got == []


def test_what_leaves_the_sight_of_the_organ_is_withheld_when_sent_again(hook, keeper, room, receiver):
    row = book(keeper, room)
    send(hook)
    with connection.cursor() as cursor:
        cursor.execute("delete from desk_sight where entry_id = %s", [row.pk])
    webhooks.ask_again(Delivery.objects.get(), actor=keeper)
    send(hook)
    assert len(receiver.got) == 1
    assert Delivery.objects.get().outcome == D.WITHHELD


def test_a_post_that_may_no_longer_read_the_noun_sends_nothing_of_it(hook, keeper, room, receiver):
    book(keeper, room)
    PostRole.objects.filter(post_id=keeper.post, role="rooms.keeper").delete()
    assert send(hook) == 0
    assert receiver.got == []


def test_a_post_that_keeps_it_no_longer_pauses_it(hook, keeper, room, receiver):
    book(keeper, room)
    PostRole.objects.filter(post_id=keeper.post, role="webhooks.keeper").delete()
    send(hook)
    assert (hook.standing, receiver.got) == (S.PAUSED, [])


def test_a_failure_keeps_the_order_and_the_id(hook, keeper, room, receiver, monday):
    receiver.answers = [500]
    book(keeper, room)
    book(keeper, room, "第二场", 48)
    send(hook)
    assert (hook.failures, hook.try_at) == (1, monday + GAPS[0])
    assert hook.pk not in waiting()
    with clock_at(monday + GAPS[0]):
        assert hook.pk in waiting()
        assert send(hook) == 2
    ids = [one.event["id"] for one in receiver.got]
    assert ids[0] == ids[1] != ids[2]
    first = Delivery.objects.get(event=ids[0])
    assert (first.outcome, first.tries, first.status) == (D.SENT, 2, 204)
    assert hook.failures == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.sampled_from([204, 204, 429, 500]), max_size=9))
def test_whatever_is_answered_nothing_is_lost_and_nothing_is_out_of_order(
    hook, keeper, room, receiver, monday, answers
):
    receiver.got.clear()
    receiver.answers = list(answers)
    wished = [str(book(keeper, room, f"第{n}场").pk) for n in range(3)]
    for _ in range(len(answers) + 1):
        with clock_at(monday + timedelta(days=next(DAYS))):
            send(hook)
    told = [one.event["subject"].split("/")[-2] for one in receiver.got]
    assert list(dict.fromkeys(told)) == wished
    assert told == sorted(told, key=wished.index)
    assert Delivery.objects.filter(outcome=D.FAILED).count() == 0


def test_after_the_longest_gap_it_is_paused_and_the_keeper_is_told(hook, keeper, room, receiver, monday):
    receiver.answers = [503] * (len(GAPS) + 1)
    book(keeper, room)
    at = monday
    for gap in (timedelta(), *GAPS):
        at += gap
        with clock_at(at):
            send(hook)
    assert hook.standing == S.PAUSED
    assert len(receiver.got) == len(GAPS) + 1
    [message] = unread(keeper.post, None)
    assert "503" in str(message.sentence)
    webhooks.resume(hook, actor=keeper)
    assert send(hook) == 1


def test_a_receiver_that_is_gone_is_paused_at_once(hook, keeper, room, receiver):
    receiver.answers = [410]
    book(keeper, room)
    send(hook)
    assert hook.standing == S.PAUSED
    assert Message.objects.filter(kind="webhook").count() == 1


def test_going_on_from_now_leaves_out_what_happened_meanwhile(hook, keeper, room, receiver):
    webhooks.stop(hook, actor=keeper)
    book(keeper, room)
    assert send(hook) == 0
    webhooks.resume(hook, actor=keeper, skip=True)
    book(keeper, room, "第二场", 48)
    assert send(hook) == 1
    assert receiver.got[0].event["data"]["row"]["title"] == "第二场"


def test_a_matter_becomes_overdue_once(keeper, city, receiver, room, monday):
    seal_all()
    hook, _ = subscribed(keeper, city, receiver, LATE)
    row = book(keeper, room)
    other = book(keeper, room, "第二场", 48)
    with connection.cursor() as cursor:
        at = int((monday + timedelta(hours=1)).timestamp()) * 1_000_000
        cursor.execute("update desk_due set due_at = %s where entry_id in (%s, %s)", [at, row.pk, other.pk])
    assert send(hook) == 0
    with clock_at(monday + timedelta(hours=2)):
        receiver.answers = [204, 500]
        assert send(hook) == 1
    with clock_at(monday + timedelta(hours=3)):
        assert send(hook) == 1
        assert send(hook) == 0
    assert [one.event["data"]["id"] for one in receiver.got] == [row.pk, other.pk, other.pk]
    assert receiver.kinds == [LATE] * 3


def test_a_trial_and_a_repetition_are_sent_though_it_is_stopped(hook, keeper, room, receiver):
    book(keeper, room)
    send(hook)
    webhooks.stop(hook, actor=keeper)
    webhooks.ask_test(hook, actor=keeper)
    webhooks.ask_again(Delivery.objects.get(kind=OPEN), actor=keeper)
    assert hook.pk in waiting()
    assert send(hook) == 2
    assert sorted(receiver.kinds) == ["chancery.test", OPEN, OPEN]
    assert len({one.event["id"] for one in receiver.got if one.event["type"] == OPEN}) == 1


def test_while_one_worker_tells_it_no_other_does(hook, keeper, room, receiver):
    book(keeper, room)
    Webhook.objects.filter(pk=hook.pk).update(held_until=now() + timedelta(seconds=30))
    assert send(hook) == 0
    with clock_at(now() + timedelta(minutes=1)):
        assert send(hook) == 1


def test_a_redirect_is_not_followed(hook, keeper, room, receiver):
    receiver.answers, receiver.location = [307], f"{receiver.origin}/elsewhere"
    book(keeper, room)
    assert send(hook) == 0
    assert len(receiver.got) == 1
    assert Delivery.objects.get().status == 307


def test_only_the_beginning_of_a_long_answer_is_read(hook, keeper, room, receiver):
    receiver.body = b"x" * 20_000_000
    book(keeper, room)
    assert send(hook) == 1


def test_whoever_keeps_no_webhooks_and_whoever_keeps_others_is_refused(keeper, city, receiver):
    with pytest.raises(NotAllowed):
        subscribed(city.actor("吴越"), city, receiver)
    with pytest.raises(NotAllowed):
        webhooks.subscribe(city.organ("市财政局"), actor=keeper, name="x", address=receiver.origin, events=[OPEN])


def test_an_event_of_what_the_post_may_not_read_is_refused(keeper, city, receiver):
    with pytest.raises(Refused):
        subscribed(keeper, city, receiver, "vehicles.nowhere.dispatch")


def test_a_quiet_webhook_costs_no_write(hook, keeper, room, receiver):
    book(keeper, room)
    send(hook)
    with CaptureQueriesContext(connection) as asked:
        assert send(hook) == 0
    assert not [query for query in asked if query["sql"].startswith("UPDATE")]
    assert len(asked) <= 10


def test_old_deliveries_leave_the_log(hook, keeper, room, monday):
    book(keeper, room)
    send(hook)
    with clock_at(monday + timedelta(days=31)):
        trim()
    assert not Delivery.objects.exists()
