"""Entering and editing a row: groups by question, checks asked from the server, drafts that save themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Draft
from chancery.kernel.flow.editing import edit as edit_row
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.judging import refused_by
from chancery.ui.controls import Control, form_class, form_controls
from chancery.ui.once import fresh_key, once
from chancery.ui.pages.moves import CLASH
from chancery.ui.places import Place, must, place_of, row_at
from chancery.ui.refusing import answer
from chancery.ui.saying import keep_saying, see

UNKEPT = {"csrfmiddlewaretoken", "once", "version", "check"}


@dataclass
class Sheet:
    """A form under work: its place, its row if it has one, its columns and which of them are fixed by now."""

    place: Place
    actor: Actor
    row: Any
    names: Sequence[str]
    fixed: frozenset[str]
    address: str

    @property
    def open(self) -> list[str]:
        return [name for name in self.names if name not in self.fixed]


def new(request: HttpRequest, module: str, noun: str) -> HttpResponse:
    """Enter a row (登记)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    must(actor, place.screen.create)
    if place.screen.create_page and request.method == "GET" and "by" not in request.GET:
        return see(place.screen.create_page)
    return _serve(request, Sheet(place, actor, None, _names(place), frozenset(), f"{place.href}new/"))


def edit(request: HttpRequest, module: str, noun: str, pk: int) -> HttpResponse:
    """Change a row (修改); in a flow only what its state leaves open."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    row = row_at(place, pk, actor)
    must(actor, place.screen.edit)
    names, flow = _names(place), place.screen.flow
    fixed = frozenset(names) - set(flow.state(row.state).edits) if flow else frozenset[str]()
    return _serve(request, Sheet(place, actor, row, names, fixed, place.at(pk, "edit")))


def _names(place: Place) -> list[str]:
    return [name for group in place.screen.form for name in group.fields]


def _serve(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if request.method != "POST":
        return _show(request, sheet, _fresh(request, sheet))
    form = form_class(sheet.place.screen.model, sheet.open)(request.POST, request.FILES, instance=_instance(sheet))
    if "check" in request.POST:
        return _check(request, sheet, form)
    refusal: Refused | None = None
    if form.is_valid():
        try:
            return see(once(request, lambda: _save(request, sheet, form)))
        except Refused as raised:
            if raised.status != 422:
                raise
            refusal = raised
            _mark(form, raised)
    return _show(request, sheet, form, refusal)


def _instance(sheet: Sheet) -> Any:
    return sheet.row if sheet.row is not None else sheet.place.screen.model()


def _fresh(request: HttpRequest, sheet: Sheet) -> forms.ModelForm[Any]:
    """The form as it opens: the row, what an address proposes, then the person's own draft."""
    proposed = {name: request.GET[name] for name in sheet.open if name in request.GET}
    draft = _draft(sheet)
    if draft and "fresh" in request.GET:
        draft.delete()
        draft = None
    if draft:
        proposed |= {name: value for name, value in draft.fields.items() if name in sheet.open}
    form = form_class(sheet.place.screen.model, sheet.open)(instance=_instance(sheet), initial=proposed)
    form.kept_at = draft.at if draft else None  # type: ignore[attr-defined]
    return form


def _draft(sheet: Sheet) -> Draft | None:
    return Draft.objects.filter(person=sheet.actor.person or 0, form=sheet.address).first()


def _save(request: HttpRequest, sheet: Sheet, form: forms.ModelForm[Any]) -> str:
    values = {name: form.cleaned_data[name] for name in sheet.open if name in form.cleaned_data}
    try:
        with transaction.atomic():
            row = _write(request, sheet, values)
    except ValidationError as error:
        raise refused_by(error) from error
    except IntegrityError as error:
        raise Refused(CLASH) from error
    Draft.objects.filter(person=sheet.actor.person or 0, form=sheet.address).delete()
    keep_saying(
        request, say("Entered: {title}", title=row.entry.title) if sheet.row is None else say("The changes are kept.")
    )
    return sheet.place.at(row.pk)


