"""Headers, signing in, and the post in which somebody acts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from chancery.city.cast import PASSWORD
from chancery.city.lookup import City
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import today
from chancery.kernel.org.models import Tenure

pytestmark = pytest.mark.django_db


def test_each_page_has_a_strict_policy_with_its_own_nonce():
    first, second = Client().get("/login/"), Client().get("/login/")
    policies = [response.headers["Content-Security-Policy"] for response in (first, second)]
    assert "unsafe" not in policies[0]
    assert "frame-ancestors 'none'" in policies[0]
    nonces = [re.search(r"'nonce-([^']+)'", policy).group(1) for policy in policies]
    assert nonces[0] != nonces[1]
    assert nonces[0] in first.content.decode()


def test_no_page_leaves_a_copy_and_each_answer_names_its_request(enter):
    response = enter("周敏").get("/")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert len(response.headers["X-Request-Id"]) == 8


def test_no_page_carries_inline_styles_or_handlers(enter, booking):
    client = enter("周敏")
    for address in ("/", "/rooms/booking/", f"/rooms/booking/{booking.pk}/", "/rooms/booking/new/", "/me/", "/login/"):
        page = client.get(address).content.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page), address


def test_a_stranger_is_sent_to_sign_in_and_comes_back():
    response = Client().get("/rooms/room/?view=all")
    assert response.status_code == 302
    assert response.headers["Location"] == "/login/?next=/rooms/room/%3Fview%3Dall"


def test_the_first_page_is_chinese_and_can_be_turned_to_english():
    client = Client()
    assert 'lang="zh-Hans"' in client.get("/login/").content.decode()
    client.post("/language/", {"language": "en", "next": "/login/"})
    page = client.get("/login/").content.decode()
    assert '<html lang="en"' in page
    assert "Sign in" in page


def test_signing_in_leaves_a_line_and_leads_to_the_page_that_was_wanted(city: City):
    answer = Client().post("/login/", {"username": "zhoumin", "password": PASSWORD, "next": "/me/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/")
    assert Line.objects.filter(action="access.session.open", person=city.person("周敏").pk).exists()


def test_a_wrong_password_keeps_the_account_and_says_what_to_do(city: City):
    answer = Client().post("/login/", {"username": "zhoumin", "password": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="zhoumin"' in page
    assert "wrong" not in page


def test_signing_in_never_leads_to_another_host(city: City):
    answer = Client().post(
        "/login/", {"username": "zhoumin", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == "/"


def test_somebody_without_a_post_today_reads_why_nothing_opens(enter, city: City):
    client = enter("吴越")
    Tenure.objects.filter(person=city.person("吴越")).update(until=today())
    answer = client.get("/")
    assert answer.status_code == 403
    assert "You hold no post today" in answer.content.decode()
    assert client.post("/logout/").status_code == 303


def test_another_post_is_taken_by_a_press_that_stands_in_the_trail(enter, city: City):
    client, person = enter("吴越"), city.person("吴越")
    second = city.post("秘书二科", "科长")
    Tenure.objects.create(person=person, post=second, since=today(), kind="acting")
    assert client.post("/post/", {"post": second.pk}).status_code == 303
    assert "秘书二科 科长" in client.get("/").content.decode()
    line = Line.objects.get(action="access.post.take")
    assert (line.person, line.post) == (person.pk, second.pk)


def test_a_post_that_is_not_held_cannot_be_taken(enter, city: City):
    client = enter("吴越")
    answer = client.post("/post/", {"post": city.post("市政府", "市长").pk})
    assert answer.status_code == 403
    assert not Line.objects.filter(action="access.post.take").exists()


def test_theme_and_density_stay_with_the_account(enter):
    client = enter("周敏")
    client.post("/appearance/", {"theme": "dark", "density": "compact", "keys": "off", "next": "/"})
    page = client.get("/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-density="compact"' in page
    assert 'data-keys="off"' in page


def test_a_form_without_its_token_does_nothing(enter, city: City):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.user("周敏"), backend="chancery.ui.accounts.Accounts")
    answer = client.post("/appearance/", {"theme": "dark"})
    assert answer.status_code == 403
    assert 'data-bs-theme="dark"' not in client.get("/").content.decode()
