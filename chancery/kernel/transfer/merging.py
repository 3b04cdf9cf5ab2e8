"""Cells that are merged: downwards they hold for each row, sideways among the rows they are a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from chancery.kernel.base.sentences import Sentence, say

MOST_MERGES = 50_000


class Merged:
    """A cell whose value is not sure, because it was merged with its neighbours to the side."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    @property
    def why(self) -> Sentence:
        return say("it is merged with cells beside it; unmerge them")


def filled_down(rows: Iterable[list[Any]], sheet: Any) -> Iterator[list[Any]]:
    """The rows of a sheet with merged cells filled downwards."""
    ranges = (sheet.merged_cell_ranges or [])[:MOST_MERGES]
    begin = sheet.start[1] if sheet.start else 0
    tall = {(top, left - begin): bottom for (top, left), (bottom, right) in ranges if left == right and bottom > top}
    wide = {(top, left - begin) for (top, left), (_, right) in ranges if right > left}
    held: dict[int, tuple[int, Any]] = {}
    for number, cells in enumerate(rows):
        line = list(cells)
        for place, value in enumerate(line):
            if (number, place) in tall:
                held[place] = (tall[number, place], value)
            elif place in held and number <= held[place][0]:
                line[place] = held[place][1]
            if (number, place) in wide and value not in (None, ""):
                line[place] = Merged(str(value))
        yield line
