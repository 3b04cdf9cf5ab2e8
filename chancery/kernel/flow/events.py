"""Declared events: the sealed trail is the outbox, and the worker delivers it in order, at least once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import ActorScope
from chancery.kernel.audit.models import Leaf, Line
from chancery.kernel.base.scope import within

from .models import EventCursor
from .shelf import shelf

LOG = logging.getLogger(__name__)
BATCH = 500


def deliver() -> int:
    """Tell each handler the sealed lines that it has not heard; returns how many were told.

    A handler that fails keeps its place: it hears the same line again in the next round.
    """
    told = 0
    handlers = {
        f"{handler.__module__}.{handler.__qualname__}": handler for each in shelf.hears.values() for handler in each
    }
    for name, handler in handlers.items():
        events = {event for event, each in shelf.hears.items() if handler in each}
        told += _deliver_to(name, handler, events)
    return told


def _deliver_to(name: str, handler: Callable[[Line], Any], events: set[str]) -> int:
    cursor, _ = EventCursor.objects.get_or_create(handler=name)
    leaves = list(Leaf.objects.filter(index__gte=cursor.next).select_related("line").order_by("index")[:BATCH])
    told = 0
    for leaf in leaves:
        if leaf.line.action in events:
            try:
                with transaction.atomic(), within(ActorScope(program(name))):
                    handler(leaf.line)
            except Exception:
                LOG.exception("%s could not hear line %s; it hears it again.", name, leaf.line_id)
                EventCursor.objects.filter(pk=name).update(next=leaf.index, failures=cursor.failures + 1)
                return told
            told += 1
    if leaves:
        EventCursor.objects.filter(pk=name).update(next=leaves[-1].index + 1, failures=0)
    return told
