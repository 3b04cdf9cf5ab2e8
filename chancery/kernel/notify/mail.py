"""Mail for those who chose it: each message at once, or one digest in the evening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.utils import translation

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.sentences import Sentence, say

from .models import MailChoice, Message

BATCH = 200
MOST_ITEMS = 100


@dataclass(frozen=True)
class OpenItem:
    """An open matter as the digest names it; `due_at` is None where there is no clock."""

    title: str
    number: str = ""
    due_at: datetime | None = None
    state: str = ""


def digest(name: str, items: Iterable[OpenItem], *, on: date | None = None) -> str:
    """The evening's list of one person's open items (每日待办清单), late ones first, in the language now active.

    Empty where nothing is open, so that no empty mail goes out.
    """
    held = sorted(items, key=lambda item: (item.due_at is None, item.due_at or now(), item.title))
    if not held:
        return ""
    day = on or today()
    late = sum(item.due_at is not None and item.due_at < now() for item in held)
    lines = [
        str(
            say(
                "{name}: {n} matters are open on {day}, {late} of them late.",
                name=name,
                n=len(held),
                day=day.isoformat(),
                late=late,
            )
        )
    ]
    lines += [f"{place}. {_line(item)}" for place, item in enumerate(held[:MOST_ITEMS], 1)]
    if len(held) > MOST_ITEMS:
        lines.append(str(say("and {n} more", n=len(held) - MOST_ITEMS)))
    return "\n".join(lines)


def send_digests(items: Mapping[int, Sequence[OpenItem]]) -> int:
    """Mail the digest to each person who chose one a day; `items` are open matters by person. Returns how many went out."""
    chosen = MailChoice.objects.filter(when=MailChoice.When.DAILY, person__in=items.keys(), person__left_on=None)
    letters = []
    for choice in chosen.exclude(person__email="").select_related("person", "person__user"):
        with translation.override(_language(choice)):
            text = digest(choice.person.name, items[choice.person_id])
            if text:
                subject = str(say("Open matters on {day}", day=today().isoformat()))
                letters.append(EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [choice.person.email]))
    return _send(letters)


def send_mail_batch(holders: Mapping[int, Iterable[int]] | None = None) -> int:
    """Mail messages not mailed yet to persons who chose each (邮件提醒). Returns how many letters went out.

    `holders` maps a post to the persons who hold it today; the caller knows them. A message that nobody wants by mail
    is marked as well, so it is not looked at again. A mail server that fails leaves the batch for the next time.
    """
    posts = {post: list(persons) for post, persons in (holders or {}).items()}
    waiting = list(Message.objects.filter(mailed_at=None).order_by("pk")[:BATCH])
    wanted = {person for row in waiting for person in _readers(row, posts)}
    chosen = MailChoice.objects.filter(Q(person__in=wanted), when=MailChoice.When.EACH, person__left_on=None)
    choices = {one.person_id: one for one in chosen.exclude(person__email="").select_related("person", "person__user")}
    letters = [_letter(row, choices[person]) for row in waiting for person in _readers(row, posts) if person in choices]
    sent = _send(letters)
    if sent == len(letters):
        Message.objects.filter(pk__in=[row.pk for row in waiting]).update(mailed_at=now())
    return sent


def _readers(row: Message, posts: Mapping[int, Sequence[int]]) -> list[int]:
    if row.read_at is not None:
        return []
    held = posts.get(row.recipient_id, ()) if row.recipient_id is not None else ()
    return list(dict.fromkeys([*held, *([row.person_id] if row.person_id is not None else [])]))


def _letter(row: Message, choice: MailChoice) -> EmailMessage:
    with translation.override(_language(choice)):
        text = str(Sentence.from_json(row.sentence))
    subject = " ".join(text.split())[:80]
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [choice.person.email])


def _send(letters: Sequence[EmailMessage]) -> int:
    if not letters:
        return 0
    try:
        return get_connection().send_messages(letters) or 0
    except (SMTPException, OSError):
        return 0


def _language(choice: MailChoice) -> str:
    user = getattr(choice.person, "user", None)
    return user.language if user else settings.LANGUAGE_CODE


def _line(item: OpenItem) -> str:
    due = item.due_at.astimezone(HOUSE).strftime("%Y-%m-%d %H:%M") if item.due_at else ""
    return "  ".join(part for part in (due, item.number, item.title, item.state) if part)
