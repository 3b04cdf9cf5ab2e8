"""Imports: a table is wholly checked, hidden until all of it has landed, and taken back if a row fails."""

import io
from decimal import Decimal

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from chancery.kernel.access.rows import visible
from chancery.kernel.audit.models import Line
from chancery.kernel.base.refusals import Conflict, NotAllowed, NotFound, Refused
from chancery.kernel.desk.checking import check as desk_check
from chancery.kernel.desk.lists import page
from chancery.kernel.desk.models import Entry, Sight, Task
from chancery.kernel.flow.editing import void
from chancery.kernel.flow.engine import open_row
from chancery.kernel.module.registry import reach_of
from chancery.kernel.search.services import find
from chancery.kernel.transfer.applying import apply, brought_before, load_import, prepare, result
from chancery.kernel.transfer.background import take_in
from chancery.kernel.transfer.columns import columns_of
from chancery.kernel.transfer.models import Import, ImportRow
from chancery.kernel.transfer.rows import rows_of
from chancery.kernel.transfer.staging import check, faults_of, preview, remap, verdict
from chancery.kernel.transfer.writing import write_csv, write_xlsx
from chancery.modules.documents.models import Incoming
from tests.rooms.models import Room

NAMES = ("name", "seats", "rate")
HEAD = ["Room name", "Seats", "Rate a day"]


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in the language in which they are written."""
    with override("en"):
        yield


def book(*rows):
    made, out = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out


@pytest.fixture
def staged(keeper, office):
    def make(*rows, key="name", head=HEAD, model=Room, columns=NAMES):
        return take_in(
            book(head, *rows),
            "会议室.xlsx",
            model=model,
            columns=columns,
            organ=office,
            actor=keeper,
            match=(key,) if key else (),
        )

    return make


def rooms(actor):
    return {room.name: room for room in visible(actor, Room)}


def test_rows_land_together(staged, keeper, office):
    one = apply(staged(["一号", 20, 300], ["二号", 12, None]), actor=keeper)
    assert one.state == "applied"
    assert {name: (room.seats, room.rate) for name, room in rooms(keeper).items()} == {
        "一号": (20, Decimal(300)),
        "二号": (12, None),
    }
    assert len(page(keeper, Room, "rooms.room").keys) == 2
    assert [hit.entry_id for hit in find("二号", viewers=keeper.viewers)] == [rooms(keeper)["二号"].pk]
    assert desk_check(reach_of) == []


def test_a_staged_table_writes_nothing_of_the_noun(staged, keeper):
    one = staged(["一号", 20, 300])
    assert (one.state, one.rows, Room.unscoped.count()) == ("staged", 1, 0)
    assert preview(one)[0].cells == ["一号", "20", "300"]


def test_a_second_apply_is_the_same_request(staged, keeper):
    one = staged(["一号", 20, 300])
    apply(one, actor=keeper)
    apply(Import.objects.get(pk=one.pk), actor=keeper)
    assert Room.unscoped.count() == 1


def test_every_fault_names_its_row_and_heading(staged, keeper):
    one = staged(["一号", "很多", 300], ["", 3, 1], ["三号", 5, "1.005"])
    assert [str(fault.sentence) for fault in faults_of(one)] == [
        "Row 2, “Seats” says “很多”: it is not a number.",
        "Row 3, “Room name”: this must be filled in.",
        "Row 4, “Rate a day” says “1.005”: it has more than 2 decimals.",
    ]
    assert "Nothing was imported" in str(verdict(one))
    with pytest.raises(Refused):
        apply(one, actor=keeper)
    assert Room.unscoped.count() == 0


def test_a_missing_heading_is_a_fault_and_can_be_mapped_by_hand(staged, keeper):
    one = staged(["一号", 20, 300], head=["房间", "Seats", "Rate a day"])
    assert "heading" in str(verdict(one))
    check(remap(one, {0: "name", 1: "seats", 2: "rate"}, actor=keeper), actor=keeper)
    assert one.state == "staged"
    assert rooms(keeper) == {}
    assert apply(one, actor=keeper).done == 1


def test_a_doubled_heading_is_a_fault(staged):
    assert "twice" in str(verdict(staged(["一号", 20, 300], head=["Room name", "Seats", "seats"])))


def test_an_empty_table_is_a_fault(staged):
    assert staged().state == "refused"


def test_a_row_that_exists_is_changed_and_not_doubled(staged, keeper, office):
    old = open_row(Room, organ=office, values={"name": "一号", "seats": 8}, actor=keeper)
    one = staged(["一号", 20, 300], ["二号", 5, None])
    assert [row.changes for row in preview(one)] == [True, False]
    apply(one, actor=keeper)
    assert rooms(keeper)["一号"].pk == old.pk
    assert (rooms(keeper)["一号"].seats, rooms(keeper)["一号"].version, len(rooms(keeper))) == (20, 2, 2)


def test_an_unchanged_row_is_left_alone(staged, keeper, office):
    old = open_row(Room, organ=office, values={"name": "一号", "seats": 8}, actor=keeper)
    apply(staged(["一号", 8, None]), actor=keeper)
    assert (rooms(keeper)["一号"].version, Line.objects.filter(entry=old.pk).count()) == (1, 1)


def test_two_rows_of_one_name_are_a_fault(staged):
    assert "row 2 has the same" in str(verdict(staged(["一号", 8, None], ["一号", 9, None])))


def test_a_voided_row_is_not_brought_back(staged, keeper, office):
    void(open_row(Room, organ=office, values={"name": "一号", "seats": 8}, actor=keeper), reason="拆除", actor=keeper)
    assert "voided" in str(verdict(staged(["一号", 8, None])))


def test_who_may_not_create_may_not_import(city, office):
    with pytest.raises(NotAllowed):
        take_in(book(HEAD), "a.xlsx", model=Room, columns=NAMES, organ=office, actor=city.actor("吴越"))


def test_an_import_belongs_to_its_post(city, staged, keeper):
    one = staged(["一号", 8, None])
    assert load_import(one.pk, actor=keeper) == one
    with pytest.raises(NotFound):
        load_import(one.pk, actor=city.actor("吴越"))


def test_the_same_file_is_known_again(staged, keeper, office):
    stream = book(HEAD, ["一号", 8, None])
    first, second = (take_in(stream, "a.xlsx", model=Room, columns=NAMES, organ=office, actor=keeper) for _ in range(2))
    apply(first, actor=keeper)
    assert brought_before(second) == first


def test_nothing_is_seen_before_all_has_landed(staged, keeper):
    one = staged(["一号", 8, None], ["二号", 9, None])
    prepare(one, actor=keeper)
    assert (Room.unscoped.count(), rooms(keeper), find("一号", viewers=keeper.viewers)) == (2, {}, [])
    assert page(keeper, Room, "rooms.room").keys == []
    assert len(rooms(apply(one, actor=keeper) and keeper)) == 2


def test_a_failed_import_leaves_nothing_to_be_seen(staged, keeper, office):
    open_row(Room, organ=office, values={"name": "老号", "seats": 8}, actor=keeper)
    other = open_row(Room, organ=office, values={"name": "旧号", "seats": 3}, actor=keeper)
    one = staged(["一号", 8, None], ["老号", 9, None], ["旧号", 9, None])
    void(other, reason="拆除", actor=keeper)
    one = apply(one, actor=keeper)
    assert (one.state, "Row 4" in str(result(one))) == ("undone", True)
    assert rooms(keeper)["老号"].seats == 8
    assert "一号" not in rooms(keeper)
    assert not Entry.objects.filter(title="一号").exists()
    assert desk_check(reach_of) == []
    assert apply(one, actor=keeper).state == "undone"


def test_a_failed_import_can_be_tried_again_with_a_better_table(staged, keeper, office):
    other = open_row(Room, organ=office, values={"name": "旧号", "seats": 3}, actor=keeper)
    one = staged(["一号", 8, None], ["旧号", 9, None])
    void(other, reason="拆除", actor=keeper)
    apply(one, actor=keeper)
    assert apply(staged(["一号", 8, None]), actor=keeper).state == "applied"
    assert len([name for name in rooms(keeper) if name == "一号"]) == 1


def test_numbers_of_a_failed_import_are_free_again(staged, keeper, office):
    head, names = ["Title", "Issued by", "Register number"], ("title", "issuer", "number")
    one = staged(
        ["甲", "省政府", "收〔2026〕0901号"], ["乙", "省政府", "收〔2026〕0902号"],
        key="number", head=head, model=Incoming, columns=names,
    )  # fmt: skip
    values = {"title": "丙", "issuer": "省政府", "number": "收〔2026〕0902号"}
    open_row(Incoming, organ=office, values=values, actor=keeper)
    assert apply(one, actor=keeper).state == "undone"
    again = staged(["甲", "省政府", "收〔2026〕0901号"], key="number", head=head, model=Incoming, columns=names)
    assert apply(again, actor=keeper).state == "applied"


def test_an_import_that_broke_off_is_taken_up_again(staged, keeper):
    one = staged(["一号", 8, None])
    Import.objects.filter(pk=one.pk).update(state="applying")
    with pytest.raises(Conflict):
        apply(one, actor=keeper)
    Import.objects.filter(pk=one.pk).update(moved_at=0)
    assert apply(one, actor=keeper).state == "applied"


def test_documents_get_their_tasks_when_they_land(staged, keeper, city):
    names = ("title", "issuer", "sender_number", "kind", "signed_on", "urgency")
    one = staged(
        ["关于供水的通知", "省政府办公厅", "云政办发〔2026〕8号", "通知", "2026年11月3日", "Urgent"],
        key="sender_number",
        head=["Title", "Issued by", "Sender's number", "Kind", "Date of the document", "Urgency"],
        model=Incoming,
        columns=names,
    )
    assert faults_of(one) == []
    apply(one, actor=keeper)
    row = visible(keeper, Incoming).get()
    assert [task.assignee_id for task in Task.objects.filter(entry=row.pk)] == [city.organ("文电科").pk]
    assert (row.entry.urgency, row.signed_on.isoformat()) == (1, "2026-11-03")
    assert desk_check(reach_of) == []


def test_each_import_leaves_a_line_of_its_own(staged, keeper):
    apply(staged(["一号", 8, None]), actor=keeper)
    assert Line.objects.filter(action="rooms.room.import", post=keeper.post).count() == 1


@pytest.mark.parametrize("write", ["xlsx", "csv"])
def test_an_exported_register_comes_back_the_same(staged, keeper, office, write):
    apply(staged(["-一号", 8, 12.5], ["'二号", 0, None], ["三 号", 65, 0]), actor=keeper)
    columns, out = columns_of(Room, NAMES), io.BytesIO()
    rows = list(rows_of(keeper, Room, columns=columns))
    if write == "csv":
        write_csv(out, columns=columns, rows=rows)
    else:
        write_xlsx(out, columns=columns, rows=rows, title="会议室")
    one = take_in(out, f"a.{write}", model=Room, columns=NAMES, organ=office, actor=keeper, match=("name",))
    apply(one, actor=keeper)
    assert [row.target is not None for row in ImportRow.objects.filter(of=one)] == [True] * 3
    assert list(rows_of(keeper, Room, columns=columns)) == rows
    assert {room.version for room in rooms(keeper).values()} == {1}


def test_an_export_is_of_what_is_seen(city, staged, keeper):
    apply(staged(["一号", 8, None]), actor=keeper)
    columns = columns_of(Room, NAMES)
    assert list(rows_of(city.actor("张克勤"), Room, columns=columns)) == []
    assert Sight.objects.filter(viewer=city.actor("张克勤").post).count() == 0
