"""Taking in: by the page, from a neighbour, with five representatives at most, and a visit at its level."""

from __future__ import annotations

import pytest
from django.test import Client

from chancery.kernel.base.refusals import Refused
from chancery.kernel.desk.models import Link
from chancery.modules.petitions import api
from chancery.modules.petitions.models import Petition, Petitioner
from chancery.modules.petitions.reading.similar import likeness, marks
from chancery.modules.petitions.reading.ways import hints, legal_hint
from chancery.modules.petitions.selectors.alike import alike_to
from chancery.modules.petitions.services.taking_in import Person
from tests.maker import make

from .conftest import TEXT, do

pytestmark = pytest.mark.django_db
SENT = {
    "channel": "letter", "kind": "claim", "field": "land", "received_at": "2026-11-23T09:00", "title": "反映征地补偿", "text": TEXT, "people": "1",
    "name": "刘水根", "phone": "13912345678",
}  # fmt: skip


@pytest.fixture
def desk(city) -> Client:
    client = Client()
    client.force_login(city.user("唐致远"), backend="chancery.ui.accounts.Accounts")
    return client


def test_one_page_and_one_press_register_a_letter(desk):
    assert desk.get("/petitions/intake/").status_code == 200
    answer = desk.post("/petitions/intake/", SENT)
    row = Petition.unscoped.get(title="反映征地补偿")
    assert answer["Location"] == f"/petitions/petition/{row.pk}/"
    assert (row.state, row.petitioner) == ("registered", "刘**")
    assert row.number.startswith("云政办信〔2026〕")


def test_a_name_without_a_way_to_answer_is_told_beside_its_field(desk):
    answer = desk.post("/petitions/intake/", {**SENT, "phone": ""})
    assert answer.status_code == 422
    assert 'href="#phone"' in answer.content.decode()
    assert not Petition.unscoped.filter(title="反映征地补偿").exists()


def test_six_representatives_are_refused_with_the_article_and_five_are_not(desk):
    names = ["甲一", "乙二", "丙三", "丁四", "戊五"]
    answer = desk.post(
        "/petitions/intake/", {**SENT, "channel": "visit", "people": "30", "companions": "\n".join(names)}
    )
    assert answer.status_code == 422
    assert "第二十条第三款" in answer.content.decode()
    answer = desk.post(
        "/petitions/intake/", {**SENT, "channel": "visit", "people": "30", "companions": "\n".join(names[:4])}
    )
    assert answer.status_code == 303
    assert Petition.unscoped.get(title="反映征地补偿").representatives == 5


def test_a_visit_two_levels_too_high_is_taken_in_for_a_reason_only(take, city):
    row = take(channel="visit")
    with pytest.raises(Refused) as caught:
        do(row, "forward", to=city.organ("白石镇政府").pk)
    assert caught.value.cite.article == "第二十条第一款"
    assert do(take(channel="letter"), "forward", to=city.organ("白石镇政府").pk).state == "forwarded"
    assert do(row, "forward", to=city.organ("白石镇政府").pk, reason="信访人行动不便。").state == "forwarded"


def test_a_neighbour_hands_a_matter_over_with_its_person_and_link(city):
    order = make(Petition, city=city)
    person = api.Person(name="王秀兰", phone="13900000001")
    taken = api.take_over(order.pk, title="求助", text="我叫王秀兰，请求解决。", kind="tip_off", petitioner=person)
    row = Petition.unscoped.get(pk=taken.petition)
    assert (row.number, row.kind, row.channel, row.state) == (taken.number, "accusation", "hotline", "registered")
    assert "王秀兰" not in row.text
    assert Petitioner.objects.get(petition=row).name == "王秀兰"
    assert Link.objects.filter(source=order.pk, target=row.pk, kind="led_to").exists()
    assert row.organ == city.organ("市政府办公室")


def test_a_take_over_that_is_refused_leaves_nothing(city):
    order = make(Petition, city=city)
    before = Petition.unscoped.count()
    with pytest.raises(Refused):
        api.take_over(order.pk, title="求助", text="", petitioner=api.Person(name="王秀兰", phone="13900000001"))
    assert Petition.unscoped.count() == before


def test_the_same_person_and_alike_words_are_recognised_and_others_are_not(take):
    first = take()
    again = take(text=TEXT.replace("请求", "恳请"))
    other = take(
        Person("王秀兰", "13900000001"), title="油烟", text="楼下烧烤店每晚油烟直排，熏得睡不着，请城管部门查处。"
    )
    found = alike_to(again)
    assert [(one.petition.pk, one.same_person) for one in found] == [(first.pk, True)]
    assert alike_to(other) == []


def test_alike_texts_share_a_mark_and_words_name_their_way():
    assert likeness(TEXT, TEXT) == 100
    assert likeness(TEXT, "油烟扰民") == 0
    assert set(marks(TEXT)) & set(marks(TEXT + "谢谢领导。"))
    assert marks("一") == []
    assert legal_hint("对一审判决不服，已向法院起诉").way == "litigation"
    assert [hint.way for hint in hints("请求查处违法排污行为")] == ["duty"]
    assert legal_hint("请求查处违法排污行为") is None
