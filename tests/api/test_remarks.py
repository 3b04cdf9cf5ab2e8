"""Opinions outside a move: written by whoever sees the matter, taken back by who wrote them."""

from __future__ import annotations

import pytest

from chancery.kernel.audit.models import Line
from chancery.kernel.desk.models import Remark

pytestmark = pytest.mark.django_db


def test_an_opinion_stands_at_the_row_and_in_the_trail(clerk, paper):
    told = clerk.post(f"/documents/incoming/{paper['id']}/remarks/", {"text": "请尽快办理"})
    assert told.status_code == 201
    assert [one["text"] for one in clerk.get(f"/documents/incoming/{paper['id']}/remarks/").json()] == ["请尽快办理"]
    assert Line.objects.filter(entry=paper["id"], action="remark.write").count() == 1


def test_an_opinion_that_is_taken_back_keeps_its_place_and_says_why(clerk, paper):
    at = f"/documents/incoming/{paper['id']}/remarks/"
    said = clerk.post(at, {"text": "写错了"}).json()
    taken = clerk.post(f"{at}{said['id']}/withdraw/", {"reason": "不是这一件"})
    assert taken.status_code == 200
    assert (taken.json()["text"], taken.json()["withdrawn_why"]) == ("", "不是这一件")


def test_nobody_takes_back_what_another_said(clerk, caller, paper):
    at = f"/documents/incoming/{paper['id']}/remarks/"
    said = clerk.post(at, {"text": "同意"}).json()
    other = caller("韩立群").post(f"{at}{said['id']}/withdraw/", {"reason": "不同意"})
    assert other.status_code == 403
    assert Remark.objects.get(pk=said["id"]).withdrawn_at is None


def test_an_empty_opinion_is_refused(clerk, paper):
    assert clerk.post(f"/documents/incoming/{paper['id']}/remarks/", {"text": ""}).status_code == 422
    assert clerk.post(f"/documents/incoming/{paper['id']}/remarks/", {"text": "  "}).status_code == 422
    assert not Remark.objects.filter(entry=paper["id"]).exists()


def test_who_does_not_see_the_row_writes_nothing(caller, paper):
    assert caller("陶秀珍").post(f"/documents/incoming/{paper['id']}/remarks/", {"text": "在吗"}).status_code == 404
