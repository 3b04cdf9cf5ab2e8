"""Sight and due are stored in key order: WITHOUT ROWID on SQLite, a covering key on PostgreSQL."""

from django.db import migrations

TABLES = {
    "desk_sight": (
        '"viewer" bigint NOT NULL, "opened_at" bigint NOT NULL, "entry_id" bigint NOT NULL, "noun" smallint NOT NULL',
        '"viewer", "opened_at", "entry_id"', "noun",
        'CREATE INDEX "sight_of_noun" ON "desk_sight" ("viewer", "noun", "opened_at", "entry_id")',
    ),
    "desk_due": (
        '"viewer" bigint NOT NULL, "due_at" bigint NOT NULL, "entry_id" bigint NOT NULL, "noun" smallint NOT NULL, '
        '"urgency" smallint NOT NULL',
        '"viewer", "due_at", "entry_id"', "noun, urgency",
        'CREATE INDEX "due_of_noun" ON "desk_due" ("viewer", "noun", "due_at", "entry_id")',
    ),
}


def narrow(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table, (columns, key, payload, index) in TABLES.items():
        schema_editor.execute(f'DROP TABLE "{table}"')
        if vendor == "sqlite":
            schema_editor.execute(f'CREATE TABLE "{table}" ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID')
        else:
            schema_editor.execute(f'CREATE TABLE "{table}" ({columns}, PRIMARY KEY ({key}) INCLUDE ({payload}))')
            schema_editor.execute(f'ALTER TABLE "{table}" SET (autovacuum_vacuum_insert_scale_factor = 0.02)')
        schema_editor.execute(index)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [migrations.RunPython(narrow, migrations.RunPython.noop)]
