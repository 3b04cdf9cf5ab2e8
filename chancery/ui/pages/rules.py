"""Rules with their articles (规则与依据): what binds, since when, from which text, and an office's own values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.module.registry import registry as modules
from chancery.kernel.rules.models import RuleValue
from chancery.kernel.rules.reading import Rule
from chancery.kernel.rules.registry import own_values, registry
from chancery.kernel.rules.setting import set_value
from chancery.ui.cells import words_of
from chancery.ui.controls import Control
from chancery.ui.places import must
from chancery.ui.refusing import answer
from chancery.ui.saying import see

from .acts import Act, Sent, options, serve, typed

EDIT = "rules.edit"
UNITS = {
    "workday": N_("working days"), "day": N_("days"), "workhour": N_("working hours"), "hour": N_("hours"), "minute": N_("minutes"),
    "month": N_("months"), "year": N_("years"), "yuan": N_("yuan"), "yuan/day": N_("yuan a day"), "yuan/person": N_("yuan a person"),
    "yuan/person/day": N_("yuan a person and day"), "yuan/month": N_("yuan a month"), "yuan/m2": N_("yuan a square metre"),
    "percent": N_("percent"), "ratio": N_("ratio"), "piece": N_("pieces"), "person": N_("people"), "copy": N_("copies"), "page": N_("pages"),
    "character": N_("characters"), "time": N_("times"), "time/day": N_("times a day"), "time/month": N_("times a month"),
    "time/year": N_("times a year"), "km": N_("km"), "litre": N_("litres"), "m2": N_("m²"), "m2/person": N_("m² a person"), "m3": N_("m³"),
}  # fmt: skip
STRENGTHS = {"forbid": "Forbids", "ask": "Asks for a reason", "advise": "Advises"}


@dataclass(frozen=True)
class Shown:
    """One value of a rule as it is read."""

    rule: Rule
    value: str
    strength: str
    holds: bool


def shown(rule: Rule) -> Shown:
    unit = "" if rule.unit in {"", "yes", "text", "date", "list"} else gettext(UNITS.get(rule.unit, rule.unit))
    day = today()
    holds = rule.since <= day and (rule.until is None or day <= rule.until)
    return Shown(rule, f"{words_of(rule.value)} {unit}".strip(), gettext(STRENGTHS[rule.strength]), holds)


def rules(request: HttpRequest) -> HttpResponse:
    """All rules in force, by module. `q` finds by key, document, article or its text; a whole key leads to the rule."""
    words, tag = request.GET.get("q", "").strip()[:80], request.GET.get("only", "")
    if words in registry.rules:
        return see(f"/rules/{words}/")
    own: dict[str, int] = {}
    for key in RuleValue.objects.values_list("key", flat=True):
        own[key] = own.get(key, 0) + 1
    groups: dict[str, list[tuple[Shown, int]]] = {}
    for key, values in sorted(registry.rules.items()):
        one = next((rule for rule in values if shown(rule).holds), values[-1])
        if _fits(one, words) and (tag != "unverified" or one.checked_on is None):
            groups.setdefault(one.module, []).append((shown(one), own.get(key, 0)))
    titled = [
        (gettext(str(modules.modules[key].title)), rows) for key, rows in groups.items() if key in modules.modules
    ]
    unverified = sum(all(rule.checked_on is None for rule in values) for values in registry.rules.values())
    context = {
        "words": words, "only": tag, "groups": titled, "unverified": unverified, "number": len(registry.rules),
    }  # fmt: skip
    return answer(request, "ui/rules/list.html", context, part="list")


def _fits(rule: Rule, words: str) -> bool:
    text = f"{rule.key} {rule.title} {rule.number} {rule.article} {rule.quote}".lower()
    return all(word in text for word in words.lower().split())


def _values(key: str) -> list[Rule]:
    if key not in registry.rules:
        raise NotFound(say("There is no rule {rule}.", rule=key))
    return sorted([*registry.of(key), *own_values(key)], key=lambda rule: (rule.since, len(rule.place)), reverse=True)


def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule (规则): the value that holds here today with its article, then all its values, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    values = _values(key)
    settable = any(value.overridable and not value.own for value in values)
    here = _here(key, actor.place)
    context = {
        "key": key, "values": [shown(value) for value in values], "here": shown(here) if here else None,
        "module": gettext(str(modules.modules[values[0].module].title)) if values[0].module in modules.modules else "",
        "settable": settable, "may_edit": settable and EDIT in actor.actions, "place": actor.place,
    }  # fmt: skip
    return render(request, "ui/rules/rule.html", context)


def _here(key: str, place: str) -> Rule | None:
    try:
        return registry.find(key, place=place)
    except Refused:
        return None


def set_rule(request: HttpRequest, key: str) -> HttpResponse:
    """An office's own value (本地规则值), with its document and the day from which it holds."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    must(actor, EDIT)
    shipped = next(value for value in _values(key) if not value.own)

    def do(sent: Sent) -> tuple[str, Sentence]:
        value, since, place = (
            _typed_value(sent, shipped.value),
            sent.day("since"),
            sent.words("place", most=12, needed=False),
        )
        title, article = sent.words("document", most=200), sent.words("article", most=60)
        number, quote = sent.words("number", most=60, needed=False), sent.words("quote", most=2000, needed=False)
        if not (place.isdigit() or not place) or (not place.startswith(actor.place) and not actor.everything):
            sent.wrong.add(
                "place", say("Type a place code that begins with {place}: yours, or one below it.", place=actor.place)
            )
        sent.check()
        checked: dict[str, Any] = {}
        if sent.post.get("checked") == "true":
            checked = {"checked_by": actor.name, "checked_on": today()}
        set_value(
            key, value, place=place, since=since, title=title, article=article, number=number, quote=quote, **checked
        )
        return f"/rules/{key}/", say("From {day} on this value holds here.", day=since.isoformat())

    note = gettext("The value before ends the day before. An old matter is still judged by the old value.")
    crumbs = [("/rules/", gettext("Rules and their articles")), (f"/rules/{key}/", key)]
    about = f"{key} · {shown(shipped).value} · {shipped.title} {shipped.article}"
    act = Act(
        gettext("Set our own value"),
        about,
        f"/rules/{key}/",
        lambda sent: _asks(sent, shipped, actor),
        do,
        crumbs,
        note,
    )
    return serve(request, act)


