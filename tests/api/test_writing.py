"""Versions, repeated calls, columns and files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.models import OnceKey
from chancery.kernel.base.once import forget_old_keys
from chancery.modules.documents.models import Incoming

INCOMING = "/documents/incoming/"


def row(paper):
    return f"{INCOMING}{paper['id']}/"


def test_a_change_gives_the_next_version(clerk, paper):
    assert clerk.get(row(paper))["ETag"] == '"1"'
    changed = clerk.patch(row(paper), {"title": "关于供热的通知", "signed_on": "2026-11-20"}, if_match='"1"')
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    told = changed.json()
    assert (told["title"], told["signed_on"], told["issuer"]) == ("关于供热的通知", "2026-11-20", "省政府办公厅")


def test_a_stale_if_match_is_412_and_a_stale_version_is_409(clerk, paper):
    clerk.patch(row(paper), {"copies": 2}, if_match='"1"')
    stale = clerk.patch(row(paper), {"copies": 3}, if_match='"1"')
    assert stale.status_code == 412
    assert "周敏" in stale.json()["detail"]
    assert clerk.patch(row(paper), {"copies": 3, "version": 1}).status_code == 409
    assert clerk.post(f"{row(paper)}moves/register/", if_match='"1"').status_code == 412
    assert clerk.post(f"{row(paper)}moves/register/", {"version": 1}).status_code == 409
    assert clerk.get(row(paper)).json()["copies"] == 2
    assert clerk.post(f"{row(paper)}moves/register/", if_match='W/"2"').status_code == 200


def test_a_move_that_the_state_has_left_behind_is_409(clerk, paper):
    clerk.post(f"{row(paper)}moves/register/")
    assert clerk.post(f"{row(paper)}moves/register/", if_match='"2"').status_code == 409


def test_an_if_match_that_is_no_version_is_400(clerk, paper):
    assert clerk.patch(row(paper), {"copies": 2}, if_match="latest").status_code == 400


def test_a_column_that_the_state_has_fixed_is_refused_by_name(clerk, paper):
    clerk.post(f"{row(paper)}moves/register/")
    clerk.post(f"{row(paper)}moves/accept/")
    told = clerk.patch(row(paper), {"title": "改"})
    assert (told.status_code, list(told.json()["fields"])) == (422, ["title"])


def test_null_and_nothing_are_no_change(clerk, paper):
    assert list(clerk.patch(row(paper), {"title": None}).json()["fields"]) == ["title"]
    assert clerk.patch(row(paper), {}).status_code == 422


def test_the_same_key_makes_one_row_and_the_same_answer(clerk, facts):
    first = clerk.post(INCOMING, facts, idempotency_key="k-1")
    again = clerk.post(INCOMING, facts, idempotency_key="k-1")
    assert again["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.json(), again["ETag"], again["Location"]) == (
        201, first.json(), first["ETag"], first["Location"],
    )  # fmt: skip
    assert Incoming.unscoped.count() == 1


def test_the_same_key_with_another_body_is_refused(clerk, facts):
    clerk.post(INCOMING, facts, idempotency_key="k-1")
    other = clerk.post(INCOMING, {**facts, "title": "另一件"}, idempotency_key="k-1")
    assert (other.status_code, list(other.json()["fields"])) == (422, ["Idempotency-Key"])
    assert Incoming.unscoped.count() == 1


def test_a_key_belongs_to_one_caller(clerk, caller, facts, paper):
    clerk.post(f"{row(paper)}moves/register/", idempotency_key="k-2")
    other = caller("何素文").post(f"{row(paper)}moves/register/", idempotency_key="k-2")
    assert "Idempotency-Replayed" not in other


def test_a_refused_call_may_be_sent_again_with_its_key(clerk, facts):
    assert clerk.post(INCOMING, {**facts, "kind": "便条"}, idempotency_key="k-3").status_code == 422
    assert not OnceKey.objects.exists()
    assert clerk.post(INCOMING, facts, idempotency_key="k-3").status_code == 201


def test_keys_are_forgotten_after_a_week(clerk, facts):
    clerk.post(INCOMING, facts, idempotency_key="k-4")
    forget_old_keys()
    assert OnceKey.objects.count() == 1
    with clock_at(now() + timedelta(days=8)):
        assert forget_old_keys() is False
    assert clerk.post(INCOMING, facts, idempotency_key="k-4").status_code == 201
    assert Incoming.unscoped.count() == 2


def test_money_dates_and_keys_have_one_form(clerk):
    room = clerk.post("/rooms/room/", {"name": "一会议室", "seats": 12, "rate": "1200.5"}).json()
    assert room["rate"] == "1200.50"
    ask = {"title": "例会", "room": room["id"], "people": 8,
           "begins_at": "2026-11-24T09:00:00+08:00", "ends_at": "2026-11-24T10:00:00+08:00"}  # fmt: skip
    booking = clerk.post("/rooms/booking/", ask).json()
    assert (booking["room"], booking["room_label"]) == (room["id"], "一会议室")
    assert booking["begins_at"] == "2026-11-24T01:00:00Z"
    assert clerk.post("/rooms/room/", {"name": "二", "seats": 1, "rate": "1.005"}).status_code == 422


def test_what_the_database_forbids_is_a_refusal_and_leaves_nothing(clerk):
    room = clerk.post("/rooms/room/", {"name": "一会议室", "seats": 12}).json()
    ask = {"title": "例会", "room": room["id"], "people": 8,
           "begins_at": "2026-11-24T10:00:00Z", "ends_at": "2026-11-24T09:00:00Z"}  # fmt: skip
    assert clerk.post("/rooms/booking/", ask).status_code == 422
    assert clerk.get("/rooms/booking/").json()["items"] == []


def test_a_key_that_the_caller_cannot_see_is_no_key(clerk, paper):
    ask = {"title": "例会", "room": paper["id"], "people": 8,
           "begins_at": "2026-11-24T01:00:00Z", "ends_at": "2026-11-24T02:00:00Z"}  # fmt: skip
    assert list(clerk.post("/rooms/booking/", ask).json()["fields"]) == ["room"]


def test_a_naive_moment_is_refused(clerk):
    room = clerk.post("/rooms/room/", {"name": "一会议室", "seats": 12}).json()
    ask = {"title": "例会", "room": room["id"], "people": 8,
           "begins_at": "2026-11-24T01:00:00", "ends_at": "2026-11-24T02:00:00Z"}  # fmt: skip
    assert list(clerk.post("/rooms/booking/", ask).json()["fields"]) == ["begins_at"]


@pytest.fixture
def text():
    return SimpleUploadedFile("附件 一.txt", "供热工作要点".encode(), content_type="text/plain")


def test_a_file_comes_back_as_it_was_sent(clerk, caller, paper, text):
    sent = clerk.upload(f"{row(paper)}attachments/", file=text, role="annex")
    assert sent.status_code == 201, sent.json()
    told = clerk.get(f"{row(paper)}attachments/").json()
    assert [(file["name"], file["role"], file["size"]) for file in told] == [("附件 一.txt", "annex", 18)]
    content = clerk.client.get(told[0]["content"])
    assert b"".join(content.streaming_content).decode() == "供热工作要点"
    assert content["Content-Disposition"].startswith("attachment")
    assert caller("张克勤").client.get(told[0]["content"]).status_code == 404


def test_a_file_is_reached_only_through_its_own_row(clerk, facts, paper, text):
    file = clerk.upload(f"{row(paper)}attachments/", file=text).json()
    other = clerk.post(INCOMING, {**facts, "sender_number": ""}).json()
    assert clerk.get(f"{row(other)}attachments/{file['id']}/content").status_code == 404


def test_an_upload_repeated_with_its_key_is_one_file(clerk, paper):
    def send(content):
        file = SimpleUploadedFile("a.txt", content, content_type="text/plain")
        return clerk.client.post(f"/api/v1{row(paper)}attachments/", {"file": file}, headers={"idempotency-key": "f"})

    first, again, other = send(b"one"), send(b"one"), send(b"two")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()


def test_uploads_are_refused_without_a_file_with_a_strange_field_and_for_a_mere_reader(clerk, caller, paper, text):
    where = f"{row(paper)}attachments/"
    assert list(clerk.upload(where, role="main").json()["fields"]) == ["file"]
    assert list(clerk.upload(where, file=text, colour="red").json()["fields"]) == ["colour"]
    text.seek(0)
    assert list(clerk.upload(where, file=text, role="poster").json()["fields"]) == ["role"]
    text.seek(0)
    assert caller("陈国梁").upload(where, file=text).status_code == 403
