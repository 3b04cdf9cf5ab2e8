"""What the rows of lists and of the desk say, now that Python draws them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from chancery.city.lookup import City
from chancery.kernel.access.rows import acting
from chancery.kernel.base.clock import now
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Entry, Task
from chancery.kernel.notify.services import count_unread, tell
from chancery.ui.ranges import MOST_DUE, Queue, tasks_of, waiting_on_others

pytestmark = pytest.mark.django_db


ROW = re.compile('<li class="d-row')
WHOLE = Queue(reading=False, since=None, until=None, most=200)


def test_a_title_with_marks_of_html_is_only_text_in_a_list_and_on_the_desk(enter, make_booking):
    make_booking('<b>"议题"</b> & 100%')
    client = enter("周敏")
    for address in ("/rooms/booking/?view=all", "/"):
        page = client.get(address).content.decode()
        assert "&lt;b&gt;&quot;议题&quot;&lt;/b&gt; &amp; 100%</a>" in page
        assert "<b>" + '"议题"' not in page


def test_messages_to_the_post_and_to_the_person_are_each_counted_once(enter, city: City):
    keeper = city.actor("周敏")
    before = count_unread(keeper.post, keeper.person)
    tell([keeper.post], say("The rooms were counted"), persons=[keeper.person])
    page = enter("周敏").get("/").content.decode()
    assert f"Messages, {before + 2} unread" in page


def test_a_matter_is_either_mine_or_with_others(city: City, make_booking):
    booking = make_booking()
    keeper = city.actor("周敏")
    with acting(keeper):
        assert booking.pk in {task.entry.pk for task in tasks_of(keeper, [WHOLE])[0]}
        assert booking.pk not in {entry.pk for entry in waiting_on_others(keeper)}
        Task.objects.filter(entry=booking.pk).delete()
        assert booking.pk not in {task.entry.pk for task in tasks_of(keeper, [WHOLE])[0]}
        assert booking.pk in {entry.pk for entry in waiting_on_others(keeper)}


def test_tasks_of_the_post_and_of_its_organ_are_one_list_in_the_order_of_their_due_moments(city: City, make_booking):
    keeper = city.actor("周敏")
    due = {make_booking(f"{hours}小时后的会", hours=hours).pk: now() + timedelta(hours=hours) for hours in (72, 24, 48)}
    for at, (entry, moment) in enumerate(due.items()):
        whose = keeper.post if at == 1 else keeper.organ
        Task.objects.filter(entry=entry).update(due_at=moment, assignee=whose)
    with acting(keeper):
        found = [task.entry.pk for task in tasks_of(keeper, [WHOLE])[0]]
    assert [entry for entry in found if entry in due] == sorted(due, key=lambda entry: due[entry])


def test_a_row_of_an_import_that_has_not_landed_is_no_task(city: City, booking):
    keeper = city.actor("周敏")
    Entry.objects.filter(pk=booking.pk).update(landed=False)
    with acting(keeper):
        assert booking.pk not in {task.entry.pk for task in tasks_of(keeper, [WHOLE])[0]}


def test_a_long_group_shows_its_first_rows_and_all_when_asked(make_booking, enter):
    for n in range(MOST_DUE + 3):
        Task.objects.filter(entry=make_booking(f"第{n}个会").pk).update(due_at=now() - timedelta(hours=n))
    shown, whole = (len(ROW.findall(enter("周敏").get(path).content.decode())) for path in ("/", "/?show=due"))
    assert shown < whole
    assert whole >= MOST_DUE + 3
