"""What belongs to a row besides its page: the whole trail, who sees it and why, its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chancery.kernel.access.models import Grant
from chancery.kernel.attachments.models import Attachment
from chancery.kernel.attachments.services import open_file
from chancery.kernel.audit.models import Line
from chancery.kernel.audit.trail import sentence_of
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.reading import receipts
from chancery.kernel.flow.files import add_file
from chancery.kernel.flow.speaking import remark, withdraw
from chancery.kernel.org.labels import Label, labels
from chancery.kernel.org.tree import ancestors
from chancery.ui.once import once
from chancery.ui.places import Place, place_of, row_at
from chancery.ui.saying import keep_saying, see

LINES = 100
SHOWN_INLINE = {"application/pdf", "image/png", "image/jpeg", "text/plain"}


@dataclass(frozen=True)
class Told:
    """A line of the trail with what it changed."""

    at: Any
    who: str
    sentence: Sentence
    channel: str
    changes: list[tuple[str, Any, Any]]
    sealed: bool
    request: str


def _at(request: HttpRequest, module: str, noun: str, pk: int) -> tuple[Place, Any, Actor]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    return place, row_at(place, pk, actor), actor


def trail(request: HttpRequest, module: str, noun: str, pk: int) -> HttpResponse:
    """Every line of a row's trail (留痕), newest first."""
    place, row, _ = _at(request, module, noun, pk)
    lines = Line.objects.filter(entry=pk).select_related("sealed").order_by("-id")
    before = request.GET.get("before", "")
    if before.isdigit():
        lines = lines.filter(id__lt=int(before))
    found = list(lines[: LINES + 1])
    named = labels(party for line in found for party in _parties(line, row))
    told = [_told(line, row, place, named) for line in found[:LINES]]
    context = {
        "place": place,
        "row": row,
        "entry": row.entry,
        "here": place.at(pk),
        "lines": told,
        "next": found[LINES - 1].pk if len(found) > LINES else "",
    }
    return render(request, "ui/trail.html", context)


def _told(line: Line, row: Any, place: Place, named: Mapping[int, Label]) -> Told:
    before, after = _bodies(line)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    changes = [
        (_label(row, name), *(_value(row, place, name, side.get(name), named) for side in (before, after)))
        for name in names
    ]
    return Told(line.at, line.who, sentence_of(line), line.channel, changes, hasattr(line, "sealed"), line.request)


def _bodies(line: Line) -> tuple[dict[str, Any], dict[str, Any]]:
    body = line.body or {}
    return tuple({k: v for k, v in body.get(side, {}).items() if k != "advice"} for side in ("before", "after"))  # type: ignore[return-value]


def _parties(line: Line, row: Any) -> Iterator[int]:
    """Keys of organs and posts that stand in a line, so that their names are asked for once."""
    for side in _bodies(line):
        for name, value in side.items():
            if _is_party(row, name) and isinstance(value, int):
                yield value


def _is_party(row: Any, name: str) -> bool:
    column = next((column for column in row._meta.fields if column.name == name), None)
    return bool(
        column and column.is_relation and column.related_model._meta.label in {"org.Organ", "org.Post", "org.Party"}
    )


def _value(row: Any, place: Place, name: str, value: Any, named: Mapping[int, Label]) -> Any:
    """A stored value as people read it: the word of a state or a choice, the name of a party."""
    flow = place.screen.flow
    if name == "state" and flow and isinstance(value, str) and value in flow.by_value:
        return flow.label(str(value))
    if _is_party(row, name) and isinstance(value, int) and value in named:
        return str(named[value])
    column = next((column for column in row._meta.fields if column.name == name), None)
    choices = dict(column.flatchoices) if column is not None and column.choices else {}
    return str(choices[value]) if isinstance(value, (str, int)) and value in choices else value


def _label(row: Any, name: str) -> str:
    if name == "state":
        return gettext("State")
    columns = {column.name: column for column in row._meta.fields}
    return gettext(str(columns[name].verbose_name)) if name in columns else gettext(name)


def sight(request: HttpRequest, module: str, noun: str, pk: int) -> HttpResponse:
    """Who sees a row, and why (谁能看到): the organ's line, then each live grant with its cause."""
    place, row, _ = _at(request, module, noun, pk)
    grants = list(Grant.objects.filter(entry=pk, until__isnull=True).order_by("since", "pk"))
    line = {"subtree": ancestors(row.organ_id), "organ": [row.organ_id], "parties": []}[place.screen.reach]
    named = labels([*line, *(grant.viewer_id for grant in grants)])
    by_organ = [
        (named[key], gettext("its own organ") if key == row.organ_id else gettext("an organ above it"))
        for key in line
        if key in named
    ]
    by_grant = [
        (named[grant.viewer_id], gettext(str(grant.get_cause_display())), grant.since)
        for grant in grants
        if grant.viewer_id in named
    ]
    context = {
        "place": place, "entry": row.entry, "here": place.at(pk), "by_organ": by_organ, "by_grant": by_grant,
        "receipts": receipts(pk), "read": place.screen.read,
    }  # fmt: skip
    return render(request, "ui/sight.html", context)


@require_POST
def attach_file(request: HttpRequest, module: str, noun: str, pk: int) -> HttpResponse:
    """Attach a file (添加附件): whoever has the task or may edit the row."""
    place, row, actor = _at(request, module, noun, pk)
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused(say("Choose a file first."))
    stream: Any = sent.file
    attached = add_file(row, stream, name=sent.name or "", actor=actor)
    keep_saying(request, say("Attached: {name}", name=attached.name))
    return see(f"{place.at(pk)}#files")


@require_POST
def write_remark(request: HttpRequest, module: str, noun: str, pk: int) -> HttpResponse:
    """Write an opinion (写意见): whoever sees the matter may say something about it."""
    place, row, actor = _at(request, module, noun, pk)

    def write() -> str:
        remark(row, request.POST.get("words", ""), actor)
        keep_saying(request, say("Your opinion is written."))
        return f"{place.at(pk)}#opinions"

    return see(once(request, write))


@require_POST
def withdraw_remark(request: HttpRequest, module: str, noun: str, pk: int, key: int) -> HttpResponse:
    """Take back one's own opinion (撤回意见); it stays, struck through."""
    place, row, actor = _at(request, module, noun, pk)
    withdraw(row, key, request.POST.get("why", ""), actor)
    keep_saying(request, say("Your opinion is taken back."))
    return see(f"{place.at(pk)}#opinions")


def file(request: HttpRequest, module: str, noun: str, pk: int, attachment: int) -> HttpResponseBase:
    """A file, reached only through its entry; what a browser cannot show safely is downloaded."""
    _at(request, module, noun, pk)
    found = Attachment.objects.filter(entry=pk, pk=attachment, voided_at__isnull=True).select_related("file").first()
    if found is None:
        raise NotFound(say("There is no such file, or your post cannot see it."))
    inline = found.file.media_type in SHOWN_INLINE
    response = FileResponse(open_file(found), content_type=found.file.media_type)
    response.headers["Content-Disposition"] = (
        f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(found.name)}"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
