"""Lines, leaves and heads are only ever added; the one exception is the erasure of a line's content."""

from django.db import migrations

ERASURE = "NEW.erased AND NOT OLD.erased AND NEW.body IS NULL AND NEW.salt IS NULL AND NEW.id = OLD.id AND NEW.leaf = OLD.leaf"
FORBIDDEN = "the trail is never rewritten"


def sqlite():
    for table in ("audit_line", "audit_leaf", "audit_head"):
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{FORBIDDEN}'); END"
        )
        allowed = f"WHEN NOT ({ERASURE})" if table == "audit_line" else ""
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
