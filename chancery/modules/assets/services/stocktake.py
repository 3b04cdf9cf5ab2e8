"""Writes of stocktaking beside its moves: an observation is kept once and answered, differences are decided and explained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO, cast

from django.db import IntegrityError, transaction

from chancery.kernel.access.rows import acting, may, visible
from chancery.kernel.attachments.models import Attachment
from chancery.kernel.attachments.services import attach_prepared, prepare
from chancery.kernel.base.clock import now
from chancery.kernel.base.refusals import NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.modules.assets.flow.counting import refold, said
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import (
    Stocktake,
    StocktakeLine,
    StocktakeNote,
    StocktakeRoom,
    StocktakeSurplus,
)
from chancery.modules.assets.rules.stocktake import book_set_is_frozen
from chancery.modules.assets.selectors.stocktake import line_of
from chancery.modules.assets.terms import is_code
from chancery.modules.assets.terms.stocktake import SETTLED, SURPLUS, Answered, Seen
from chancery.modules.assets.terms.stocktake import StocktakeState as S
from chancery.ui.scanning import Kind, Told, Verdict

NOUN = "assets.stocktake"


def tell(row: Stocktake, told: Told, actor: Actor) -> Verdict:
    """Keep one observation and answer it. The same key again gets the same answer and changes nothing.

    It is kept whatever the answer: after the count as late, a label of nobody's as foreign. Raises Refused for what
    says nothing, NotAllowed for a post that does not count.
    """
    allowed = may(actor, "stocktake.count")
    if not allowed:
        raise NotAllowed(allowed.sentence)
    known = _known(row, told.key)
    if known:
        return known
    try:
        with transaction.atomic(), acting(actor):
            return _kept(row, told, actor)
    except IntegrityError:
        known = _known(row, told.key)
        if known is None:
            raise
        return known


def _known(row: Stocktake, key: str) -> Verdict | None:
    note = StocktakeNote.objects.filter(stocktake=row, key=key).first()
    return Verdict(key, cast(Kind, note.kind), note.told) if note else None


def _kept(row: Stocktake, told: Told, actor: Actor) -> Verdict:
    row = Stocktake.unscoped.select_related("entry", "organ").get(pk=row.pk)
    frozen = book_set_is_frozen(row, {})
    if not frozen:
        raise Refused(frozen.sentence)
    line = _line(row, told)
    room = _room(row, told.group)
    told = _fitting(told, line, room)
    note = StocktakeNote(
        stocktake=row, key=told.key, line=line, verb=told.verb, code=told.code, host=told.host[:200], room=room, words=told.words, at=told.at,
        came_at=now(), post=actor.post, person=actor.person, who=actor.name[:60],
    )  # fmt: skip
    kind, sentence = _judged(row, note, line)
    note.photo, fault = _photographed(told, line.asset_id if line else row.pk)
    if fault:
        kind, sentence = (Answered.PARTLY if kind in (Answered.TAKEN, Answered.KNOWN) else kind), fault
    note.kind, note.sentence = kind, sentence.as_json()
    note.save(force_insert=True)
    if line and kind not in (Answered.LATE, Answered.FOREIGN):
        refold(line, list(StocktakeNote.objects.filter(line=line)))
    if told.verb == SURPLUS and kind != Answered.LATE:
        StocktakeSurplus.objects.create(stocktake=row, note=note, name=told.words[:120])
    return Verdict(told.key, cast(Kind, kind), sentence)


def _line(row: Stocktake, told: Told) -> StocktakeLine | None:
    """The line that is meant, locked: by its key, else by the code on the label; a label of another house is never ours."""
    if told.verb == SURPLUS:
        return None
    lines = StocktakeLine.objects.select_for_update(of=("self",)).select_related("room", "asset").filter(stocktake=row)
    if told.thing:
        return lines.filter(pk=told.thing).first()
    return lines.filter(code=told.code).first() if told.code and not told.host else None


def _room(row: Stocktake, key: str) -> StocktakeRoom | None:
    return (
        StocktakeRoom.objects.filter(stocktake=row, pk=int(key)).first()
        if key.isascii() and key.isdigit() and len(key) < 18
        else None
    )


def _fitting(told: Told, line: StocktakeLine | None, room: StocktakeRoom | None) -> Told:
    """Whoever stands in another place and says “as in the books” has found it there. Raises Refused for what says nothing."""
    if told.verb == SURPLUS and not told.words:
        raise Refused(say("Write what it is that you found."))
    if told.verb == SURPLUS or line is None:
        return told
    if told.verb not in Seen.values:
        raise Refused(say("Choose what you saw."))
    if told.verb == Seen.MOVED and room is None and not told.words:
        raise Refused(say("Choose the place where you found it, or write it."))
    if told.verb == Seen.USER and not told.words:
        raise Refused(say("Write who uses it now."))
    if told.verb == Seen.MATCHED and room and room.pk != line.room_id:
        return replace(told, verb=Seen.MOVED)
    if told.verb == Seen.MOVED and room and room.pk == line.room_id:
        return replace(told, verb=Seen.MATCHED)
    return told


def _judged(row: Stocktake, note: StocktakeNote, line: StocktakeLine | None) -> tuple[str, Sentence]:
    if row.state != S.RUNNING:
        return Answered.LATE, _late(row)
    if note.verb == SURPLUS:
        return Answered.TAKEN, say("Noted as found and in no book: {name}", name=note.words)
    if line is None:
        return Answered.FOREIGN, say(
            "{why} What you saw is kept and shown to whoever keeps the plan.", why=foreign(row, note.code, note.host)
        )
    others = [
        one
        for one in line.notes.all()
        if one.kind not in (Answered.LATE, Answered.FOREIGN) and (one.post or one.who) != (note.post or note.who)
    ]
    if not others:
        return Answered.TAKEN, say("Noted: {name}, {result}", name=line.name, result=say(word_of(note.verb)))
    last = max(others, key=lambda one: (one.at, one.key))
    facts = {
        "name": line.name,
        "who": last.who,
        "at": last.at,
        "theirs": say(word_of(last.verb)),
        "where": str(last.room or line.room),
    }
    if said(last) == said(note):
        return Answered.KNOWN, say("{name}: {who} noted the same at {at}.", name=line.name, who=last.who, at=last.at)
    return Answered.CONFLICT, say(
        "{name}: {who} noted “{theirs}” in {where} at {at}, you noted “{yours}”. Both are kept; whoever keeps the plan decides.",
        yours=say(word_of(note.verb)), **facts,
    )  # fmt: skip


def word_of(verb: str) -> Any:
    """The untranslated word of a result."""
    verb = verb.removeprefix(f"{SETTLED}-")
    return getattr(Seen(verb), "_label_", verb) if verb in Seen.values else verb


def _late(row: Stocktake) -> Sentence:
    if row.state == S.DRAFTED:
        return say("“{title}” has not started yet. What you saw is kept, but counts nothing.", title=row.title)
    return say(
        "The count of “{title}” is over. What you saw is kept as late and shown to whoever keeps the plan; it counts if the count goes on.",
        title=row.title,
    )


def foreign(row: Stocktake, code: str, host: str) -> Sentence:
    """Why a label belongs to no line of the plan, in a sentence."""
    if host:
        return say("This label belongs to another house: {host}.", host=host)
    if not is_code(code):
        return say("“{code}” is not a label code: its check character does not fit. Look at it again.", code=code[:40])
    card = Asset.objects.filter(code=code).select_related("organ").first()
    if card is None:
        return say("The label {code} belongs to no card that your post may see; it may be another agency's.", code=code)
    return say("“{name}” belongs to {organ} and is not on this plan.", name=card.name, organ=card.organ.short_name)


def _photographed(told: Told, entry: int) -> tuple[Attachment | None, Sentence | None]:
    """The photograph at the card, or at the plan where there is none; one that cannot be kept does not cost the observation."""
    if told.photo is None:
        return None, None
    try:
        prepared = prepare(cast(BinaryIO, told.photo.file), told.photo.name or "photo.jpg")
        if prepared.kind not in ("jpeg", "png", "webp", "gif"):
            raise Refused(say("It is not a picture."))
        with transaction.atomic():
            same = Attachment.objects.filter(entry=entry, file__digest=prepared.digest, voided_at=None).first()
            return same or attach_prepared(entry, prepared), None
    except Refused as refusal:
        return None, say("What you saw is noted, but the photograph could not be kept: {why}", why=refusal.sentence)


def find(row: Stocktake, code: str, host: str) -> StocktakeLine | Sentence:
    """The line behind a scanned or typed label, or why there is none."""
    line = line_of(row, code) if code and not host else None
    return line or foreign(row, code, host)


def load_line(actor: Actor, pk: int) -> StocktakeLine:
    """A line of a plan that this actor may see. Raises NotFound otherwise."""
    line = (
        StocktakeLine.objects.select_related("stocktake__entry", "room")
        .filter(pk=pk, stocktake__in=visible(actor, Stocktake))
        .first()
    )
    if line is None:
        raise NotFound(say("There is no such line, or your post cannot see it."))
    return line
