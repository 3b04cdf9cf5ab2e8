"""Entering people and their accounts, as the keeper of organs and posts does it."""

from __future__ import annotations

import pytest
from django.test import Client

from chancery.kernel.audit.models import Line
from chancery.kernel.org.models import Person, User

pytestmark = pytest.mark.django_db

NEW = {"name": "柏文娟", "staff_number": "YC2026117", "phone": "", "email": ""}


@pytest.fixture
def keeper(enter, city):
    name = next(name for name, user in city.users.items() if user.username == "dingyufen")
    return enter(name)


def test_a_person_is_entered_given_an_account_and_signs_in(keeper):
    assert keeper.post("/people/new/", NEW).status_code == 303
    person = Person.objects.get(staff_number="YC2026117")
    asked = {"username": "bowenjuan", "password": "chun-feng-2026"}
    assert keeper.post(f"/people/{person.pk}/account/", asked).status_code == 303
    assert User.objects.get(username="bowenjuan").check_password("chun-feng-2026")
    assert "bowenjuan" in keeper.get(f"/people/{person.pk}/").content.decode()
    assert Line.objects.filter(action="org.account.open").count() == 1
    assert "chun-feng-2026" not in str(list(Line.objects.values_list("body", flat=True)))


def test_a_staff_number_that_somebody_has_is_refused_by_name(keeper, city):
    taken = city.person("周敏").staff_number
    page = keeper.post("/people/new/", {**NEW, "staff_number": taken})
    assert page.status_code == 422
    assert "周敏 has this staff number already." in page.content.decode()
    assert not Person.objects.filter(name="柏文娟").exists()


def test_a_weak_password_opens_no_account(keeper):
    keeper.post("/people/new/", NEW)
    person = Person.objects.get(staff_number="YC2026117")
    page = keeper.post(f"/people/{person.pk}/account/", {"username": "bowenjuan", "password": "12345678"})
    assert page.status_code == 422
    assert not User.objects.filter(username="bowenjuan").exists()


def test_a_shut_account_ends_its_sessions_and_can_be_opened_again(keeper, city, enter):
    reader, person = enter("周敏"), city.person("周敏")
    assert reader.get("/").status_code == 200
    keeper.post(f"/people/{person.pk}/account/shut/", {"reason": "长期外出学习"})
    assert reader.get("/").status_code == 302
    keeper.post(f"/people/{person.pk}/account/shut/", {"reason": "回来了"})
    assert User.objects.get(person=person).is_active


def test_only_the_keeper_enters_people(enter):
    assert enter("周敏").get("/people/new/").status_code == 403
    assert enter("周敏").post("/people/new/", NEW).status_code == 403


def test_somebody_changes_the_own_password_and_must_know_the_old_one(enter, city):
    user = city.user("周敏")
    user.set_password("jiu-mima-2026")
    user.save()
    client = Client()
    client.force_login(user, backend="chancery.ui.accounts.Accounts")
    wrong = {"old": "nothing", "password": "xin-mima-2026", "again": "xin-mima-2026"}
    assert client.post("/me/password/", wrong).status_code == 422
    assert client.post("/me/password/", {**wrong, "old": "jiu-mima-2026"}).status_code == 303
    assert User.objects.get(pk=user.pk).check_password("xin-mima-2026")
