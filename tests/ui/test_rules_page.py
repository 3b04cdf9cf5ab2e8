"""Rules with their articles, and an office's own values."""

from __future__ import annotations

from datetime import timedelta

from chancery.city.lookup import City
from chancery.kernel.base.clock import today
from chancery.kernel.rules.models import RuleValue
from chancery.kernel.rules.registry import rule_value

from .pages_kit import enter, text

ADMINISTRATOR = "沈䶮"
TERM = "documents.term_ordinary"


def _sent(city: City, **more: str) -> dict[str, str]:
    return {
        "value": "7", "since": today().isoformat(), "place": city.actor(ADMINISTRATOR).place,
        "document": "云城市政府办公室公文办理规程", "article": "第六条", **more,
    }  # fmt: skip


def test_a_rule_shows_its_article(city: City) -> None:
    page = text(enter(city, "周敏").get("/rules/documents.no_secrets/"))
    assert "中华人民共和国保守国家秘密法" in page
    assert "第三十一条第三项" in page


def test_a_whole_key_leads_to_its_rule(city: City) -> None:
    assert enter(city, "周敏").get(f"/rules/?q={TERM}").headers["Location"] == f"/rules/{TERM}/"


def test_an_unchecked_article_says_so(city: City) -> None:
    client = enter(city, ADMINISTRATOR)
    client.post(f"/rules/{TERM}/set/", _sent(city))
    assert "Article not yet checked against the text. For guidance only." in text(client.get(f"/rules/{TERM}/"))


def test_an_own_value_holds_from_its_day_on_and_the_old_one_before(city: City) -> None:
    place = city.actor(ADMINISTRATOR).place
    before = rule_value(TERM, place=place).value
    enter(city, ADMINISTRATOR).post(f"/rules/{TERM}/set/", _sent(city))
    assert rule_value(TERM, place=place).value == 7
    assert rule_value(TERM, place=place, on=today() - timedelta(days=1)).value == before


def test_a_fixed_rule_cannot_be_set(city: City) -> None:
    page = enter(city, ADMINISTRATOR).post("/rules/documents.no_secrets/set/", _sent(city, value="false"))
    assert page.status_code == 422
    assert "cannot be set by an office" in text(page)
    assert not RuleValue.objects.exists()


def test_a_value_of_the_wrong_kind_is_refused_at_its_place(city: City) -> None:
    page = enter(city, ADMINISTRATOR).post(f"/rules/{TERM}/set/", _sent(city, value="sieben"))
    assert page.status_code == 422
    assert "“sieben” is not a whole number." in text(page)


def test_who_keeps_no_rules_sets_none(city: City) -> None:
    assert enter(city, "周敏").post(f"/rules/{TERM}/set/", _sent(city)).status_code == 403


def test_nothing_found_says_where_to_look(city: City) -> None:
    assert "No rule has all of these words" in text(enter(city, "周敏").get("/rules/?q=没有这一条"))
