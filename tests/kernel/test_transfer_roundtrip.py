"""Whatever stands in a register comes back from its own table as the same values."""

import datetime
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.transfer.cells import read_cell
from chancery.kernel.transfer.columns import columns_of
from chancery.kernel.transfer.keeping import kept, taken
from chancery.kernel.transfer.rows import shown
from chancery.kernel.transfer.sheets import read_table
from chancery.kernel.transfer.writing import write_csv, write_xlsx
from chancery.modules.documents.models import Incoming
from chancery.modules.documents.terms import Kind, Urgency
from tests.rooms.models import Booking, Room

COLUMNS = (
    *columns_of(Incoming, ("title", "kind", "signed_on", "urgency", "copies")),
    *columns_of(Room, ("rate",)),
    *columns_of(Booking, ("begins_at",)),
)
words = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zs", "Zl", "Zp", "Co"), exclude_characters="_"),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(bool)
)
days = st.dates(datetime.date(1901, 1, 1), datetime.date(2999, 12, 31))
money = st.decimals(-(10**9), 10**9, places=2)
moments = st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2099, 1, 1), timezones=st.just(datetime.UTC))
rows = st.tuples(
    words,
    st.sampled_from(Kind.values),
    st.none() | days,
    st.sampled_from(Urgency.values),
    st.integers(0, 32767),
    st.none() | money,
    moments.map(lambda moment: moment.replace(microsecond=0)),
)


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(table=st.lists(rows, min_size=1, max_size=5))
def test_each_value_comes_back_from_the_table_as_it_was(name, table):
    out = io.BytesIO()
    cells = [[shown(value, column) for value, column in zip(row, COLUMNS, strict=True)] for row in table]
    if name == "a.csv":
        write_csv(out, columns=COLUMNS, rows=cells)
    else:
        write_xlsx(out, columns=COLUMNS, rows=cells, title="收文")
    found = read_table(out, name, known=set().union(*(column.known_as() for column in COLUMNS)))
    back = [
        tuple(read_cell(taken(kept(cell)), column, {}) for cell, column in zip(line, COLUMNS, strict=True))
        for _, line in found.rows
    ]
    assert back == [tuple(Decimal(v) if isinstance(v, Decimal) else v for v in row) for row in table]
