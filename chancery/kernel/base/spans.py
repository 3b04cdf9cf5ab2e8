"""No two live rows hold the same thing at the same time: one constraint for both databases, and its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.backends.ddl_references import Statement, Table
from django.db.models.sql.query import Query

from .clock import HOUSE
from .refusals import Conflict
from .sentences import Sentence, say

EXCLUDE = (
    "ALTER TABLE %(table)s ADD CONSTRAINT {name} EXCLUDE USING gist"
    " ({owner} WITH =, int8range({begins}, {ends}) WITH &&) WHERE ({where})"
)
TRIGGER = (
    "CREATE TRIGGER {name}_{event} AFTER {event} ON %(table)s WHEN NEW.{owner} IS NOT NULL BEGIN"
    " SELECT RAISE(ABORT, '{name}') FROM %(table)s AS other WHERE {where} AND other.{owner} = NEW.{owner}"
    " AND other.{begins} < NEW.{ends} AND other.{ends} > NEW.{begins} AND other.{key} <> NEW.{key}"
    " AND EXISTS (SELECT 1 FROM %(table)s AS self WHERE self.{key} = NEW.{key} AND {where}); END"
)


class NoOverlap(models.BaseConstraint):
    """No two rows that meet `where` hold the same `owner` in overlapping spans of two `MomentField`s (占用不重叠).

    PostgreSQL keeps it as an exclusion constraint, SQLite as a pair of triggers. `claim()` locks the owner and says
    who holds it before anything is written, so that nobody ever meets the constraint itself.
    """

    def __init__(self, *, name: str, owner: str, begins: str, ends: str, where: models.Q) -> None:
        super().__init__(name=name)
        self.owner, self.begins, self.ends, self.where = owner, begins, ends, where

    # ---- what the database keeps ----

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing inside the table's own definition: it follows when the table stands, also when SQLite remakes it."""
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        *before, last = self._statements(model, schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(*before)
        else:
            schema_editor.deferred_sql.extend(before)  # the table may not stand yet
        return last

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return schema_editor._delete_constraint_sql(schema_editor.sql_delete_check, model, self.name)

    def _statements(self, model: Any, schema_editor: Any) -> list[Any]:
        quote = schema_editor.quote_name
        columns = {
            part: quote(model._meta.get_field(getattr(self, part)).column) for part in ("owner", "begins", "ends")
        }
        told = {
            **columns,
            "name": self.name,
            "key": quote(model._meta.pk.column),
            "where": self._where(model, schema_editor),
        }
        table = Table(model._meta.db_table, quote)
        if schema_editor.connection.vendor == "postgresql":
            return ["CREATE EXTENSION IF NOT EXISTS btree_gist", Statement(EXCLUDE.format(**told), table=table)]
        return [Statement(TRIGGER.format(**told, event=event), table=table) for event in ("INSERT", "UPDATE")]

    def _where(self, model: Any, schema_editor: Any) -> str:
        query = Query(model=model, alias_cols=False)
        condition = query.build_where(self.where)
        sql, params = condition.as_sql(
            query.get_compiler(connection=schema_editor.connection), schema_editor.connection
        )
        return f"({sql % tuple(schema_editor.quote_value(param) for param in params)})"

    # ---- what people meet ----

    def others(self, row: Any) -> models.QuerySet[Any]:
        """The other rows that hold the owner of `row` in its span."""
        model = type(row)
        overlap = {f"{self.begins}__lt": getattr(row, self.ends), f"{self.ends}__gt": getattr(row, self.begins)}
        held: models.QuerySet[Any] = model.unscoped.filter(self.where, **{self.owner: self._owner_of(row)}, **overlap)
        return held.exclude(pk=row.pk)

    def claim(self, row: Any) -> None:
        """Lock the owner and make sure that nobody holds it then. Raises Conflict with who does. Inside a transaction."""
        owner = self._owner_of(row)
        if owner is None:
            return
        target = type(row)._meta.get_field(self.owner).related_model
        list(target.unscoped.select_for_update(no_key=True).filter(pk=owner).values_list("pk"))
        clash = self.others(row).select_related("entry", self.owner).order_by(self.begins).first()
        if clash is not None:
            raise Conflict(self.sentence(clash))

    def sentence(self, clash: Any) -> Sentence:
        """Who holds it, for what and when."""
        last = clash.entry.lines.order_by("-id").first()
        return say(
            "{owner} is taken from {begins} to {ends} for “{title}” (by {who}). Nothing was saved.",
            owner=str(getattr(clash, self.owner)),
            begins=_minute(getattr(clash, self.begins)),
            ends=_minute(getattr(clash, self.ends)),
            title=clash.entry.title,
            who=(last and last.who) or "—",
        )

    @contextmanager
    def kept(self, row: Any) -> Iterator[None]:
        """Turn what the database itself forbids into the same sentence; nothing of the block is kept then."""
        try:
            with transaction.atomic():
                yield
        except IntegrityError as error:
            clash = self.others(row).select_related("entry", self.owner).first() if self.name in str(error) else None
            if clash is None:
                raise
            raise Conflict(self.sentence(clash)) from error

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """What a form asks before it saves."""
        if self._owner_of(instance) is None or not self.where.check(self._facts(instance), using=using):
            return
        if self.others(instance).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def _facts(self, instance: Any) -> dict[str, Any]:
        return {field.name: getattr(instance, field.attname) for field in instance._meta.concrete_fields}

    def _owner_of(self, row: Any) -> Any:
        return getattr(row, type(row)._meta.get_field(self.owner).attname)

    # ---- what a migration writes down ----

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return (
            path,
            (),
            {**kwargs, "owner": self.owner, "begins": self.begins, "ends": self.ends, "where": self.where},
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


def _minute(moment: Any) -> str:
    told: str = moment.astimezone(HOUSE).strftime("%m-%d %H:%M")
    return told
