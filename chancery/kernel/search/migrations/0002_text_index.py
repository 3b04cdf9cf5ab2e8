"""The index table in each database's own kind."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5"
    "(tokens, content='', detail=none, columnsize=0, tokenize='ascii')"
)
POSTGRESQL = (
    "CREATE TABLE search_text (entry_id bigint PRIMARY KEY, tsv tsvector NOT NULL)",
    "CREATE INDEX search_text_tsv ON search_text USING gin (tsv)",
)


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else (SQLITE,):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
