"""`chancery migrate`: Django's, and then the rows that the declarations ask for."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from chancery.kernel.module.preparing import prepare_database


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options.get("app_label") and not options.get("plan") and not options.get("check_unapplied"):
            prepare_database()
