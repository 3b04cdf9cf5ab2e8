"""Setting an office's own value of a rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Conflict, Refused
from chancery.kernel.base.scope import actor_or_none
from chancery.kernel.base.sentences import say

from .models import RuleValue
from .registry import registry


@transaction.atomic
def set_value(key: str, value: Any, *, place: str, since: date, title: str, article: str, **more: Any) -> RuleValue:
    """Set a value for a place from a day on (设定本地规则值); the one before ends the day before. Leaves a line.

    `more` may hold until, number, source, quote, checked_by, checked_on, strength. Raises Refused where the shipped
    rule does not let itself be set, or where document or article is missing; UnknownRule for an unknown key.
    """
    shipped = registry.of(key)
    if not any(rule.overridable for rule in shipped):
        raise Refused(
            say("{rule} is fixed by {title} and cannot be set by an office.", rule=key, title=shipped[0].title),
            cite=shipped[0].cite(),
        )
    if not title.strip() or not article.strip():
        raise Refused(say("Name the document and the article that set {rule}.", rule=key))
    if type(value) is not type(shipped[0].value):
        raise Refused(say("{value} is not a value that {rule} can have.", value=str(value), rule=key))
    same = RuleValue.objects.filter(key=key, place=place)
    if same.filter(since__gte=since).exists():
        raise Conflict(say("{rule} has a later value already; change that one.", rule=key))
    earlier = same.filter(Q(until=None) | Q(until__gte=since)).first()
    if earlier:
        earlier.until = since - timedelta(days=1)
        earlier.save(update_fields=["until"])
    actor = actor_or_none()
    row = RuleValue.objects.create(
        key=key,
        value=value,
        unit=shipped[0].unit,
        place=place,
        since=since,
        title=title.strip(),
        article=article.strip(),
        strength=more.pop("strength", shipped[0].strength),
        by_post_id=actor.post if actor else None,
        at=now(),
        **more,
    )
    record(
        "rules.value.set",
        entry=None,
        sentence=say("Set {rule} to {value} from {day}", rule=key, value=str(value), day=since.isoformat()),
        before={"value": str(earlier.value)} if earlier else {},
        after={"value": str(value), "place": place},
    )
    return row
