"""Open311: answers are what the standard demands, in both forms; only masked text of open orders leaves; keys are needed to send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from defusedxml import ElementTree
from django.core.cache import cache
from django.test import Client
from jsonschema_rs import validator_for

from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.access.tokens import issue_token
from chancery.kernel.base.clock import clock_at
from chancery.modules.hotline.models import Caller, Order, Subject
from chancery.modules.hotline.terms import OPERATOR, Depth, Kind
from chancery.modules.hotline.views.open311 import pages
from tests.maker import make

from . import open311_schemas as standard

pytestmark = pytest.mark.django_db
BASE = "/hotline/open311/v2/"
ASKED = {
    "service_code": "0201", "lat": "30.274151", "long": "120.155152", "address_string": "人民路12号",
    "description": "我叫张三丰，电话13812345678，门口路灯坏了三天。", "last_name": "张", "first_name": "三丰", "phone": "13812345678",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def subject(city: City) -> Subject:
    above = make(Subject, city=city, code="02", name="市政公用", depth=Depth.FIRST)
    return make(Subject, city=city, code="0201", name="路灯", depth=Depth.SECOND, above=above, words="路灯 不亮")


@pytest.fixture
def key(city: City, monday) -> str:
    post = city.actor("周敏").post
    PostRole.objects.create(post_id=post, role=OPERATOR, since=monday.date())
    return issue_token(city.user("周敏"), post=post, label="城市App")


def get(address: str, schema: dict[str, Any] | None = None, expects: int = 200, **asked: str) -> Any:
    response = Client().get(f"{BASE}{address}.json", asked)
    assert response.status_code == expects, response.content.decode()
    validator_for(schema or standard.ERRORS).validate(response.json())
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


def post(status: int = 200, **sent: str) -> Any:
    response = Client(enforce_csrf_checks=True).post(f"{BASE}requests.json", sent)
    assert response.status_code == status, response.content.decode()
    validator_for(standard.CREATED if status == 200 else standard.ERRORS).validate(response.json())
    return response.json()


def order(city: City, subject: Subject, **more: Any) -> Order:
    return make(
        Order, city=city, subject=subject, title="路灯不亮", text="门口路灯不亮", **{"kind": Kind.REQUEST, **more}
    )


def spark(element: Any) -> Any:
    """XML as JSON by the convention of the standard, with every value as text."""
    children = list(element)
    if not children and element.tag in {"services", "service_requests", "errors", "values"}:
        return []
    if not children:
        return element.text or ""
    if element.tag in {"services", "service_requests", "errors", "attributes", "values"}:
        return [spark(child) for child in children]
    return {child.tag: spark(child) for child in children}


def as_text(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: as_text(value) for name, value in told.items()}
    if isinstance(told, list):
        return [as_text(value) for value in told]
    return "" if told is None else str(told).lower() if isinstance(told, bool) else str(told)


def test_services_and_their_definition_are_what_the_standard_demands(subject):
    rows = {row["service_code"]: row for row in get("services", standard.SERVICES)}
    assert (rows["0201"]["service_name"], rows["0201"]["group"], rows["0201"]["keywords"]) == (
        "路灯",
        "市政公用",
        "路灯, 不亮",
    )
    assert "other" in rows
    definition = get("services/0201", standard.DEFINITION)
    assert [one["code"] for one in definition["attributes"]] == ["kind", "happened_at", "confidential"]
    assert get("services/9999", expects=404)[0]["code"] == 404


@pytest.mark.parametrize("address", ["services", "services/0201", "requests", "requests/{pk}", "requests/0"])
def test_xml_says_the_same_as_json(city, subject, address):
    row = order(city, subject, latitude=30.27415, longitude=120.15515)
    path = BASE + address.format(pk=row.pk)
    told, response = Client().get(f"{path}.json"), Client().get(f"{path}.xml")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert spark(ElementTree.fromstring(response.content)) == as_text(told.json())
    assert response.status_code == told.status_code


def test_a_request_is_sent_read_and_found_again(city, subject, key):
    [told] = post(api_key=key, **ASKED, account_id="u-7")
    assert told["account_id"] == "u-7"
    row = Order.unscoped.get(pk=int(told["service_request_id"]))
    assert (row.channel, row.subject, str(row.number) in told["service_notice"]) == ("app", subject, True)
    [read] = get(f"requests/{row.pk}", standard.REQUESTS)
    assert (read["status"], read["service_code"]) == ("open", "0201")
    assert (read["lat"], read["long"]) == (30.274, 120.155)
    [found] = get(f"tokens/{quote(row.number)}", standard.TOKENS)
    assert found["service_request_id"] == str(row.pk)


def test_only_masked_text_leaves(subject, key):
    post(api_key=key, **ASKED)
    text = Client().get(f"{BASE}requests.json").content.decode()
    assert "路灯坏了三天" in text
    assert not [word for word in ("张三丰", "13812345678") if word in text]
    assert Caller.objects.get().phone == "13812345678"


@pytest.mark.parametrize("hidden", [{"confidential": True}, {"sensitive": True}, {"kind": Kind.TIP_OFF}])
def test_of_what_is_confidential_not_even_its_being_is_told(city, subject, hidden):
    row = order(city, subject, **hidden)
    assert get("requests", standard.REQUESTS) == []
    assert get(f"requests/{row.pk}", expects=404)
    assert get("requests", standard.REQUESTS, service_request_id=str(row.pk)) == []


@pytest.mark.parametrize("wrong", ["", "chy_unknown", "张三"])
def test_sending_takes_a_key_that_is_known(subject, wrong):
    assert post(403, api_key=wrong, **ASKED)[0]["code"] == 403
    assert not Order.unscoped.exists()


def test_a_key_whose_post_takes_no_requests_is_refused(city, subject):
    post(403, api_key=issue_token(city.user("吴越")), **ASKED)


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"service_code": ""}, 400, "service_code"), ({"service_code": "9999"}, 404, "9999"),
        ({"lat": "", "long": "", "address_string": ""}, 400, "address_id"), ({"long": ""}, 400, "long"),
        ({"lat": "91"}, 400, "lat"), ({"lat": "nan"}, 400, "lat"), ({"description": ""}, 400, "description"),
        ({"description": "长" * 4001}, 400, "4000"), ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"attribute[kind]": "rumour"}, 400, "attribute[kind]"), ({"attribute[happened_at]": "2026-11-22"}, 400, "happened_at"),
        ({"jurisdiction_id": "elsewhere.gov"}, 404, "elsewhere.gov"), ({"phone": "1" * 41}, 400, "phone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_saved(subject, key, change, status, word):
    assert word in post(status, api_key=key, **{**ASKED, **change})[0]["description"]
    assert not Order.unscoped.exists()


def test_a_place_may_be_told_by_its_key_alone(subject, key):
    without = {name: value for name, value in ASKED.items() if name not in ("lat", "long", "address_string")}
    [told] = post(api_key=key, **without, address_id="330106-17")
    assert "330106-17" in get(f"requests/{told['service_request_id']}", standard.REQUESTS)[0]["address"]


def test_a_search_has_its_bounds(city, subject, monday):
    old, fresh = order(city, subject), None
    with clock_at(monday + timedelta(days=60)):
        fresh = order(city, subject)
    with clock_at(monday + timedelta(days=91)):
        told = get("requests", standard.REQUESTS)
        assert [row["service_request_id"] for row in told] == [str(fresh.pk)]
        span = {
            "start_date": (monday - timedelta(days=1)).isoformat(),
            "end_date": (monday + timedelta(days=1)).isoformat(),
        }
        assert [row["service_request_id"] for row in get("requests", standard.REQUESTS, **span)] == [str(old.pk)]
        assert get("requests", standard.REQUESTS, status="closed") == []
        assert len(get("requests", standard.REQUESTS, status="open,closed", service_code="02,0201")) == 1
        assert get("requests", standard.REQUESTS, service_code="other") == []
    both = get("requests", standard.REQUESTS, service_request_id=f"{old.pk},{fresh.pk},x", status="closed")
    assert len(both) == 2


@pytest.mark.parametrize(
    "address",
    [
        "requests/99999999999999999999",
        "requests/0",
        "tokens/%00",
        "services/%00",
        "services/路灯",
        "tokens/热线〔2026〕9号",
    ],
)
def test_an_address_of_nothing_is_said_to_be_so(subject, address):
    get(address, expects=400 if "%00" in address else 404)


@pytest.mark.parametrize(
    "asked",
    [
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, {"start_date": "yesterday"},
        {"start_date": "2026-11-01T00:00:00"}, {"status": "half"}, {"jurisdiction_id": "elsewhere.gov"},
    ],
)  # fmt: skip
def test_a_search_beyond_the_bounds_is_refused(city, asked):
    get("requests", expects=404 if "jurisdiction_id" in asked else 400, **asked)


def test_a_list_takes_as_many_queries_for_many_as_for_one(city, subject, django_assert_num_queries):
    order(city, subject)
    with django_assert_num_queries(1):
        get("requests", standard.REQUESTS)
    for _ in range(10):
        order(city, subject)
    with django_assert_num_queries(1):
        assert len(get("requests", standard.REQUESTS)) == 11


def test_a_closed_order_says_when_and_how(city, subject, monday):
    row = order(city, subject, at="closed")
    [told] = get(f"requests/{row.pk}", standard.REQUESTS)
    assert told["status"] == "closed"
    assert told["status_notes"]


def test_whoever_sends_too_much_is_stopped(subject, key, monkeypatch):
    monkeypatch.setattr(pages, "SENT_AN_HOUR", 1)
    post(api_key=key, **ASKED)
    post(429, api_key=key, **ASKED)
    assert Order.unscoped.count() == 1


def test_errors_come_in_the_form_that_was_asked_for(subject):
    response = Client().delete(f"{BASE}requests.xml")
    assert response.status_code == 400
    [error] = ElementTree.fromstring(response.content)
    assert [part.tag for part in error] == ["code", "description"]
    assert Client().get(f"{BASE}requests.csv").status_code == 404


def test_discovery_names_the_address_and_both_forms(city):
    told = Client().get("/hotline/open311/discovery.json").json()
    assert told["endpoints"][0]["url"].endswith("/hotline/open311/v2")
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert ElementTree.fromstring(Client().get("/hotline/open311/discovery.xml").content).tag == "discovery"
