"""The style sheet of the house, put together from its parts: `python -m chancery.ui.bundle` after a change."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PARTS = (
    "tokens", "base", "frame", "controls", "words", "table", "desk", "detail", "paper", "dialog", "form",
    "board", "figures", "leader", "portal", "small", "search", "organs", "routes", "print",
)  # fmt: skip
BUNDLE = HERE / "static" / "chancery" / "chancery.css"


def bundled() -> str:
    """One file is one request: the parts in order, without comments and indents."""
    whole = "\n".join((HERE / "styles" / f"{part}.css").read_text(encoding="utf-8") for part in PARTS)
    whole = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)
    lines = (line.strip() for line in whole.splitlines())
    return "/* Put together from chancery/ui/styles by chancery.ui.bundle; change it there. */\n" + "".join(
        f"{line}\n" for line in lines if line
    )


if __name__ == "__main__":
    BUNDLE.write_text(bundled(), encoding="utf-8")
