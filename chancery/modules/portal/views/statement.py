"""The form in which a citizen says something: its fields step by step, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chancery.kernel.attachments.sniff import MEDIA_TYPES, sniff
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.hotline.api import Statement
from chancery.modules.portal.selectors.answers import subject_choices
from chancery.modules.portal.selectors.ground import ground
from chancery.modules.portal.terms import (
    FIRST_DAY_OF_EVENTS,
    KINDS,
    MOST_FILES,
    MOST_OF_ALL,
    MOST_OF_ONE,
    MOST_WORDS,
    WITHOUT_PHONE,
)

STEPS = {
    "say": ("text", "kind"),
    "place": ("subject", "address", "latitude", "longitude", "happened_at"),
    "send": ("name", "phone", "confidential"),
}
NAMES = [name for names in STEPS.values() for name in names]
MOBILE, LANDLINE = re.compile(r"1[3-9]\d{9}"), re.compile(r"0\d{2,3}\d{7,8}")
TAKEN = tuple(kind for kind, media in MEDIA_TYPES.items() if media.startswith(("image/", "audio/")))
"""Pictures, and sound as soon as the house keeps any: by content, whatever the name says."""
MISSING = {"required": _("Please fill this in.")}


class StatementForm(forms.Form):
    """Everything that may be said; each step shows its own part and carries the others along."""

    text = forms.CharField(
        label=_("What happened?"), max_length=MOST_WORDS, min_length=4, widget=forms.Textarea, error_messages=MISSING,
        help_text=_("Where, since when, what you would like. Leave names and numbers of other people out."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=KINDS, error_messages={"required": _("Please choose one.")}
    )
    subject = forms.TypedChoiceField(label=_("Subject"), required=False, coerce=int, empty_value=None)
    address = forms.CharField(
        label=_("Where?"),
        max_length=200,
        required=False,
        help_text=_("Road and number, estate, bus stop, or what stands beside it."),
    )
    latitude = forms.FloatField(label=_("Latitude"), required=False)
    longitude = forms.FloatField(label=_("Longitude"), required=False)
    happened_at = forms.DateTimeField(
        label=_("When?"), required=False, help_text=_("When it happened or was seen last; about is enough.")
    )
    name = forms.CharField(label=_("Your name"), max_length=40, required=False)
    phone = forms.CharField(label=_("Your telephone number"), max_length=30, required=False)
    confidential = forms.BooleanField(
        label=_("Keep me secret from whoever it is about"), required=False,
        help_text=_("Only the hotline and whoever must handle it see your name and number in any case."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["subject"].choices = [("", _("I do not know; propose one")), *subject_choices()]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """Digits only. It may be left out where nobody waits for a call."""
        digits = re.sub(r"[\s\-()（）－]", "", self.cleaned_data.get("phone") or "").removeprefix("+86")
        if not digits:
            if self.cleaned_data.get("kind") in WITHOUT_PHONE:
                return ""
            raise forms.ValidationError(
                _(
                    "We need a number to tell you the answer. For a suggestion, praise or a report of a breach it may be left out."
                )
            )
        if not (MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits)):
            raise forms.ValidationError(_("This is no telephone number: 11 digits, or the area code and the number."))
        return digits

    def clean_happened_at(self) -> Any:
        moment = self.cleaned_data.get("happened_at")
        if moment and (moment > now() or moment.year < FIRST_DAY_OF_EVENTS):
            raise forms.ValidationError(_("This moment lies ahead, or too far back."))
        return moment

    def clean(self) -> dict[str, Any]:
        """A point has two numbers and lies in the city."""
        told = dict(self.cleaned_data)
        north, east = told.get("latitude"), told.get("longitude")
        if (north is None) != (east is None):
            self.add_error("latitude", _("A point needs both numbers, or none."))
        elif north is not None and east is not None and not ground().holds((north, east)):
            self.add_error(
                "latitude",
                _(
                    "This point lies outside the city. Tap the place again, or leave the point out and write the address."
                ),
            )
        return told

    def wrong_in(self, step: str) -> bool:
        return any(name in self.errors for name in STEPS[step])


def carried(sent: Mapping[str, Any], but: str) -> list[tuple[str, str]]:
    """What the other steps hold, to be carried along by this one."""
    return [(name, sent[name]) for step, names in STEPS.items() if step != but for name in names if sent.get(name)]


def statement_of(told: Mapping[str, Any], files: Sequence[Any]) -> Statement:
    """What the hotline takes in."""
    return Statement(
        text=told["text"], kind=told["kind"], name=told["name"], phone=told["phone"], address=told["address"],
        latitude=told["latitude"], longitude=told["longitude"], happened_at=told["happened_at"], subject=told["subject"],
        confidential=told["confidential"], channel="website", files=[(file, str(file.name)) for file in files],
    )  # fmt: skip


def fault_of_files(files: Sequence[Any], heavy: int) -> Sentence | None:
    """What is wrong with the pictures, if anything; nothing of them is parsed here but the first bytes."""
    if heavy:
        return say(
            "Pictures and sound have {size} MB; {most} MB together is the most. Nothing of them was taken.",
            size=heavy,
            most=MOST_OF_ALL // 2**20,
        )
    if len(files) > MOST_FILES:
        return say("{n} files are too many; {most} is the most.", n=len(files), most=MOST_FILES)
    for file in files:
        if (file.size or 0) > MOST_OF_ONE:
            return say(
                "{name} has {size} MB; one file may have {most} MB.",
                name=str(file.name),
                size=-(-(file.size or 0) // 2**20),
                most=MOST_OF_ONE // 2**20,
            )
        try:
            kind = sniff(file, name=str(file.name))
        except Refused as refusal:
            return refusal.sentence
        if kind not in TAKEN:
            return say("{name} is neither a picture nor sound; only these can be sent here.", name=str(file.name))
    return None
