"""The whole run: a city, then each page beside its floor, a table and a file of figures."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from chancery.kernel.base.clock import clock_at

from .cases import cases
from .load import build
from .mark import refuse_full_disk, usable
from .measure import SECONDS, Figure, measured
from .multiply import multiply
from .nouns import cases_of
from .plan import SEED, TODAY

HEAD = f"{'what':<30}{'who':<15}{'p50 ms':>9}{'floor ms':>10}{'cpu ms':>9}{'floor cpu':>10}{'ratio':>7}{'budget':>9}{'asks':>6}"


def run(
    *,
    rows: int,
    json_file: str = "",
    fresh: bool = False,
    seed: int = SEED,
    plans: bool = False,
    only: str = "",
    seconds: float = SECONDS,
    noun: str = "",
    also: tuple[str, ...] = (),
) -> list[Figure]:
    """Build or find the city, measure, print, write. Raises Refused for a database that is not the bench's own.

    Without a `noun` the city is one of documents with 20,000 organs; with one it is the demo city, whose rows of that noun
    are copied until there are so many. `also` are addresses to be measured beside what every noun has.
    """
    folder = place(rows, noun)
    print(f"{connection.vendor}, {rows:,} {noun or 'matters'}, in {folder or connection.settings_dict['NAME']}")
    mark = usable(rows, seed, noun=noun, fresh=fresh)
    if mark is None:
        if folder:
            refuse_full_disk(rows, folder)
        mark = multiply(noun, rows, seed, say) if noun else build(rows, seed, say)
    else:
        call_command("migrate", verbosity=0, interactive=False)
    ready_static(folder)
    print(f"\n{HEAD}")
    figures = []
    with clock_at(TODAY), translation.override("zh-hans"):
        for case in cases_of(noun, also) if noun else cases(mark):
            if only and only not in case.name:
                continue
            figures.append(measured(case, seconds=seconds))
            print(line_of(figures[-1]), flush=True)
            if plans:
                print_plan(figures[-1])
    if json_file:
        told = {
            "database": connection.vendor,
            "rows": rows,
            "seed": seed,
            "figures": [figure.as_json() for figure in figures],
        }
        Path(json_file).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return figures


def say(words: str) -> None:
    """What the building is at."""
    print(f"  {words}", flush=True)


def place(rows: int, noun: str = "") -> Path | None:
    """Where the city stands: a database that was named, else a SQLite file of its own below the data or the temporary folder."""
    if os.environ.get("CHANCERY_DATABASE"):
        return None
    above = Path(os.environ.get("CHANCERY_DATA") or tempfile.gettempdir())
    folder = above / "-".join(filter(None, ("chancery-bench", noun, str(rows))))
    folder.mkdir(parents=True, exist_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = str(folder / "bench.sqlite3")
    return folder


def ready_static(folder: Path | None) -> None:
    """Pages name their files by digest, as in production; the files are put beside the database."""
    settings.STATIC_ROOT = (folder or Path(tempfile.gettempdir()) / "chancery-bench-static") / "static"
    call_command("collectstatic", interactive=False, verbosity=0)


def line_of(figure: Figure) -> str:
    """One line of the table."""
    budget = f"+{figure.plus:g} ms" if figure.plus else f"{figure.most:g} x"
    over = "" if figure.kept else "  over"
    scans = f"  scans {len(figure.scans)}" if figure.scans else ""
    return (
        f"{figure.name:<30}{figure.who:<15}{figure.p50:>9.2f}{figure.floor:>10.2f}{figure.cpu:>9.2f}{figure.floor_cpu:>10.2f}{figure.ratio:>7.1f}{budget:>9}"
        f"{figure.queries:>6}{over}{scans}"
    )


def print_plan(figure: Figure) -> None:
    """The slowest statement of a page with its plan, and every large table that was read whole."""
    print(f"    {figure.slowest_ms:.2f} ms: {figure.slowest}")
    for step in [*figure.plan, *(f"SCANNED {scan}" for scan in figure.scans)]:
        print(f"      {step}")
