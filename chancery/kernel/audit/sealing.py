"""Sealing lines into the log, and proving that nobody has touched it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from django.db import connection, transaction

from chancery.kernel.base.clock import now
from chancery.kernel.base.sentences import Sentence, say

from .keys import signed_by_us, signing_key
from .merkle import Frontier, leaf_hash
from .models import Head, Leaf, Line
from .trail import content

BATCH = 5000
LOCK = 7_420_001


@transaction.atomic
def seal() -> int:
    """Seal what has been committed since the last head; returns how many lines were sealed.

    On PostgreSQL a lower id may commit later, so only transactions below the oldest running one are taken, in the
    order of (transaction, id); SQLite has one writer, so there the id is the horizon.
    """
    _lock()
    last = Head.objects.last()
    horizon = _horizon()
    lines = list(_unsealed(last.horizon if last else 0, horizon))
    if not lines:
        return 0
    frontier = _frontier(last)
    Leaf.objects.bulk_create([Leaf(index=frontier.size + i, line_id=pk) for i, (pk, _) in enumerate(lines)])
    for _, leaf in lines:
        frontier.append(leaf)
    _write_head(frontier, horizon, last)
    return len(lines)


def _write_head(frontier: Frontier, horizon: int, last: Head | None) -> None:
    previous = sha256(note(last)).digest() if last else b"\0" * 32
    head = Head(
        size=frontier.size,
        at=now(),
        horizon=horizon,
        root=frontier.root(),
        frontier=[node.hex() for node in frontier.nodes],
        previous=previous,
    )
    head.signature = signing_key().sign(note(head))
    head.save(force_insert=True)


def note(head: Head) -> bytes:
    """The signed text of a head, in the form of a C2SP checkpoint."""
    root, previous = (b64encode(bytes(part)).decode() for part in (head.root, head.previous))
    return f"chancery\n{head.size}\n{root}\nprevious {previous}\n".encode()


def _lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def _horizon() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        else:
            cursor.execute("select coalesce(max(id), 0) + 1 from audit_line")
        return int(cursor.fetchone()[0])


def _unsealed(since: int, horizon: int) -> Iterator[tuple[int, bytes]]:
    key = "xid" if connection.vendor == "postgresql" else "id"
    lines = Line.objects.filter(**{f"{key}__gte": since, f"{key}__lt": horizon}).order_by("xid", "id")
    for pk, leaf in lines.values_list("pk", "leaf").iterator(chunk_size=BATCH):
        yield pk, bytes(leaf)


def _frontier(head: Head | None) -> Frontier:
    return Frontier(head.size, [bytes.fromhex(node) for node in head.frontier]) if head else Frontier()


def verify() -> list[Sentence]:
    """Recompute every leaf, root and signature; returns what is wrong, in sentences that say where. Empty is good."""
    wrong: list[Sentence] = []
    heads = list(Head.objects.all())
    frontier, due, previous = Frontier(), iter(heads), b"\0" * 32
    head = next(due, None)
    for index, line in _sealed():
        if index != frontier.size:
            wrong.append(say("The log lacks leaf {index}.", index=frontier.size))
        if not line.erased and leaf_hash(bytes(line.salt or b""), content(line)) != bytes(line.leaf):
            wrong.append(say("Line {line} ({action}) is not what was sealed.", line=line.pk, action=line.action))
        frontier.append(bytes(line.leaf))
        while head and head.size == frontier.size:
            wrong += _head_faults(head, frontier, previous)
            previous = sha256(note(head)).digest()
            head = next(due, None)
    if head:
        wrong.append(
            say("The log ends at {size} lines, before the head of {head}.", size=frontier.size, head=head.size)
        )
    if not heads and Line.objects.exists():
        wrong.append(say("The trail has lines and not one sealed head."))
    if heads and (missed := _missed(heads[-1].horizon)):
        wrong.append(say("{count} lines were never sealed.", count=missed))
    return wrong


def _sealed() -> Iterator[tuple[int, Line]]:
    for leaf in Leaf.objects.select_related("line").order_by("index").iterator(chunk_size=BATCH):
        yield leaf.index, leaf.line


def _head_faults(head: Head, frontier: Frontier, previous: bytes) -> list[Sentence]:
    faults = []
    if bytes(head.root) != frontier.root():
        faults.append(say("The root of the first {size} lines has changed.", size=head.size))
    if bytes(head.previous) != previous:
        faults.append(say("The head of {size} lines does not follow the one before it.", size=head.size))
    if not signed_by_us(bytes(head.signature), note(head)):
        faults.append(say("The head of {size} lines is not signed by this node.", size=head.size))
    return faults


def _missed(horizon: int) -> int:
    key = "xid" if connection.vendor == "postgresql" else "id"
    return Line.objects.filter(**{f"{key}__lt": horizon}, sealed__isnull=True).count()
