"""The style sheets of the house, put together from their parts: `python -m chancery.ui.bundle` after a change."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PARTS = (
    "tokens", "base", "frame", "controls", "words", "table", "desk", "detail", "paper", "dialog", "form",
    "figures", "leader", "public", "small", "search", "organs", "routes", "counting", "print",
)  # fmt: skip
BUNDLE = HERE / "static" / "chancery" / "chancery.css"
ALONE = ("board", "map")
"""Sheets of their own, for the few pages that need them."""
PLACES, ROWS, PARTS_OF_TIME = 168, 8, 31


def bundled() -> str:
    """One file is one request: the parts in order, without comments and indents."""
    return _put_together("\n".join((HERE / "styles" / f"{part}.css").read_text(encoding="utf-8") for part in PARTS))


def alone(part: str) -> str:
    """A sheet of its own; that of the board with the classes by which bars find their place (no style is written into pages)."""
    whole = (HERE / "styles" / f"{part}.css").read_text(encoding="utf-8")
    return _put_together(whole + (places() if part == "board" else ""))


def places() -> str:
    """Classes for column, span, number of columns, row and lines: `c28 s10` begins at column 28 and is 10 wide."""
    letters = {"n": PLACES, "c": PLACES + 1, "s": PLACES, "r": ROWS, "h": PARTS_OF_TIME}
    return "\n".join(f".{name}{at}{{--{name}:{at}}}" for name, most in letters.items() for at in range(1, most + 1))


def _put_together(whole: str) -> str:
    whole = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)
    lines = (line.strip() for line in whole.splitlines())
    return "/* Put together from chancery/ui/styles by chancery.ui.bundle; change it there. */\n" + "".join(
        f"{line}\n" for line in lines if line
    )


if __name__ == "__main__":
    BUNDLE.write_text(bundled(), encoding="utf-8")
    for sheet in ALONE:
        BUNDLE.with_name(f"{sheet}.css").write_text(alone(sheet), encoding="utf-8")
