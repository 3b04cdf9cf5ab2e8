"""`chancery worker`: seals the trail, delivers events, sends mail and runs background tasks."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from threading import Event, Thread
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from chancery.site.rounds import courier, every_minute, every_second

LOG = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Seal the trail, deliver events, send mail, run background tasks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then exit")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            every_second()
            every_minute()
            courier.settle()
            return
        stop = Event()
        rounds = Thread(target=_rounds, args=(stop,), daemon=True)
        rounds.start()
        try:
            call_command("db_worker", verbosity=0)
        finally:
            stop.set()
            rounds.join(timeout=5)


def _rounds(stop: Event) -> None:
    """One round a second; a fault is logged and the next round tries again."""
    count = 0
    while not stop.wait(1):
        count += 1
        try:
            every_second()
            if count % 60 == 1:
                every_minute()
        except Exception:
            LOG.exception("A round of the worker failed; the next one tries again.")
        finally:
            close_old_connections()
