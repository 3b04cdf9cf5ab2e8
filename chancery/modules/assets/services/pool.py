"""The shared pool (公物仓): other organs reserve and take what lies there, and what lies idle is proposed to it; monthly reminders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.seats import posts_to_tell
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.services import tell
from chancery.kernel.rules.registry import rule_value
from chancery.modules.assets.models import Asset, Handover, Item, months_after
from chancery.modules.assets.rules.value import account_months
from chancery.modules.assets.selectors import MOST_CARDS, finance_of, in_pool, keepers_of, without_account
from chancery.modules.assets.terms import Status
from chancery.modules.assets.terms.matters import HandoverKind

UNUSED = (Status.IN_USE, Status.IDLE)
MOST_TOLD = 2000


def take_from_pool(keys: Sequence[int], *, purpose: str, asked: Any, actor: Actor) -> Handover:
    """Reserve things of the pool for the own house: a hand-over, sent for approval at once, so that nobody else takes them.

    Raises Refused for nothing chosen, or for a thing that somebody else reserved a moment ago.
    """
    if not keys or len(keys) > MOST_CARDS:
        raise Refused(
            say("Choose at least one thing of the pool."),
            fields={"card": say("Choose at least one thing of the pool.")},
        )
    if not purpose:
        raise Refused(say("Say what it is for."), fields={"purpose": say("Say what it is for.")})
    with transaction.atomic():
        cards = list(in_pool().filter(pk__in=keys).order_by("pk"))
        if len(cards) != len(set(keys)):
            raise Refused(say("Something you chose was taken by somebody else a moment ago. Choose again."))
        row = open_row(
            Handover,
            organ=actor.house or 0,
            actor=actor,
            values={
                "title": purpose[:120],
                "kind": HandoverKind.POOL_OUT,
                "asset": cards[0],
                "receiver_id": actor.house,
                "request": asked,
            },
        )
        Item.objects.bulk_create([Item(entry_id=row.pk, asset=card) for card in cards[1:]])
        if asked is not None:
            Link.objects.get_or_create(
                source=asked.entry, target=row.entry, kind=Link.Kind.LED_TO, defaults={"at": now(), "by": actor.post}
            )
        moved: Handover = press(row, "submit", actor=actor).row
        return moved


def idle_cards(on: date | None = None) -> QuerySet[Asset]:
    """What nobody has used for the months that the office has set (闲置资产; R-AS-12): no user, or idle by name."""
    day = on or today()
    months = int(str(rule_value("assets.idle_months").value))
    since = months_after(day.replace(day=1), -months)
    held = Asset.unscoped.filter(
        status__in=UNUSED, seen_on__lt=since, matter__isnull=True, entry__voided_at__isnull=True
    )
    return held.filter(user__isnull=True, keeper__isnull=True).exclude(family__in=("A01", "A08"))


def propose_idle() -> int:
    """Tell the keepers what lies idle and could go into the pool (国令621 art. 19); once a day by the worker. Returns how many."""
    by_organ = Counter(idle_cards().values_list("organ", flat=True)[:MOST_TOLD])
    for organ, count in by_organ.items():
        keepers = keepers_of(organ)
        sentence = say("{count} assets have lain idle; put them into the shared pool.", count=count)
        tell(posts_to_tell([keepers] if keepers else []), sentence, entry_id=None, kind="assets.idle")
    return by_organ.total()


def remind_of_accounts() -> int:
    """Tell the accountants which constructions have had no final account for too long (R-AS-08). Returns how many there are."""
    overdue = without_account(months_after(today(), -account_months()), None)
    by_organ = Counter(overdue.values_list("organ", flat=True)[:MOST_TOLD])
    for organ, count in by_organ.items():
        sentence = say("{count} constructions wait for their final account, which is overdue.", count=count)
        tell(posts_to_tell([finance_of(organ)]), sentence, entry_id=None, kind="assets.account")
    return by_organ.total()


def remind_monthly() -> None:
    """The worker's round: told on the first day of a month, so that it helps and does not nag."""
    if today().day == 1:
        propose_idle()
        remind_of_accounts()
