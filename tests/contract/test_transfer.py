"""What a table carries out of a noun, the same table brings in again."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db.models import Q

from chancery.kernel.transfer.applying import apply, result
from chancery.kernel.transfer.background import take_in
from chancery.kernel.transfer.columns import columns_of
from chancery.kernel.transfer.rows import rows_of
from chancery.kernel.transfer.staging import verdict
from chancery.kernel.transfer.writing import write_csv, write_xlsx
from tests.maker import HOUSE, departments, fill, make, maker

from .cases import NOUNS

CARRIED = [param for param in NOUNS if param.values[1].transfer and param.values[1].create]
pytestmark = pytest.mark.django_db


def rows(screen, columns, organ) -> list[list[str]]:
    return sorted(
        [str(cell) for cell in row] for row in rows_of(maker(), screen.model, columns=columns, where=Q(organ=organ))
    )


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("module", "screen"), CARRIED)
def test_what_was_exported_is_imported_as_the_same_rows(city, module, screen, form):
    columns = columns_of(screen.model, screen.transfer)
    every = tuple(column.name for column in columns)
    for also in (every, (), every):
        make(screen.model, city=city, **fill(screen.model, city, also=also))
    house, other = city.organ(HOUSE).pk, departments(city)[0].pk
    table = BytesIO()
    told = list(rows_of(maker(), screen.model, columns=columns, where=Q(organ=house)))
    if form == "xlsx":
        write_xlsx(table, columns=columns, rows=told, title=str(screen.plural))
    else:
        write_csv(table, columns=columns, rows=told)
    table.seek(0)
    one = take_in(table, f"table.{form}", model=screen.model, columns=screen.transfer, organ=other, actor=maker())
    assert one.faults["count"] == 0, f"{verdict(one)} {one.faults}"
    one = apply(one, actor=maker())
    assert one.state == "applied", str(result(one))
    assert len(told) == one.done == 3
    assert rows(screen, columns, other) == rows(screen, columns, house)
