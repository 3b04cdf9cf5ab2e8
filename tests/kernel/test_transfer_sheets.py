"""Files: a table is found in what offices really send, and bounded before it is read."""

import io
import zipfile

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from chancery.kernel.base.refusals import Refused
from chancery.kernel.transfer.columns import columns_of, heading_key
from chancery.kernel.transfer.merging import Merged
from chancery.kernel.transfer.sheets import read_table
from chancery.kernel.transfer.writing import write_csv, write_xlsx
from tests.rooms.models import Room

KNOWN = {"name", "seats"}
COLUMNS = columns_of(Room, ("name", "seats", "rate"))


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language in which they are written."""
    with override("en"):
        yield


def book(*rows, merge=()):
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    for cells in merge:
        made.active.merge_cells(cells)
    made.save(out)
    return out


def rows_of(stream, name="rooms.xlsx"):
    return list(read_table(stream, name, known=KNOWN).rows)


def test_headings_are_found_below_a_title():
    table = read_table(
        book(["会议室一览表"], [], ["序号", "Name*", "Seats(个)"], [1, "一号", 20]), "a.xlsx", known=KNOWN
    )
    assert (table.heading_row, table.headings) == (3, ["序号", "Name*", "Seats(个)"])
    assert list(table.rows) == [(4, [1.0, "一号", 20.0])]


def test_blank_rows_are_left_out_and_numbers_stay_those_of_the_file():
    assert [n for n, _ in rows_of(book(["name", "seats"], ["一", 1], [None, " "], ["二", 2]))] == [2, 4]


def test_cells_merged_downwards_hold_for_each_row():
    found = rows_of(book(["name", "seats"], ["一", 1], [None, 2], [None, 3], merge=["A2:A3"]))
    assert [cells[0] for _, cells in found] == ["一", "一", ""]


def test_cells_merged_sideways_are_marked():
    found = rows_of(book(["name", "seats"], ["一", None], merge=["A2:B2"]))
    assert isinstance(found[0][1][0], Merged)


def test_columns_left_of_the_table_do_not_move_merged_cells():
    found = rows_of(book([None, "name", "seats"], [None, "一", 1], [None, None, 2], merge=["B2:B3"]))
    assert [cells[0] for _, cells in found] == ["一", "一"]


def test_the_sheet_with_known_headings_is_taken():
    made, out = Workbook(), io.BytesIO()
    made.active.append(["说明", "请按第二页填写"])
    second = made.create_sheet("数据")
    second.append(["name", "seats"])
    second.append(["一", 1])
    made.save(out)
    assert read_table(out, "a.xlsx", known=KNOWN).sheet == "数据"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_text_is_read_in_each_common_encoding(encoding):
    text = "name,seats\r\n会议室一号,12\r\n".encode(encoding)
    assert rows_of(io.BytesIO(text), "a.csv") == [(2, ["会议室一号", "12"])]


def test_tabs_part_columns_too():
    assert rows_of(io.BytesIO("name\tseats\n一,号\t3\n".encode()), "a.txt") == [(2, ["一,号", "3"])]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"%PDF-1.7 ...", "a.xlsx"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (b'name,seats\n"\xe4\xb8\x80,1\n', "a.csv"),
        (b",".join([b"x"] * 300), "a.csv"),
        (b"name\n" + b"x" * 40_000, "a.csv"),
        (b"\n\n\n", "a.csv"),
        (b"\xff\xfe\x00", "a.csv"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, name):
    with pytest.raises(Refused, match=r"a\."):
        list(read_table(io.BytesIO(content), name, known=KNOWN).rows)


def test_a_workbook_with_macros_is_refused():
    stream = book(["name"], ["一"])
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(Refused, match="macros"):
        read_table(stream, "a.xlsm")


def test_one_far_cell_does_not_claim_all_memory():
    made, out = Workbook(), io.BytesIO()
    made.active["A1"], made.active["XFD1048576"] = "name", "一"
    made.save(out)
    with pytest.raises(Refused, match="cells"):
        read_table(out, "a.xlsx", known=KNOWN)


def test_text_never_becomes_a_formula():
    out = io.BytesIO()
    write_xlsx(out, columns=COLUMNS, rows=[["=1+1", 3, None], ["@SUM(A1)", 4, None], ["#N/A", 5, None]], title="会议室")
    sheet = load_workbook(out).active
    assert [(sheet.cell(row, 1).data_type, sheet.cell(row, 1).value) for row in (2, 3, 4)] == [
        ("s", "=1+1"),
        ("s", "@SUM(A1)"),
        ("s", "#N/A"),
    ]
    text = io.BytesIO()
    write_csv(text, columns=COLUMNS, rows=[["=1+1", -3, None]])
    assert text.getvalue().decode("utf-8-sig").splitlines()[1] == "'=1+1,-3,"


def test_the_heading_is_bold_and_stays_in_view():
    out = io.BytesIO()
    assert write_xlsx(out, columns=COLUMNS, rows=[["一", 1, None]], title="会议室/[1]") == 1
    sheet = load_workbook(out).active
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet.title) == ("A2", True, "会议室  1")


texts = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zs", "Zl", "Zp", "Co"), exclude_characters="_"),
        min_size=1,
        max_size=20,
    )
    .map(str.strip)
    .filter(bool)
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(st.lists(st.tuples(texts, st.integers(0, 99_999)), min_size=1, max_size=8), st.sampled_from(["a.xlsx", "a.csv"]))
def test_what_is_written_is_read_again(rows, name):
    out = io.BytesIO()
    if name == "a.csv":
        write_csv(out, columns=COLUMNS[:2], rows=rows)
    else:
        write_xlsx(out, columns=COLUMNS[:2], rows=rows, title="t")
    known = {heading_key(str(column.label)) for column in COLUMNS}
    table = read_table(out, name, known=known)
    assert [(cells[0], int(cells[1])) for _, cells in table.rows] == rows
