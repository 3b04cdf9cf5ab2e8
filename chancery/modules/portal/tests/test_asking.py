"""A citizen says something: step by step, bounded, once, and with nothing lost."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from chancery.kernel.attachments.models import Attachment
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.models import OnceKey
from chancery.kernel.desk.models import Entry
from chancery.modules.portal.selectors.ground import ground
from chancery.modules.portal.services.sending import TALLIES, by_sender
from chancery.modules.portal.terms import MOST_OF_ALL
from chancery.ui.crowds import STEEPEST, count, sender

from .citizen import LAMP, Citizen, picture

pytestmark = pytest.mark.django_db
MEBIBYTE = 2**20


@pytest.fixture
def citizen(city) -> Citizen:
    return Citizen()


def orders() -> int:
    return Entry.objects.filter(noun__key="hotline.order").count()


def test_one_sentence_from_the_first_page_becomes_an_order_with_number_and_code(citizen):
    citizen.carried = {"step": "say"}
    citizen.ask("begin", text=LAMP)
    assert citizen.status == 200
    assert LAMP in citizen.page
    number, code = citizen.say()
    assert Entry.objects.get(number=number).noun.key == "hotline.order"
    assert LAMP in citizen.follow(number, code)


def test_number_and_code_are_shown_once(citizen):
    number, code = citizen.say()
    page = citizen.client.get("/portal/ask/taken/").content.decode()
    assert "This form was sent already" in page
    assert code not in page
    assert not OnceKey.objects.filter(answer__icontains=code).exists()


def test_the_same_form_sent_twice_is_one_order(citizen):
    citizen.begin()
    told = {**citizen.carried, "phone": "13812345678", "work": citizen.work(), "go": "send"}
    answers = [citizen.client.post("/portal/ask/", told).headers["Location"] for _ in range(2)]
    assert answers == ["/portal/ask/taken/"] * 2
    assert orders() == 1


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(citizen):
    citizen.begin()
    citizen.ask("send", phone="12", name="王小明", work="0")
    assert citizen.status == 422
    assert "This is no telephone number" in citizen.errors()
    assert 'value="王小明"' in citizen.page
    assert citizen.carried["text"] == LAMP
    assert orders() == 0


@pytest.mark.parametrize(
    ("kind", "status"), [("complaint", 422), ("enquiry", 422), ("suggestion", 303), ("tip_off", 303)]
)
def test_a_telephone_number_is_needed_where_somebody_waits_for_an_answer(citizen, kind, status):
    citizen.begin(kind=kind)
    citizen.ask("send", phone="", work=citizen.work())
    assert citizen.status == status


def test_without_the_proof_of_work_the_form_waits_and_is_then_taken(citizen):
    citizen.begin()
    citizen.ask("send", phone="13812345678", work="")
    assert citizen.status == 422
    assert "send it again in 30 seconds" in citizen.errors()
    assert orders() == 0
    with clock_at(now() + timedelta(seconds=31)):
        citizen.ask("send", phone="13812345678", work="")
    assert citizen.where == "/portal/ask/taken/"
    assert orders() == 1


def test_a_made_up_ticket_or_one_for_another_form_takes_nothing(citizen):
    citizen.begin()
    work = citizen.work()
    for changed in ({"ticket": "x.y.z"}, {"once": "a" * 24}):
        citizen.begin()
        citizen.ask("send", phone="13812345678", work=work, **changed)
        assert citizen.status == 422
    assert orders() == 0


def test_a_page_that_was_open_too_long_is_sent_once_more(citizen):
    citizen.begin()
    with clock_at(now() + timedelta(hours=7)):
        citizen.ask("send", phone="13812345678")
        assert "once more" in citizen.errors()
        citizen.ask("send", phone="13812345678", work=citizen.work())
        assert citizen.where == "/portal/ask/taken/"


def test_a_flood_of_one_text_is_told_so_and_loses_nothing(city):
    flooder = Citizen("10.6.6.6")
    for _ in range(3):
        flooder.say("拆迁补偿标准什么时候公布？")
    flooder.begin("拆迁补偿标准，什么时候公布？？")
    flooder.ask("send", phone="13812345678", work=flooder.work())
    assert flooder.status == 422
    assert "The same words came from here several times today" in flooder.errors()
    assert flooder.carried["text"] == "拆迁补偿标准，什么时候公布？？"
    assert orders() == 3
    Citizen("10.7.7.7").say("拆迁补偿标准什么时候公布？", phone="13912345678")


def test_one_address_sends_so_much_an_hour_and_the_work_grows(citizen):
    citizen.begin()
    ticket = {"phone": "13812345678", "work": citizen.work()}
    for _ in range(20):
        count(TALLIES, by_sender(solved=True), sender(RequestFactory().get("/", REMOTE_ADDR="10.1.1.1")))
    citizen.ask("send", **ticket)
    assert "Much was sent from here within this hour" in citizen.errors()
    assert orders() == 0
    harder = Citizen("10.1.1.1")
    harder.begin("另一件事，路面有坑。")
    assert int(harder.page.split('data-most="')[1].split('"')[0]) == 60_000 << STEEPEST


def test_without_scripts_fewer_are_taken_in_an_hour(city):
    plain = Citizen("10.6.6.6")
    taken = 0
    for n in range(6):
        plain.begin(f"第{n}处路灯不亮，请派人看看。")
        with clock_at(now() + timedelta(seconds=31)):
            plain.ask("send", phone=f"1391234567{n}")
        taken += plain.status == 303
    assert taken == 5
    assert "It goes on at 2026-11-23 10:00" in plain.errors()


def test_one_telephone_number_is_given_so_often_a_day(citizen):
    for n in range(10):
        Citizen(f"10.2.2.{n}").say(f"第{n}处路灯不亮。")
    last = Citizen("10.2.2.99")
    last.begin("还有一处路灯不亮。")
    last.ask("send", phone="138 1234-5678", work=last.work())
    assert "This telephone number was given many times today" in last.errors()


def test_fifty_megabytes_are_refused_unread_and_the_words_are_kept(citizen):
    citizen.begin()
    big = [picture(f"{n}.jpg", b"\xff\xd8\xff" + b"x" * (MOST_OF_ALL // 4)) for n in range(6)]
    citizen.ask("send", phone="13812345678", work=citizen.work(), files=big)
    assert "24 MB together is the most" in citizen.errors()
    assert citizen.carried["text"] == LAMP
    assert 'value="13812345678"' in citizen.page
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("病毒.jpg", b"MZ\x90\x00\x03" * 90), "病毒.jpg"),
        (SimpleUploadedFile("说明.pdf", b"%PDF-1.4 " + b"x" * 100), "neither a picture nor sound"),
        (SimpleUploadedFile("网页.png", b"<html><script>alert(1)</script>"), "neither a picture nor sound"),
        (picture("大.jpg", b"\xff\xd8\xff" + b"x" * (10 * MEBIBYTE)), "one file may have 10 MB"),
    ],
)
def test_what_is_no_picture_is_told_by_its_name(citizen, file, said):
    citizen.begin()
    citizen.ask("send", phone="13812345678", work=citizen.work(), files=[file])
    assert citizen.status == 422
    assert said in citizen.errors()
    assert orders() == 0


def test_pictures_lie_at_the_order(citizen):
    number, _ = citizen.say(files=[picture("一.jpg"), picture("二.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)])
    assert set(Attachment.objects.filter(entry__number=number).values_list("name", flat=True)) == {"一.jpg", "二.png"}


def test_a_place_is_tapped_without_a_script(citizen):
    citizen.carried = {"step": "say"}
    citizen.ask("next", text=LAMP, kind="complaint")
    x, y = ground().drawn_at((30.05, 120.1))
    citizen.ask("ignored", **{"tap.x": str(round(x)), "tap.y": str(round(y))})
    assert citizen.carried["step"] == "place"
    assert "near 市政府" in citizen.page
    citizen.ask("next", latitude="30.05", longitude="120.1")
    assert "near 市政府" in citizen.page


@pytest.mark.parametrize(
    ("north", "east", "said"),
    [("48.85", "2.35", "outside the city"), ("30.05", "", "both numbers"), ("nan", "120", ""), ("1e400", "120", "")],
)
def test_a_wrong_place_is_told(citizen, north, east, said):
    citizen.carried = {"step": "say"}
    citizen.ask("next", text=LAMP, kind="complaint")
    citizen.ask("next", latitude=north, longitude=east)
    assert citizen.status == 422
    assert said in citizen.errors()


def test_a_moment_that_lies_ahead_is_told(citizen):
    citizen.carried = {"step": "say"}
    citizen.ask("next", text=LAMP, kind="complaint")
    citizen.ask("next", happened_at="2031-01-01T10:00")
    assert "lies ahead" in citizen.errors()


def test_going_back_and_changing_the_language_lose_nothing(citizen):
    citizen.begin()
    citizen.ask("back")
    assert 'value="东湖路18号"' in citizen.page
    citizen.ask("next", address="东湖路20号", speak="zh-hans")
    assert 'lang="zh-Hans"' in citizen.page
    assert 'value="东湖路20号"' in citizen.page
    assert citizen.carried["text"] == LAMP


def test_rare_characters_emoji_and_scripts_are_text(citizen):
    odd = "𰻝𰻝面馆🍜门口<script>alert('x')</script>\x00\u202e积水"
    number, code = citizen.say(odd, name="<b>䶮</b>🙂")
    raw = citizen.client.post("/portal/follow/", {"number": number, "code": code}).content.decode()
    assert "𰻝𰻝面馆🍜" in raw
    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw


def test_name_and_number_stand_on_no_page_and_in_no_log(citizen, caplog):
    with caplog.at_level(logging.DEBUG):
        number, code = citizen.say("我叫王小明，电话13812345678，楼道灯坏了。", name="王小明")
        page = citizen.follow(number, code)
        citizen.follow(number, "WRONGCODE")
    for secret in ("13812345678", "王小明", code):
        assert secret not in caplog.text
    assert "13812345678" not in page
    assert "王小明" not in page
