"""Refusals are problem documents, and nothing is half-saved."""

import pytest
from django.test import Client

from chancery.modules.documents.models import Incoming

INCOMING = "/documents/incoming/"
PROBLEM = "application/problem+json"


def refused(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == PROBLEM
    told = answer.json()
    assert told["status"] == status
    assert told["detail"]
    return told


def test_a_rule_that_asks_is_told_with_its_article(clerk, facts, paper):
    clerk.post(f"{INCOMING}{paper['id']}/moves/register/")
    again = clerk.post(INCOMING, facts).json()
    told = refused(clerk.post(f"{INCOMING}{again['id']}/moves/register/"), 422)
    assert told["rule"]["key"] == "documents.same_number"
    assert set(told["rule"]) == {"key", "title", "article", "quote", "verified", "version"}
    assert (told["strength"], told["ways"]) == ("ask", ["Write a reason; it is recorded."])
    forced = clerk.post(f"{INCOMING}{again['id']}/moves/register/", {"reason": "补发件"})
    assert forced.json()["advice"][0]["rule"]["key"] == "documents.same_number"


def test_a_stranger_finds_nothing(caller, paper):
    stranger = caller("张克勤")
    for path in ("", "moves/", "trail/", "attachments/", "remarks/", "links/", "sight/"):
        refused(stranger.get(f"{INCOMING}{paper['id']}/{path}"), 404)
    refused(stranger.patch(f"{INCOMING}{paper['id']}/", {"title": "改"}), 404)
    refused(stranger.post(f"{INCOMING}{paper['id']}/moves/register/"), 404)
    assert stranger.get(INCOMING).json()["items"] == []


def test_a_noun_that_a_post_may_not_read_is_nowhere(caller):
    refused(caller("张克勤").get("/rooms/room/"), 404)


def test_somebody_who_sees_the_row_but_lacks_the_right_is_told_so(caller, paper):
    refused(caller("陈国梁").post(f"{INCOMING}{paper['id']}/moves/register/"), 403)
    refused(caller("陈国梁").post(INCOMING, {"title": "一", "issuer": "二"}), 403)


def test_unknown_fields_are_named(clerk, facts, paper):
    told = refused(clerk.post(INCOMING, {**facts, "colour": "red"}), 422)
    assert told["fields"] == {"colour": "There is no field “colour” here."}
    told = refused(clerk.post(f"{INCOMING}{paper['id']}/moves/register/", {"colour": 1}), 422)
    assert list(told["fields"]) == ["colour"]
    assert list(refused(clerk.get(INCOMING, colour="red"), 422)["fields"]) == ["colour"]
    assert Incoming.unscoped.count() == 1


def test_state_and_number_cannot_be_written_from_outside(clerk, facts, paper):
    for name, value in (("state", "filed"), ("number", "收〔2026〕9999号"), ("version", 7)):
        assert list(refused(clerk.post(INCOMING, {**facts, name: value}), 422)["fields"]) == [name]
    assert list(refused(clerk.patch(f"{INCOMING}{paper['id']}/", {"state": "filed"}), 422)["fields"]) == ["state"]


def test_every_wrong_field_gets_its_sentence_in_one_go(clerk, facts):
    bad = {**facts, "title": "", "kind": "便条", "signed_on": "soon", "copies": -1}
    assert set(refused(clerk.post(INCOMING, bad), 422)["fields"]) == {"title", "kind", "signed_on", "copies"}


def test_an_organ_beyond_reach_is_refused(city, clerk, facts):
    told = refused(clerk.post(INCOMING, {**facts, "organ": city.organ("市财政局").pk}), 422)
    assert list(told["fields"]) == ["organ"]


@pytest.mark.parametrize(
    "body", ["{", "[1]", '"x"', '{"title": "a\\u0000"}', '{"copies": NaN}', "[" * 5000, "1" * 5000]
)
def test_what_is_no_json_object_is_refused_as_unreadable(clerk, body):
    refused(clerk.post(INCOMING, body), 400)


def test_bodies_are_bounded_and_typed(clerk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    refused(clerk.post(INCOMING, {"title": "长" * 2000}), 413)
    refused(clerk.client.post("/api/v1" + INCOMING, "title=x", content_type="application/x-www-form-urlencoded"), 415)
    refused(clerk.client.post("/api/v1" + INCOMING, {"title": "x"}), 415)


def test_unknown_addresses_moves_and_methods(clerk, paper):
    refused(clerk.get("/nothing/here/"), 404)
    refused(clerk.client.get("/api/v2/"), 404)
    refused(clerk.post(f"{INCOMING}{paper['id']}/moves/fly/"), 404)
    refused(clerk.get(f"{INCOMING}999999999999999999999999/"), 404)
    assert refused(clerk.client.delete(f"/api/v1{INCOMING}{paper['id']}/"), 405)["type"].endswith("no-such-method")


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "Bearer chy_wrong", "Basic YTpi", "Bearer"])
def test_without_a_token_nobody_enters(header):
    answer = Client(headers={"authorization": header} if header else {}).get("/api/v1/me/")
    refused(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_the_pages_enters_but_writes_only_with_its_csrf_token(city, facts):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.user("周敏"), backend="chancery.ui.accounts.Accounts")
    assert client.get("/api/v1/me/").json()["name"] == "周敏"
    refused(client.post("/api/v1" + INCOMING, facts, content_type="application/json"), 403)
    client.cookies["csrftoken"] = "a" * 32
    sent = client.post("/api/v1" + INCOMING, facts, content_type="application/json", headers={"x-csrftoken": "a" * 32})
    assert sent.status_code == 201


def test_nobody_acts_in_a_post_that_is_not_held(city, caller):
    stranger = city.actor("张克勤").post
    refused(caller("周敏", **{"x-acting-post": str(stranger)}).get("/me/"), 403)
    refused(caller("周敏", **{"x-acting-post": "x"}).get("/me/"), 400)
    own = city.actor("周敏").post
    assert caller("周敏", **{"x-acting-post": str(own)}).get("/me/").json()["post"] == own


def test_an_unforeseen_fault_is_told_without_a_traceback(clerk, facts, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("secret words")

    monkeypatch.setattr("chancery.api.nouns.open_row", broken)
    told = refused(clerk.post(INCOMING, facts), 500)
    assert "secret" not in str(told)


def test_refusals_speak_the_language_that_was_asked_for(clerk, facts):
    assert clerk.get("/nothing/")["Content-Language"] == "en"
    answer = clerk.client.get("/api/v1/nothing/", headers={"accept-language": ""})
    assert answer["Content-Language"] == "zh-hans"
