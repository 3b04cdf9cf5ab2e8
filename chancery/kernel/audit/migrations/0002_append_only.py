"""Lines, leaves and heads are only ever added; the one exception is the erasure of a line's content."""

from django.db import migrations

KEPT = ("id", "xid", "at", "person", "post", "acting_for", "who", "channel", "action", "entry_id", "outcome", "request", "leaf")
SAME = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in KEPT)
ERASURE = f"NEW.erased AND NOT OLD.erased AND NEW.body IS NULL AND NEW.salt IS NULL AND {SAME}"
FORBIDDEN = "the trail is never rewritten"


def sqlite():
    for table in ("audit_line", "audit_leaf", "audit_head"):
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{FORBIDDEN}'); END"
        )
        # SQLite before 3.39 has no IS NOT DISTINCT FROM; its IS says the same
        erasure = ERASURE.replace("IS NOT DISTINCT FROM", "IS")
        allowed = f"WHEN NOT ({erasure})" if table == "audit_line" else ""
        yield (
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {allowed} "
            f"BEGIN SELECT RAISE(ABORT, '{FORBIDDEN}'); END"
        )


def postgresql():
    yield (
        "CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{FORBIDDEN}'; END $$"
    )
    for table in ("audit_line", "audit_leaf", "audit_head"):
        allowed = f"WHEN (NOT ({ERASURE}))" if table == "audit_line" else ""
        yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_kept()"
        yield f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_kept()"
        yield f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW {allowed} EXECUTE FUNCTION audit_kept()"


def protect(apps, schema_editor):
    statements = postgresql() if schema_editor.connection.vendor == "postgresql" else sqlite()
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