def _asks(sent: QueryDict | None, shipped: Rule, actor: Actor) -> list[Control]:
    unit = gettext(UNITS.get(shipped.unit, shipped.unit)) if shipped.unit else ""
    value = Control("value", gettext("Value"), "text", typed(sent, "value"), unit, True)
    if isinstance(shipped.value, bool):
        pairs = [("true", gettext("Yes")), ("false", gettext("No"))]
        value = Control("value", gettext("Value"), "radio", required=True, choices=options(pairs, typed(sent, "value")))
    return [
        value,
        Control("since", gettext("From"), "date", typed(sent, "since", today().isoformat()), required=True),
        Control("place", gettext("Place code"), "text", typed(sent, "place", actor.place), gettext("It holds there and below."), max_length=12),
        Control("document", gettext("Document"), "text", typed(sent, "document"), required=True, max_length=200),
        Control("number", gettext("Document number"), "text", typed(sent, "number"), max_length=60),
        Control("article", gettext("Article"), "text", typed(sent, "article"), required=True, max_length=60),
        Control("quote", gettext("Text of the article"), "long", typed(sent, "quote"), max_length=2000),
        Control("checked", gettext("I have compared it with the text of the document"), "flag", typed(sent, "checked")),
    ]  # fmt: skip


def _typed_value(sent: Sent, like: Any) -> Any:
    """What was typed, as the kind of value that the rule has."""
    words = sent.words("value", most=200)
    if not words:
        return None
    try:
        return _as_kind(words, like)
    except (ValueError, InvalidOperation):
        wanted = (
            say("a whole number") if type(like) is int else say("a day") if isinstance(like, date) else say("a number")
        )
        sent.wrong.add("value", say("“{value}” is not {wanted}.", value=words, wanted=wanted))
    return None


def _as_kind(words: str, like: Any) -> Any:
    kinds: Mapping[type, Any] = {
        bool: lambda text: text == "true", int: int, Decimal: Decimal, date: date.fromisoformat, list: _listed,
    }  # fmt: skip
    return kinds.get(type(like), str)(words)


def _listed(words: str) -> list[str]:
    parts: Iterable[str] = words.replace("，", ",").replace("、", ",").split(",")
    return [part.strip() for part in parts if part.strip()]
