"""What is noted on the rows of a table while it is checked and brought in, and how many go into one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from django.db import connection, transaction

from .models import ImportRow

HELD_FOR = 0.06
"""Seconds that one write should take: with other users of the machine it must stay below 0.2."""
LEAST, MOST = 200, 1000


def mark(rows: Sequence[ImportRow], *columns: Literal["kind", "target", "version", "entry_id"]) -> None:
    """Write these columns of many rows by one statement."""
    filled = ", ".join(
        f"{name} = cast(v.column{at} as {'varchar' if name == 'kind' else 'bigint'})"
        for at, name in enumerate(columns, start=2)
    )
    one = "(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"
    for start in range(0, len(rows), MOST):
        some = rows[start : start + MOST]
        with connection.cursor() as cursor:
            cursor.execute(
                f"update transfer_importrow set {filled} from (values {', '.join([one] * len(some))}) as v "
                "where transfer_importrow.id = v.column1",
                [value for row in some for value in (row.pk, *(getattr(row, name) for name in columns))],
            )


class Pace:
    """How many rows go into one transaction: as many as are written in the time for which others may wait."""

    def __init__(self, size: int = LEAST, *, least: int = LEAST) -> None:
        self.size, self.least = size, least

    @contextmanager
    def write(self) -> Iterator[None]:
        """A transaction that is timed; the next one is larger or smaller by what this one took."""
        with transaction.atomic():
            begun = time.monotonic()
            yield
        took = max(time.monotonic() - begun, 0.001)
        self.size = int(min(MOST, max(self.least, min(1.5, max(0.7, HELD_FOR / took)) * self.size)))
