"""Values by day and place, checks and what they raise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from chancery.kernel.audit.models import Line
from chancery.kernel.base.refusals import OK, Answer, Cite, Conflict, Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.rules import registry as home
from chancery.kernel.rules.checks import evaluate
from chancery.kernel.rules.reading import read_file
from chancery.kernel.rules.registry import NotInForce, Registry, UnknownRule, cite, load_file, rule_value
from chancery.kernel.rules.setting import set_value

RULES = """
[[rule]]
key = "disclosure.answer"
value = 15
unit = "workday"
from = 2008-05-01
to = 2019-05-14
title = "政府信息公开条例"
article = "第二十四条"

[[rule]]
key = "disclosure.answer"
value = 20
unit = "workday"
from = 2019-05-15
title = "政府信息公开条例"
number = "国令第711号"
article = "第三十三条"
quote = "自收到申请之日起20个工作日内予以答复"
checked_by = "clerk"
checked_on = 2026-11-01

[[rule]]
key = "reception.meal"
value = 40.5
unit = "yuan/person"
from = 2014-01-01
title = "党政机关国内公务接待管理规定"
article = "第十条"
strength = "ask"
overridable = true

[[rule]]
key = "reception.meal"
value = 60.0
unit = "yuan/person"
place = "33"
from = 2014-06-01
title = "浙江省办法"
article = "第九条"
strength = "ask"
overridable = true
"""
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _house(monkeypatch, tmp_path):
    monkeypatch.setattr(home, "registry", Registry())
    monkeypatch.setattr("chancery.kernel.rules.setting.registry", home.registry)
    (tmp_path / "rules.toml").write_text(RULES, encoding="utf-8")
    assert load_file(tmp_path / "rules.toml", "disclosure") == 4
    with translation.override("en"):
        yield


def meal(place: str, on: date = DAY) -> object:
    return rule_value("reception.meal", on=on, place=place).value


def test_an_old_case_is_judged_by_the_old_text():
    assert rule_value("disclosure.answer", on=date(2019, 5, 14)).value == 15
    found = rule_value("disclosure.answer", on=date(2019, 5, 15))
    assert (found.value, found.unit, found.cite.verified) == (20, "workday", True)
    assert found.cite.title == "政府信息公开条例（国令第711号）"
    assert not cite("disclosure.answer", on=date(2010, 1, 1)).verified


def test_an_unknown_key_is_an_error_and_a_day_without_a_value_is_refused():
    with pytest.raises(UnknownRule):
        rule_value("disclosure.anser")
    with pytest.raises(NotInForce, match="in force on 2001-01-01"):
        rule_value("disclosure.answer", on=date(2001, 1, 1))


@pytest.mark.django_db
def test_the_nearest_place_wins_and_an_office_sets_its_own_where_the_law_lets_it():
    assert meal("440100") == Decimal("40.5")
    assert meal("330102") == Decimal("60.0")
    set_value("reception.meal", Decimal("55"), place="3301", since=DAY, title="云城市办法", article="第三条")
    assert meal("330102") == Decimal("55")
    assert meal("330102", on=date(2026, 11, 21)) == Decimal("60.0")
    assert meal("330200") == Decimal("60.0")
    assert Line.objects.filter(action="rules.value.set").count() == 1


@pytest.mark.django_db
def test_an_own_value_ends_the_one_before_and_is_refused_where_the_law_is_fixed():
    own = {"place": "3301", "title": "云城市办法", "article": "第三条"}
    set_value("reception.meal", Decimal("55"), since=date(2026, 1, 1), **own)
    set_value("reception.meal", Decimal("58"), since=date(2026, 7, 1), **own)
    assert [meal("3301", on=date(2026, month, 30)) for month in (6, 7)] == [Decimal("55"), Decimal("58")]
    with pytest.raises(Conflict, match="later value"):
        set_value("reception.meal", Decimal("50"), since=date(2026, 3, 1), **own)
    with pytest.raises(Refused, match="is fixed by 政府信息公开条例"):
        set_value("disclosure.answer", 30, since=DAY, **own)
    with pytest.raises(Refused, match="not a value"):
        set_value("reception.meal", "many", since=DAY, **own)
    with pytest.raises(Refused, match="Name the document"):
        set_value("reception.meal", Decimal("50"), since=DAY, place="3301", title="", article="")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('article = "第十条"', ""), "lacks article"),
        (("to = 2019-05-14", ""), "two values on 2019-05-15"),
        (('unit = "yuan/person"', 'unit = "shell"'), "the unit shell is unknown"),
        (('strength = "ask"', 'strength = "beg"'), "forbid, ask or advise, not beg"),
        (("value = 15", 'value = "fifteen"'), "a term is a whole number"),
        (("from = 2014-01-01", 'from = "2014"'), "from is not a date"),
        (("to = 2019-05-14", "to = 2001-05-14"), "ends before it begins"),
        (('checked_by = "clerk"', ""), "go together"),
        (('key = "reception.meal"', 'kay = "reception.meal"'), "lacks key"),
        (("overridable = true", "overideable = true"), "overideable is no column"),
        (("[[rule]]", "[[rules]]"), "found rules"),
        (("value = 15", "value = = 15"), "is not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong_and_where(tmp_path, change, sentence):
    (tmp_path / "rules.toml").write_text(RULES.replace(*change), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_file(tmp_path / "rules.toml", "disclosure")
    assert sentence in str(caught.value)
    assert "disclosure/rules.toml" in str(caught.value)


def test_one_rule_belongs_to_one_module_and_nothing_is_loaded_after_the_start(tmp_path):
    with pytest.raises(Refused, match="by disclosure and by other"):
        load_file(tmp_path / "rules.toml", "other")
    home.registry.freeze()
    with pytest.raises(RuntimeError):
        load_file(tmp_path / "rules.toml", "disclosure")


def answering(strength: str, rule: str, ok: bool = False):
    return lambda row, asked: OK if ok else Answer(False, say("No: {rule}", rule=rule), Cite(rule), strength)


def test_what_forbids_stops_even_beside_a_question_with_a_reason():
    checks = [answering("ask", "b"), answering("forbid", "a")]
    with pytest.raises(Refused) as caught:
        evaluate(checks, None, {}, {"b": "because"})
    assert (caught.value.cite.rule, caught.value.strength) == ("a", "forbid")


def test_a_question_stops_until_a_reason_is_given_and_is_then_returned_with_the_advice():
    checks = [answering("ask", "a"), answering("ask", "b"), answering("advise", "c"), answering("forbid", "d", ok=True)]
    with pytest.raises(Refused) as caught:
        evaluate(checks, None, {}, {"a": "because", "b": " "})
    assert (caught.value.strength, list(caught.value.fields)) == ("ask", ["b"])
    assert [answer.cite.rule for answer in evaluate(checks, None, {}, {"": "a guest from abroad"})] == ["a", "b", "c"]
