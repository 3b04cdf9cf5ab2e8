"""Mail for those who chose it: each message at once, or one digest in the evening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation

from chancery.kernel.base.clock import HOUSE, now, today
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org.models import Tenure
from chancery.kernel.org.services import holding

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
    head = say("{name}: {n} matters are open on {day}, {late} late.", name=name, n=len(held), day=str(day), late=late)
    lines = [str(head)]
    lines += [f"{place}. {_line(item)}" for place, item in enumerate(held[:MOST_ITEMS], 1)]
    if len(held) > MOST_ITEMS:
        lines.append(str(say("and {n} more", n=len(held) - MOST_ITEMS)))
    return "\n".join(lines)


def send_digests(items: Mapping[int, Sequence[OpenItem]]) -> int:
    """Mail the digest to each person who chose one a day; `items` are open matters by person. Returns how many."""
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

    `holders` maps a post to the persons who read for it; by default those who hold it today. A message that nobody
    wants by mail is marked as well. A mail server that fails leaves what did not go out for the next time.
    """
    waiting = list(Message.objects.filter(mailed_at=None).order_by("pk")[:BATCH])
    posts = {post: list(persons) for post, persons in (_holders(waiting) if holders is None else holders).items()}
    wanted = {person for row in waiting for person in _readers(row, posts)}
    chosen = MailChoice.objects.filter(person__in=wanted, when=MailChoice.When.EACH, person__left_on=None)
    choices = {one.person_id: one for one in chosen.exclude(person__email="").select_related("person", "person__user")}
    sent, done = 0, []
    for row in waiting:
        letters = [_letter(row, choices[person]) for person in _readers(row, posts) if person in choices]
        out = _send(letters)
        sent += out
        if out < len(letters):
            break
        done.append(row.pk)
    Message.objects.filter(pk__in=done).update(mailed_at=now())
    return sent


def _holders(rows: Iterable[Message]) -> dict[int, list[int]]:
    """Who holds the posts today that messages wait for."""
    posts = {row.recipient_id for row in rows if row.recipient_id is not None}
    held: dict[int, list[int]] = {}
    for post, person in Tenure.objects.filter(holding(today()), post__in=posts).values_list("post_id", "person_id"):
        held.setdefault(post, []).append(person)
    return held


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
