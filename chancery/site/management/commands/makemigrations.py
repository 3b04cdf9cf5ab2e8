"""`chancery makemigrations`: Django's, and a first migration is written table by table."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.makemigrations import Command as Make

from chancery.site.first_migrations import folded


class Command(Make):
    def write_migration_files(self, changes: dict[str, list[Any]], *args: Any, **options: Any) -> None:
        for app, migrations in changes.items():
            for one in migrations:
                if one.initial:
                    one.operations = folded(one.operations, app)
        super().write_migration_files(changes, *args, **options)
