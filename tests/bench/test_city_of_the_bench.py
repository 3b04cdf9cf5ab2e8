"""The bench's city is the same each time, and what it writes is what the kernel would have written."""

from __future__ import annotations

import json
from itertools import chain
from random import Random

from bench.plan import draw_tree, size_of
from bench.rows import COLUMNS, Maker
from chancery.kernel.audit.merkle import leaf_hash
from chancery.kernel.audit.models import Line
from chancery.kernel.audit.trail import content
from chancery.kernel.base.fields import moment
from chancery.kernel.search.tokens import tokens_of
from chancery.modules.documents.terms import IncomingState

ROWS = 1_000


def drawn(seed: int) -> dict[str, list[tuple[object, ...]]]:
    maker = Maker(draw_tree(size_of(ROWS), seed), ROWS, 7, Random(seed))
    batches = list(maker.batches())
    return {table: list(chain.from_iterable(batch[table] for batch in batches)) for table in COLUMNS}


def columns(table: str, row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(COLUMNS[table].split(), row, strict=True))


def test_the_same_seed_gives_the_same_rows_and_another_seed_gives_others():
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_the_largest_city_has_more_rows_than_all_others_together():
    tree = draw_tree(size_of(ROWS))
    city = {organ.pk: organ.city for organ in tree.organs}
    rows = [columns("desk_entry", row) for row in drawn(1)["desk_entry"]]
    assert sum(city[row["organ_id"]] == 0 for row in rows) > ROWS / 2
    assert 0.03 * ROWS < sum(row["closed_at"] is None for row in rows) < 0.08 * ROWS
    assert {row["state"] for row in rows} <= set(IncomingState.values)


def test_each_size_has_the_organs_and_posts_that_were_measured_before():
    assert (size_of(1_000_000).organs, size_of(1_000_000).posts) == (20_000, 50_000)
    assert (size_of(10_000).organs, size_of(10_000).posts) == (2_000, 2_000)
    assert size_of(100_000).organs == 20_000


def test_lines_of_the_trail_bind_their_content_as_the_kernel_does():
    for row in drawn(1)["audit_line"][:20]:
        told = columns("audit_line", row)
        at, body = moment(told.pop("at")), json.loads(told.pop("body"))
        assert told["leaf"] == leaf_hash(told["salt"], content(Line(**told, at=at, body=body)))


def test_search_tokens_are_those_of_the_kernel():
    rows = drawn(1)
    for source, text in zip(rows["search_searchsource"][:50], rows["search_text"], strict=False):
        told = columns("search_searchsource", source)
        viewers = [f"v{viewer}" for viewer in told["viewers"].split()]
        wished = [*tokens_of(told["number"], told["title"], told["body"]), f"n{told['noun']}", *viewers]
        assert text == (told["entry_id"], " ".join(wished))


def test_whoever_holds_a_matter_or_stands_above_its_organ_sees_it():
    tree, rows = draw_tree(size_of(ROWS), 1), drawn(1)
    seen = {row[0]: set(map(int, row[5].split())) for row in rows["search_searchsource"]}
    for row in rows["desk_task"]:
        task = columns("desk_task", row)
        assert task["assignee_id"] in seen[task["entry_id"]]
    for row in rows["desk_entry"][:100]:
        entry = columns("desk_entry", row)
        assert set(tree.above[entry["organ_id"]]) <= seen[entry["id"]]
