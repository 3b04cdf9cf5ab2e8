"""First migrations: table by table, so that an empty city is not slower than a full one."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import AddConstraint, AddField, CreateModel

from chancery.site.first_migrations import folded

OURS = sorted(one.label for one in apps.get_app_configs() if one.name.startswith("chancery.") and one.models_module)


@pytest.mark.parametrize("app", OURS)
def test_a_first_migration_is_written_table_by_table(app):
    name = f"{apps.get_app_config(app).name}.migrations.0001_initial"
    migration = import_module(name).Migration("0001_initial", app)
    assert len(folded(migration.operations, app)) == len(migration.operations), (
        "run chancery makemigrations anew for it"
    )


def test_a_table_stands_behind_those_to_which_it_points_and_a_circle_is_closed_at_the_end():
    pointer = models.ForeignKey("rooms.Room", models.PROTECT)
    back = models.ForeignKey("rooms.Key", models.PROTECT, null=True)
    once = models.UniqueConstraint(fields=("kept",), name="kept_once")
    told = folded(
        [
            CreateModel("Key", [("id", models.BigAutoField(primary_key=True))]),
            CreateModel("Room", [("id", models.BigAutoField(primary_key=True)), ("kept", back)]),
            AddField("key", "room", pointer),
            AddConstraint("room", once),
        ],
        "rooms",
    )
    assert [type(one) for one in told] == [CreateModel, CreateModel, AddField, AddConstraint]
    assert [one.name for one in told[:2]] == ["Room", "Key"]
    assert (told[2].model_name, told[2].name) == ("Room", "kept")
    assert told[3].constraint is once
