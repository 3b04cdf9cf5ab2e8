"""The controls of a form, made from a move's questions or from a model's columns, and drawn by one template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext

from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import HOUSE, today
from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.declare import Ask
from chancery.kernel.org.models import Organ, Post
from chancery.kernel.org.services import holding

MOST_CHOICES = 600
RADIO_UP_TO = 4


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
    attrs: Mapping[str, str] = field(default_factory=dict)

    @property
    def wide(self) -> bool:
        return self.kind in {"long", "many"}


def asked_controls(asks: Sequence[Ask], row: Any, actor: Actor, sent: QueryDict | None) -> list[Control]:
    """The small form of a move: what was sent, else the column that the answer fills."""
    return [_asked(ask, row, actor, sent) for ask in asks]


def _asked(ask: Ask, row: Any, actor: Actor, sent: QueryDict | None) -> Control:
    many = ask.kind in {"organs", "posts"}
    if sent is not None:
        value: Any = sent.getlist(ask.name) if many else sent.get(ask.name, "")
    else:
        value = _plain(getattr(row, ask.column, None)) if ask.column else ([] if many else "")
    control = Control(
        ask.name, gettext(str(ask.label)), _kind(ask), value, gettext(str(ask.help)) if ask.help else "", ask.required
    )
    control.max_length = ask.max_length
    choices = _choices(ask, row, actor)
    chosen = {str(item) for item in value} if isinstance(value, (list, tuple)) else {str(value)}
    control.choices = [(key, words, key in chosen) for key, words in choices]
    return control


def _kind(ask: Ask) -> str:
    if ask.kind in {"organs", "posts"}:
        return "many"
    if ask.kind in {"organ", "post"}:
        return "select"
    if ask.kind == "choice":
        return "radio" if len(_pairs(ask.choices)) <= RADIO_UP_TO else "select"
    return ask.kind


def _pairs(choices: Any) -> list[tuple[str, str]]:
    pairs = choices.choices if hasattr(choices, "choices") else choices
    return [(str(key), gettext(str(words))) for key, words in pairs]


def _choices(ask: Ask, row: Any, actor: Actor) -> list[tuple[str, str]]:
    if ask.kind == "choice":
        return _pairs(ask.choices)
    if ask.kind in {"organ", "organs"}:
        return organ_choices()
    if ask.kind in {"post", "posts"}:
        return post_choices(ask.among)
    return []


def organ_choices() -> list[tuple[str, str]]:
    """Organs that are valid today, in the order of the tree's keeper."""
    rows = Organ.objects.filter(holding(today())).values_list("pk", "short_name")[:MOST_CHOICES]
    return [(str(pk), name) for pk, name in rows]


def post_choices(role: str = "") -> list[tuple[str, str]]:
    """Posts that are valid today with their organs and who sits there; of one role if it is named."""
    posts = Post.objects.filter(holding(today()))
    if role:
        posts = posts.filter(pk__in=PostRole.objects.filter(holding(today()), role=role).values("post"))
    rows = posts.order_by("organ__position", "organ_id", "position", "pk").values_list(
        "pk", "organ__short_name", "title", "tenures__person__name", "tenures__until"
    )[:MOST_CHOICES]
    words: dict[int, str] = {}
    for pk, organ, title, person, until in rows:
        held = bool(person) and (until is None or until > today())
        if pk not in words or held:
            words[pk] = f"{organ} {title}" + (f" {person}" if held else "")
    return [(str(pk), text) for pk, text in words.items()]


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
    return column.formfield(**options)


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
        pairs = [(str(key), gettext(str(words))) for key, words in offered][:MOST_CHOICES]
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