def _write(request: HttpRequest, sheet: Sheet, values: dict[str, Any]) -> Any:
    if sheet.row is None:
        return open_row(sheet.place.screen.model, organ=sheet.actor.organ or 0, values=values)
    version = request.POST.get("version", "")
    return edit_row(sheet.row, version=int(version) if version.isdigit() else None, values=values)


def _mark(form: forms.ModelForm[Any], refusal: Refused) -> None:
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(sentence))


def _show(request: HttpRequest, sheet: Sheet, form: Any, refusal: Refused | None = None) -> HttpResponse:
    screen = sheet.place.screen
    controls = {c.name: c for c in form_controls(form, sheet.open)} | {
        name: _fixed(sheet, name) for name in sheet.fixed
    }
    faults = [(name, controls[name].label, controls[name].error) for name in sheet.names if controls[name].error]
    context = {
        "place": sheet.place, "row": sheet.row, "title": _title(sheet), "groups": [
            (gettext(str(group.title)), [controls[name] for name in group.fields]) for group in screen.form
        ],
        "faults": faults, "refusal": refusal, "general": form.non_field_errors() if form.is_bound else [], "address": sheet.address,
        "version": request.POST.get("version") or getattr(sheet.row, "version", ""), "once": fresh_key(),
        "kept_at": getattr(form, "kept_at", None), "checks": _checks(form, sheet), "back": sheet.place.at(sheet.row.pk) if sheet.row else sheet.place.href,
        "wrong": len(faults) or int(bool(refusal)),
    }  # fmt: skip
    return answer(request, "ui/form.html", context, part="form", status=422 if faults or refusal else 200)


def _fixed(sheet: Sheet, name: str) -> Control:
    column = sheet.place.screen.model._meta.get_field(name)
    display = getattr(sheet.row, f"get_{name}_display", None)
    return Control(
        name,
        gettext(str(column.verbose_name)),
        "text",
        display() if display else getattr(sheet.row, name),
        required=True,
        fixed=True,
    )


def _title(sheet: Sheet) -> str:
    screen = sheet.place.screen
    if sheet.row is not None:
        return gettext("Edit: {title}").format(title=sheet.row.entry.title)
    return (
        gettext(str(screen.create_title))
        if screen.create_title
        else gettext("New {noun}").format(noun=gettext(str(screen.title)).lower())
    )


def _check(request: HttpRequest, sheet: Sheet, form: forms.ModelForm[Any]) -> HttpResponse:
    """Keep the draft and say what is in order and what is still wanted; asked at each change."""
    kept = {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if name not in UNKEPT and name in sheet.open
    }
    if sheet.actor.person:
        fresh: dict[str, Any] = {"fields": kept, "at": now()}
        Draft.objects.update_or_create(person_id=sheet.actor.person, form=sheet.address, defaults=fresh)
    form.is_valid()
    return answer(request, "ui/form.html", {"checks": _checks(form, sheet), "kept_at": now()}, part="checks")


@dataclass(frozen=True)
class Check:
    name: str
    label: str
    look: str
    words: str = ""


def _checks(form: forms.ModelForm[Any], sheet: Sheet) -> list[Check]:
    """What stands in the way and what is in order; what is merely optional is not listed."""
    checks = []
    for name in sheet.open:
        bound = form[name]
        value = bound.value()
        label = gettext(str(bound.label))
        faults = bound.errors if form.is_bound else []
        if faults and value not in (None, "", []):
            checks.append(Check(name, label, "no", " ".join(str(fault) for fault in faults)))
        elif bound.field.required and not isinstance(bound.field, forms.BooleanField):
            filled = value not in (None, "", [])
            checks.append(Check(name, label, "ok" if filled else "ask", "" if filled else gettext("still needed")))
    return checks
