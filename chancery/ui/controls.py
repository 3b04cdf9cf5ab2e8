"""The controls of a form, made from a move's questions or from a model's columns, and drawn by one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import ForeignKey, Q
from django.http import QueryDict
from django.utils.translation import gettext

from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Record
from chancery.kernel.base.refusals import Collected, Refused
from chancery.kernel.base.scope import Actor, current_actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.lists import page
from chancery.kernel.flow.declare import Ask
from chancery.kernel.org.models import Organ, Person, Post
from chancery.kernel.org.services import holding

from .typed import Typed, called, is_typed, model_of, posts_like, resolve, rows_of, source_of

FEW = 60
"""Up to so many rows are offered as choices; more are typed."""
RADIO_UP_TO = 4
BLANKS = 3
MANY = frozenset({"organs", "posts"})
MODELS = {"organ": Organ, "organs": Organ, "post": Post, "posts": Post, "person": Person}


@dataclass
class Control:
    """One field as it is drawn: its kind, what stands in it, and what is wrong with it."""

    name: str
    label: str
    kind: str = "text"
    value: Any = ""
    help: str = ""
    required: bool = False
    choices: Sequence[tuple[str, str, bool]] = ()
    error: str = ""
    max_length: int = 0
    fixed: bool = False
    step: str = ""
    source: str = ""
    role: str = ""

    @property
    def wide(self) -> bool:
        return self.kind in {"long", "many", "typed_many"}


def asked_controls(asks: Sequence[Ask], row: Any, actor: Actor, sent: QueryDict | None) -> list[Control]:
    """The small form of a move: what was sent, else the column that the answer fills."""
    return [_asked(ask, row, actor, sent) for ask in asks]


def _asked(ask: Ask, row: Any, actor: Actor, sent: QueryDict | None) -> Control:
    many = ask.kind in MANY
    if sent is not None:
        value: Any = sent.getlist(ask.name) if many else sent.get(ask.name, "")
    else:
        value = _plain(getattr(row, ask.column, None)) if ask.column else ([] if many else "")
    control = Control(
        ask.name, gettext(str(ask.label)), _kind(ask), value, gettext(str(ask.help)) if ask.help else "", ask.required
    )
    control.max_length = ask.max_length
    model = asked_model(ask)
    choices = few(model, actor, role=ask.among) if model else _pairs(ask.choices) if ask.kind == "choice" else []
    if choices is None:
        return _to_type(control, model, ask, many, as_sent=sent is not None)
    chosen = {str(item) for item in value} if isinstance(value, (list, tuple)) else {str(value)}
    control.choices = [(key, words, key in chosen) for key, words in choices]
    return control


def _to_type(control: Control, model: Any, ask: Ask, many: bool, *, as_sent: bool) -> Control:
    """A question whose answers are too many to show: it is typed, and suggestions come while typing."""
    control.kind, control.source = "typed_many" if many else "typed", source_of(model)
    control.role = ask.among if model is Post else ""
    if not as_sent:
        keys = [int(key) for key in (control.value if many else [control.value]) if key]
        words = list(called(rows_of(model, keys)).values())
        control.value = words if many else next(iter(words), "")
    if many:
        control.value = [*(word for word in control.value if word), *[""] * BLANKS]
    return control


def asked_model(ask: Ask) -> Any:
    """The model whose rows answer a question, or None."""
    return model_of(ask.among) if ask.kind == "record" else MODELS.get(ask.kind)


def answers(asks: Sequence[Ask], sent: QueryDict) -> dict[str, Any]:
    """What was sent for the questions of a move; what was typed is read as the rows that are called so.

    Raises Refused with a sentence for each field whose words fit no row, or several.
    """
    typed, faults, read = sent.getlist("typed"), Collected(), {}
    for ask in asks:
        many = ask.kind in MANY
        value: Any = sent.getlist(ask.name) if many else sent.get(ask.name)
        if ask.name in typed:
            model, role = asked_model(ask), ask.among if ask.kind in {"post", "posts"} else ""
            try:
                keys = [resolve(model, words, role=role).pk for words in (value if many else [value]) if words.strip()]
            except Refused as refusal:
                faults.add(ask.name, refusal.sentence)
                continue
            value = keys if many else next(iter(keys), None)
        read[ask.name] = value
    faults.raise_if_any(say("Something is still missing."))
    return read


def _kind(ask: Ask) -> str:
    if ask.kind in MANY:
        return "many"
    if ask.kind in {"organ", "post", "person", "record"}:
        return "select"
    if ask.kind == "choice":
        return "radio" if len(_pairs(ask.choices)) <= RADIO_UP_TO else "select"
    return ask.kind


def _pairs(choices: Any) -> list[tuple[str, str]]:
    pairs = choices.choices if hasattr(choices, "choices") else choices
    return [(str(key), gettext(str(words))) for key, words in pairs]


def few(model: Any, actor: Actor, *, role: str = "") -> list[tuple[str, str]] | None:
    """Keys and words of all rows that may be chosen, or None where they are too many to show."""
    rows = _first(model, actor, role)
    return None if len(rows) > FEW else [(str(pk), words) for pk, words in called(rows).items()]


def _first(model: Any, actor: Actor, role: str) -> list[Any]:
    """One row more than can be shown, at most."""
    if model is Organ:
        return list(Organ.objects.filter(holding(today()))[: FEW + 1])
    if model is Person:
        return list(Person.objects.filter(left_on__isnull=True)[: FEW + 1])
    if model is Post:
        return list(posts_like("", role)[: FEW + 1])
    found = page(actor, model, source_of(model), where=Q(entry__voided_at__isnull=True), size=FEW + 1)
    return rows_of(model, found.keys)


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if hasattr(value, "pk"):
        return value.pk
    return value


# ---- forms of a model's columns ----


def form_class(model: type[models.Model], names: Sequence[str]) -> type[forms.ModelForm[Any]]:
    """A Django form over these columns: it reads and checks, `ui/control.html` draws."""
    made: type[forms.ModelForm[Any]] = forms.modelform_factory(model, fields=list(names), formfield_callback=_formfield)
    return made


def _formfield(column: Any, **options: Any) -> Any:
    if isinstance(column, MoneyField):
        return forms.DecimalField(
            label=column.verbose_name,
            required=not column.null and not column.blank,
            help_text=column.help_text,
            decimal_places=2,
            max_digits=15,
        )
    if isinstance(column, MomentField):
        return forms.DateTimeField(
            label=column.verbose_name, required=not column.null and not column.blank, help_text=column.help_text
        )
    if isinstance(column, ForeignKey) and is_typed(column.related_model):
        return _row_field(column)
    return column.formfield(**options)


def _row_field(column: Any) -> Any:
    """A row of the house: chosen where there are few, typed where there are many."""
    model = column.related_model
    words = {
        "label": column.verbose_name,
        "required": not column.null and not column.blank,
        "help_text": column.help_text,
    }
    choices = few(model, current_actor())
    if choices is None:
        return Typed(model, **words)
    rows = model.unscoped if issubclass(model, Record) else model.objects
    asked = forms.ModelChoiceField(rows.filter(pk__in=[int(key) for key, _ in choices]), **words)
    asked.choices = [("", ""), *choices]
    return asked


def form_controls(form: forms.BaseForm, names: Sequence[str], *, fixed: frozenset[str] = frozenset()) -> list[Control]:
    """The controls of some columns of a bound or unbound form."""
    return [_from_field(form[name], name in fixed) for name in names]


def _from_field(bound: forms.BoundField, fixed: bool) -> Control:
    asked, value = bound.field, bound.value()
    control = Control(
        bound.name, gettext(str(bound.label)), "text", "" if value is None else value,
        gettext(str(asked.help_text)) if asked.help_text else "", asked.required and not isinstance(asked, forms.BooleanField),
        error=" ".join(str(line) for line in bound.errors), fixed=fixed,
    )  # fmt: skip
    control.kind = _kind_of(asked)
    if isinstance(asked, forms.ChoiceField):
        chosen = (
            {str(item) for item in value} if isinstance(value, (list, tuple)) else {str("" if value is None else value)}
        )
        offered: Any = asked.choices
        pairs = [(str(key), gettext(str(words))) for key, words in offered]
        control.choices = [(key, words, key in chosen) for key, words in pairs]
        if (
            control.kind == "select"
            and len([key for key, _ in pairs if key]) <= RADIO_UP_TO
            and not isinstance(asked, forms.ModelChoiceField)
        ):
            control.kind = "radio"
            control.choices = [choice for choice in control.choices if choice[0]]
    if isinstance(value, datetime):
        control.value = value.astimezone(HOUSE).strftime("%Y-%m-%dT%H:%M")
    elif hasattr(value, "isoformat"):
        control.value = value.isoformat()
    control.max_length = getattr(asked, "max_length", None) or 0
    if isinstance(asked, Typed):
        control.kind, control.source = "typed", source_of(asked.model)
    if isinstance(asked, forms.DecimalField):
        control.step = "0.01" if asked.decimal_places == 2 else "any"
    return control


def _kind_of(asked: Any) -> str:
    for kind, classes in (
        ("many", (forms.ModelMultipleChoiceField, forms.MultipleChoiceField)),
        ("select", (forms.ChoiceField,)),
        ("flag", (forms.BooleanField,)),
        ("moment", (forms.DateTimeField,)),
        ("date", (forms.DateField,)),
        ("time", (forms.TimeField,)),
        ("number", (forms.IntegerField, forms.DecimalField, forms.FloatField)),
        ("file", (forms.FileField,)),
    ):
        if isinstance(asked, classes):
            return kind
    return "long" if isinstance(asked.widget, forms.Textarea) else "text"
