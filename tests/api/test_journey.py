"""A document travels from the door to the file, driven by the API alone."""

from chancery.kernel.audit.models import Line

INCOMING = "/documents/incoming/"


def press(caller, pk, move, body=None, **headers):
    answer = caller.post(f"{INCOMING}{pk}/moves/{move}/", body, **headers)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_document_travels_from_the_door_to_the_file(city, caller, clerk, facts):
    made = clerk.post(INCOMING, facts)
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1{INCOMING}{made.json()['id']}/"
    pk, head, leader = made.json()["id"], caller("何素文"), caller("陈国梁")
    assert press(clerk, pk, "register")["row"]["number"] == "收〔2026〕0001号"
    press(clerk, pk, "accept")
    leaders = [city.actor("陈国梁").post]
    press(head, pk, "propose", {"words": "拟请市住建局牵头办理", "leaders": leaders})
    press(caller("韩立群"), pk, "route.agree")
    assert press(leader, pk, "route.agree", {"words": "请住建局一周内报实施方案。"})["row"]["state"] == "instructed"
    lead, assist = city.organ("市住房城乡建设局"), city.organ("市财政局")
    out = press(head, pk, "hand_out", {"lead": lead.pk, "assist": [assist.pk], "days": 5})
    assert out["row"]["lead_label"] == "市住房城乡建设局"
    assert out["row"]["entry"]["due_at"] == "2026-11-30T09:30:00Z"
    press(caller("张克勤"), pk, "answer", {"words": "已完成，方案附后。"})
    press(head, pk, "close")
    filed = press(clerk, pk, "file", {"retention": "30"})["row"]
    assert filed["state"] == "filed"
    assert filed["entry"]["closed_at"].endswith("Z")
    trail = clerk.get(f"{INCOMING}{pk}/trail/").json()["items"]
    assert {line["channel"] for line in trail} == {"api"}
    assert trail[-1]["sentence"] == "Entered"
    assert {remark["kind"] for remark in clerk.get(f"{INCOMING}{pk}/remarks/").json()} >= {"proposal", "reply"}


def test_the_offers_say_what_may_be_done_and_why_the_rest_may_not(clerk, paper):
    told = clerk.get(f"{INCOMING}{paper['id']}/moves/").json()
    assert {"sign_for", "register", "send_back"} <= {offer["name"] for offer in told["can"]}
    accept = next(offer for offer in told["cannot"] if offer["name"] == "accept")
    assert accept["why"].startswith("Only in the state")
    send_back = next(offer for offer in told["can"] if offer["name"] == "send_back")
    assert [ask["name"] for ask in send_back["asks"]] == ["reason"]


def test_the_desk_shows_the_document_to_whoever_must_register_it(clerk, paper):
    mine = [task for task in clerk.get("/tasks/").json()["items"] if task["row"] == paper["id"]]
    assert [task["move"] for task in mine] == ["sign_for"]


def test_what_was_taken_in_is_found_by_its_words(clerk, caller, paper):
    assert [hit["id"] for hit in clerk.get("/search/", q="供热").json()["items"]] == [paper["id"]]
    assert caller("张克勤").get("/search/", q="供热").json()["items"] == []


def test_the_trail_keeps_the_request_of_the_call(clerk, facts):
    made = clerk.post(INCOMING, facts)
    line = Line.objects.filter(entry=made.json()["id"]).first()
    assert line.request == made["X-Request-Id"]


def test_everybody_who_sees_a_row_is_named_with_the_cause(city, clerk, paper):
    seen = clerk.get(f"{INCOMING}{paper['id']}/sight/").json()
    causes = {one["party"]: one["cause"] for one in seen}
    assert causes[city.organ("市政府办公室").pk] == "organ"
    assert "assigned" in causes.values()


def test_the_caller_learns_who_it_is(city, clerk):
    me = clerk.get("/me/").json()
    assert (me["name"], me["post"]) == ("周敏", city.actor("周敏").post)
    assert "incoming.register" in me["actions"]
