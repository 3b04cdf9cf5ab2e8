"""What the public reads of notices, and how neighbours put them there."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chancery.kernel.access.actors import program
from chancery.kernel.base.clock import clock_at, now, today
from chancery.kernel.base.models import OnceKey
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.flow.steps import press
from chancery.modules.portal.api import release, withdraw
from chancery.modules.portal.models import Notice, Tally
from chancery.modules.portal.selectors.notices import listed
from chancery.modules.portal.services.tallies import Tallies, forget
from tests.maker import make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def house(city) -> int:
    return city.organ("市政府办公室").pk


def told(house: int, title: str, **more) -> int:
    return release(title, "自11月24日起临时绕行。", house, actor=program("Tests"), **more)


def test_a_draft_is_nobody_s_to_read_until_it_is_released_nor_after_it_was_taken_back(city):
    draft = make(Notice, city=city, title="供热公告")
    reader = Client()
    address = f"/portal/notices/{draft.pk}/"
    assert reader.get(address).status_code == 404
    press(draft, "release", actor=program("Tests"))
    assert "供热公告" in reader.get(address).content.decode()
    withdraw(draft.pk, "日期有误。", actor=program("Tests"))
    assert reader.get(address).status_code == 404
    assert "供热公告" not in reader.get("/portal/notices/").content.decode()


def test_a_neighbour_s_notice_goes_out_at_once_if_it_may_and_waits_if_not(city, house):
    out = Notice.unscoped.get(pk=told(house, "公交绕行"))
    assert (out.state, out.released_at) == ("released", now())
    editor = city.actor_at("信息科", "科长")
    waiting = Notice.unscoped.get(pk=release("供热", "12月1日起。", house, actor=editor))
    assert waiting.state == "drafted"
    with pytest.raises(NotAllowed):
        release("无权发布", "不该出现。", house, actor=city.actor("郑凯"))


def test_a_call_for_opinions_needs_an_end_that_is_still_to_come(house):
    with pytest.raises(Refused):
        told(house, "征求意见稿", kind="consultation")
    with pytest.raises(Refused):
        told(house, "征求意见稿", kind="consultation", closes_on=today())
    assert not Notice.unscoped.exists()
    assert told(house, "征求意见稿", kind="consultation", closes_on=today() + timedelta(days=9))


def test_pages_of_the_list_follow_each_other_without_gap_or_repetition(house):
    with clock_at(now()):
        keys = [told(house, f"公告{n}") for n in range(45)]
    found, mark = [], ""
    for _ in range(3):
        rows, mark = listed(before=mark)
        found += [row.pk for row in rows]
    assert found == sorted(keys, reverse=True)
    assert mark == ""


@pytest.mark.parametrize("mark", ["x", "1-", "-1", "1-2-3", "９-９", "9" * 30 + "-1", "'"])
def test_a_mark_that_is_none_is_the_beginning(house, mark):
    told(house, "公告")
    assert len(listed(before=mark)[0]) == 1


def test_the_list_costs_the_same_at_one_notice_and_at_twenty(house):
    told(house, "公告")
    reader = Client()
    with CaptureQueriesContext(connection) as one:
        reader.get("/portal/notices/")
    for n in range(19):
        told(house, f"公告{n}")
    with CaptureQueriesContext(connection) as twenty:
        reader.get("/portal/notices/")
    assert len(one) == len(twenty) <= 4


def test_the_feed_is_atom_and_holds_what_is_released(house):
    told(house, "一" * 200)
    told(house, "<script>alert(1)</script> 𰻝面馆🍜")
    answer = Client().get("/portal/notices/feed/")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314  # our own feed
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["<script>alert(1)</script> 𰻝面馆🍜", "一" * 200]


def test_what_a_notice_says_is_text_and_never_markup(house):
    key = release("<b>粗</b>", "<img src=x onerror=alert(1)>", house, actor=program("Tests"))
    page = Client().get(f"/portal/notices/{key}/").content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page


def test_the_night_forgets_tallies_that_are_over_and_keys_of_forms_of_yesterday():
    tallies = Tallies()
    assert [tallies.add("a" * 64, now() + timedelta(minutes=1)) for _ in range(3)] == [1, 2, 3]
    tallies.add("b" * 64, now() + timedelta(days=2))
    OnceKey.objects.create(key="page:None:old", at=now(), fingerprint="")
    OnceKey.objects.create(key="page:7:staff", at=now(), fingerprint="")
    with clock_at(now() + timedelta(hours=25)):
        forget()
        assert (tallies.seen("a" * 64), tallies.seen("b" * 64)) == (0, 1)
    assert Tally.objects.count() == 1
    assert list(OnceKey.objects.values_list("key", flat=True)) == ["page:7:staff"]
