"""Messages reach their readers, and mail those who chose it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.utils import translation

from chancery.kernel.base.clock import clock_at
from chancery.kernel.base.sentences import say
from chancery.kernel.notify.mail import OpenItem, digest, send_digests, send_mail_batch
from chancery.kernel.notify.models import MailChoice, Message
from chancery.kernel.notify.services import count_unread, mark_read, messages, tell, unread
from chancery.kernel.org.models import Person, Tenure

from .conftest import plain_organ, plain_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evening():
    with translation.override("en"), clock_at(datetime(2026, 11, 20, 18)):
        yield


@pytest.fixture
def post():
    return plain_post(plain_organ())


def person(number: str, when: str = "", email: str = "clerk@example.com") -> Person:
    made = Person.objects.create(name=f"person {number}", staff_number=number, email=email)
    if when:
        MailChoice.objects.create(person=made, when=when)
    return made


def test_one_insert_tells_each_reader_once(post, make_entry, django_assert_num_queries):
    someone, entry = person("1"), make_entry()
    with django_assert_num_queries(1):
        sentence = say("Returned by {who}", who="the office")
        assert tell([post.pk, post.pk], sentence, entry_id=entry, kind="returned", persons=[someone.pk]) == 2
    [message] = unread(post.pk, None)
    assert (str(message.sentence), message.entry_id, message.kind) == ("Returned by the office", entry, "returned")
    assert len(unread(post.pk, someone.pk)) == 2
    assert unread(None, None) == []


def test_reading_takes_ones_own_messages_only(post, make_entry):
    other, entry = plain_post(post.organ, "科长"), make_entry()
    tell([post.pk, other.pk], say("First"), entry_id=entry)
    tell([post.pk], say("Second"))
    theirs = unread(other.pk, None)[0].id
    assert mark_read(post.pk, None, ids=[theirs]) == 0
    assert mark_read(post.pk, None, entry_id=entry) == 1
    assert [str(one.sentence) for one in unread(post.pk, None)] == ["Second"]
    assert (count_unread(post.pk, None), count_unread(other.pk, None)) == (1, 1)
    assert mark_read(post.pk, None) == 1
    shown = messages(post.pk, None)
    assert [(str(one.sentence), one.read) for one in shown] == [("Second", True), ("First", True)]
    assert [str(one.sentence) for one in messages(post.pk, None, before=shown[0].id)] == ["First"]


def test_mail_goes_to_holders_who_chose_each_message_once(post):
    keen, quiet, silent = person("1", "each"), person("2", "daily"), person("3")
    tell([post.pk], say("A new task"))
    assert send_mail_batch({post.pk: [keen.pk, quiet.pk, silent.pk]}) == 1
    assert [(letter.subject, letter.to) for letter in mail.outbox] == [("A new task", ["clerk@example.com"])]
    assert send_mail_batch({post.pk: [keen.pk]}) == 0
    assert not Message.objects.filter(mailed_at=None).exists()


def test_mail_finds_who_holds_the_post_today(post):
    now_, gone = person("1", "each", email="now@example.com"), person("2", "each", email="gone@example.com")
    Tenure.objects.create(person=now_, post=post, since=date(2026, 11, 1))
    Tenure.objects.create(person=gone, post=post, since=date(2025, 1, 1), until=date(2026, 11, 1))
    tell([post.pk], say("A new task"))
    assert send_mail_batch() == 1
    assert mail.outbox[0].to == ["now@example.com"]


def test_what_was_read_before_is_not_mailed_and_a_person_without_address_gets_none(post):
    keen, homeless = person("1", "each"), person("2", "each", email="")
    tell([post.pk], say("A new task"))
    tell([], say("For you"), persons=[homeless.pk])
    mark_read(post.pk, None)
    assert send_mail_batch({post.pk: [keen.pk]}) == 0
    assert mail.outbox == []


def test_a_mail_server_that_fails_leaves_the_batch_for_the_next_time(post, settings):
    keen = person("1", "each")
    tell([post.pk], say("A new task"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send_mail_batch({post.pk: [keen.pk]}) == 0
    assert Message.objects.filter(mailed_at=None).count() == 1


def test_the_digest_puts_late_matters_first_and_is_empty_without_any():
    items = [
        OpenItem("关于食堂的请示"),
        OpenItem("关于车辆的请示", "云政发〔2026〕12号", datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "Running"),
        OpenItem("关于会议的请示", due_at=datetime(2026, 11, 19, 9, 30, tzinfo=UTC)),
    ]
    assert digest("Wu Yue", items).splitlines() == [
        "Wu Yue: 3 matters are open on 2026-11-20, 1 late.",
        "1. 2026-11-19 17:30  关于会议的请示",
        "2. 2026-11-23 17:30  云政发〔2026〕12号  关于车辆的请示  Running",
        "3. 关于食堂的请示",
    ]
    assert digest("Wu Yue", []) == ""


def test_digests_go_to_those_who_chose_one_a_day_and_have_something_open():
    daily, idle, never = person("1", "daily"), person("2", "daily"), person("3", "never")
    items = [OpenItem("关于车辆的请示")]
    assert send_digests({daily.pk: items, idle.pk: [], never.pk: items}) == 1
    assert "person 1" in mail.outbox[0].body
