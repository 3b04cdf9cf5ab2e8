"""What the worker does again and again: the house's own rounds, and those that modules declare."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from chancery.api.rows import row_of
from chancery.api.shapes import Shape
from chancery.kernel.audit.sealing import seal
from chancery.kernel.base.clock import today
from chancery.kernel.base.once import forget_old_keys
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.events import deliver
from chancery.kernel.module.declare import Round
from chancery.kernel.module.registry import registry
from chancery.kernel.notify.courier import Courier, carry, trim, waiting
from chancery.kernel.notify.mail import send_mail_batch
from chancery.kernel.transfer.background import take_up

HOUSE = (Round("day", forget_old_keys), Round("minute", trim))
log = logging.getLogger(__name__)
_done: dict[Round, date] = {}
"""The day on which this process finished a daily round; a second time it would find nothing to do."""


def read_row(actor: Actor, noun: str, pk: int) -> Mapping[str, Any] | None:
    """A row as the API would show it to this actor, or None where it is out of sight or its module is gone."""
    try:
        return row_of(Shape(*registry.by_noun(noun)), actor, pk)
    except (NotFound, LookupError, StopIteration):
        return None


courier = Courier(waiting, lambda pk: carry(pk, read_row))


def every_second() -> None:
    """Seal what was committed, then deliver what was sealed: to modules here, to webhooks beside."""
    seal()
    deliver()
    courier.round()


def every_minute() -> None:
    """Send mail, take up imports, then what the house and the modules want; a round that fails keeps no other from its turn."""
    send_mail_batch()
    take_up()
    for one in (*HOUSE, *(one for module in registry.modules.values() for one in module.rounds)):
        if one.every == "day" and _done.get(one) == today():
            continue
        try:
            more = one.run()
        except Exception:
            log.exception("the round %s failed and is tried again", one.run.__qualname__)
            continue
        if one.every == "day" and not more:
            _done[one] = today()
