"""Large tables: made in sets, taken up where they broke off, known again, mapped by hand, brought in as history."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from chancery.kernel.access.rows import visible
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.base.refusals import Conflict
from chancery.kernel.desk.checking import check as desk_check
from chancery.kernel.desk.models import Entry, Task
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.engine import open_row
from chancery.kernel.module.registry import reach_of
from chancery.kernel.notify.models import Message
from chancery.kernel.numbering.models import Number
from chancery.kernel.numbering.services import reserve_given, take
from chancery.kernel.search.services import find
from chancery.kernel.transfer.applying import apply, prepare, result, withdraw
from chancery.kernel.transfer.background import take_in, take_up
from chancery.kernel.transfer.columns import Heading
from chancery.kernel.transfer.models import Import, ImportRow
from chancery.kernel.transfer.staging import check, faults_of, preview, remap
from chancery.kernel.transfer.writing import write_csv
from chancery.modules.documents.models import Incoming
from tests.rooms.models import Booking, Room

NAMES = ("name", "seats")
LATER = timedelta(minutes=5)
SERIES = "documents.incoming"


class Killed(BaseException):
    """The machine was switched off."""


class Head:
    def __init__(self, label):
        self.label, self.kind = label, "text"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def staged(keeper, office):
    def make(rows, *, head=("Room name", "Seats"), columns=NAMES, model=Room, match=("name",)):
        out = io.BytesIO()
        write_csv(out, columns=[Head(label) for label in head], rows=rows)
        return take_in(out, "台账.csv", model=model, columns=columns, organ=office, actor=keeper, match=match)

    return make


def many(n, *, seats=5):
    return [[f"{number}号会议室", seats + number] for number in range(n)]


def kill_after(blocks):
    """A progress that lets some blocks through and then stops everything."""
    told = iter(range(blocks))

    def progress(one):
        if next(told, None) is None:
            raise Killed

    return progress


def names(actor):
    return {room.name for room in visible(actor, Room)}


def test_a_table_of_many_blocks_lands_whole(staged, keeper):
    one = apply(staged(many(520)), actor=keeper)
    assert (one.state, one.counts, len(names(keeper))) == ("applied", {"new": 520, "changed": 0, "same": 0}, 520)
    assert desk_check(reach_of) == []
    assert Line.objects.filter(action="rooms.room.open").count() == 520
    assert len(find("519号会议室", viewers=keeper.viewers)) == 1


def test_the_statements_of_a_table_grow_with_its_blocks_and_not_with_its_rows(staged, keeper):
    one = staged(many(90))
    with CaptureQueriesContext(connection) as told:
        apply(one, actor=keeper)
    assert len(told) < 60


def test_an_import_killed_while_it_makes_rows_goes_on(staged, keeper, monday):
    one = staged(many(520))
    with pytest.raises(Killed):
        apply(one, actor=keeper, progress=kill_after(1))
    assert (one.state, names(keeper)) == ("applying", set())
    with clock_at(monday + LATER):
        assert take_up() == 1
    one.refresh_from_db()
    assert (one.state, len(names(keeper)), desk_check(reach_of)) == ("applied", 520, [])


def test_an_import_killed_while_it_lands_goes_on_and_shows_each_row_once(staged, keeper, monday):
    one = staged(many(520))
    prepare(_applying(one), actor=keeper)
    Import.objects.filter(pk=one.pk).update(state="landing", done=0)
    with clock_at(monday + LATER), pytest.raises(Killed):
        apply(one, actor=keeper, progress=kill_after(1))
    seen = len(names(keeper))
    with clock_at(monday + LATER + LATER):
        apply(one, actor=keeper)
    assert (0 < seen < 520, len(names(keeper)), desk_check(reach_of)) == (True, 520, [])
    assert Line.objects.filter(action="rooms.room.open").count() == 520


def _applying(one):
    Import.objects.filter(pk=one.pk).update(state="applying")
    one.refresh_from_db()
    return one


def test_an_import_that_broke_off_can_be_withdrawn_before_it_lands_and_leaves_nothing(staged, keeper, monday):
    one = staged(many(420))
    with pytest.raises(Killed):
        apply(one, actor=keeper, progress=kill_after(1))
    with pytest.raises(Conflict):
        withdraw(one, actor=keeper)
    with clock_at(monday + LATER):
        withdraw(one, actor=keeper)
    assert (one.state, Room.unscoped.count()) == ("undone", 0)
    assert not Entry.objects.filter(landed=False).exists()
    assert apply(staged(many(420)), actor=keeper).state == "applied"


def test_an_import_that_is_landing_is_not_withdrawn(staged, keeper, monday):
    one = staged(many(3))
    Import.objects.filter(pk=one.pk).update(state="landing")
    with clock_at(monday + LATER), pytest.raises(Conflict):
        withdraw(one, actor=keeper)


def test_the_second_import_of_a_table_changes_nothing(staged, keeper):
    apply(staged(many(30)), actor=keeper)
    lines, again = Line.objects.count(), staged(many(30))
    assert again.counts == {"new": 0, "changed": 0, "same": 30}
    assert "30 said what was there already" in str(result(apply(again, actor=keeper)))
    assert ({room.version for room in visible(keeper, Room)}, Line.objects.count() - lines) == ({1}, 1)


def test_a_changed_row_leaves_one_line_with_before_and_after(staged, keeper):
    apply(staged(many(3)), actor=keeper)
    rows = many(3)
    rows[1][1] = 99
    one = staged([*rows, ["新会议室", 4]])
    assert one.counts == {"new": 1, "changed": 1, "same": 2}
    assert [line.kind for line in preview(one)] == ["same", "changed", "same", "new"]
    apply(one, actor=keeper)
    line = Line.objects.get(action="rooms.room.edit")
    assert (line.body["before"], line.body["after"]) == ({"seats": 6}, {"seats": 99})


def test_a_row_changed_by_somebody_else_since_the_check_stops_the_import(staged, keeper):
    apply(staged(many(2)), actor=keeper)
    one = staged([["0号会议室", 50], ["新会议室", 4]])
    edit(visible(keeper, Room).get(name="0号会议室"), actor=keeper, values={"seats": 7})
    one = apply(one, actor=keeper)
    assert (one.state, "Row 2" in str(result(one))) == ("undone", True)
    assert (visible(keeper, Room).get(name="0号会议室").seats, "新会议室" in names(keeper)) == (7, False)


def test_rows_are_known_again_by_several_columns_together(staged, keeper):
    apply(staged([["一号", 5], ["一号", 6]], match=("name", "seats")), actor=keeper)
    assert staged([["一号", 6], ["一号", 7]], match=("name", "seats")).counts == {"new": 1, "changed": 0, "same": 1}


def test_a_heading_is_known_by_its_aliases(staged, keeper):
    one = staged(
        [["一号", 5]],
        head=("会议室全称", "座位"),
        columns=(Heading("name", ("会议室全称",)), Heading("seats", ("座位",))),
    )
    assert (one.state, one.mapping) == ("staged", {"0": "name", "1": "seats"})


def test_a_mapping_by_hand_is_remembered_for_the_next_table_of_this_shape(staged, keeper):
    one = staged([["一号", 5]], head=("甲", "乙"))
    assert one.state == "refused"
    check(remap(one, {0: "name", 1: "seats"}, actor=keeper), actor=keeper)
    assert staged([["二号", 6]], head=("甲", "乙")).mapping == {"0": "name", "1": "seats"}
    assert staged([["二号", 6]], head=("乙", "甲")).mapping == {}


def test_a_matter_of_history_begins_where_the_table_says(staged, keeper, city):
    room = open_row(Room, organ=city.organ("市政府办公室").pk, values={"name": "一号", "seats": 5}, actor=keeper)
    head = ("Purpose", "Room", "Begins", "Ends", "People", "state")
    columns = ("title", "room", "begins_at", "ends_at", "people", "state")
    rows = [
        ["旧会", room.name, "2026-01-05 09:00", "2026-01-05 10:00", 5, "released"],
        ["新会", room.name, "2026-12-05 09:00", "2026-12-05 10:00", 5, ""],
    ]
    one = apply(staged(rows, head=head, columns=columns, model=Booking, match=()), actor=keeper)
    old, new = (visible(keeper, Booking).select_related("entry").get(title=title) for title in ("旧会", "新会"))
    assert (one.state, old.state, old.entry.closed_at is None) == ("applied", "released", False)
    assert (new.state, Task.objects.filter(entry=new.pk).count(), Task.objects.filter(entry=old.pk).count()) == (
        "asked",
        1,
        0,
    )
    assert desk_check(reach_of) == []


def test_a_state_that_nobody_knows_is_a_fault(staged):
    head = ("Purpose", "People", "state")
    one = staged([["会", 5, "lost"]], head=head, columns=("title", "people", "state"), model=Booking, match=())
    assert "must be one of" in str(faults_of(one)[0].sentence)


def test_a_table_that_lands_writes_no_messages(staged, keeper):
    before = Message.objects.count()
    head, columns = ("Title", "Issued by"), ("title", "issuer")
    apply(staged([["甲", "省政府"]], head=head, columns=columns, model=Incoming, match=()), actor=keeper)
    assert Message.objects.count() == before


def numbered(staged, *numbers):
    head, columns = ("Title", "Issued by", "Register number"), ("title", "issuer", "number")
    rows = [[f"文件{number}", "省政府", number] for number in numbers]
    return staged(rows, head=head, columns=columns, model=Incoming, match=("number",))


def test_numbers_of_a_withdrawn_import_are_voided_with_a_reason_and_never_given_by_the_house(
    staged, keeper, office, monday
):
    one = numbered(staged, "收〔2026〕0001号", "收〔2026〕0002号")
    with pytest.raises(Killed):
        apply(one, actor=keeper, progress=kill_after(0))
    with clock_at(monday + LATER):
        withdraw(one, actor=keeper)
    held = Number.objects.filter(held=True)
    assert [(number.entry, bool(number.void_reason)) for number in held] == [(None, True)] * 2
    other = open_row(Room, organ=office, values={"name": "一号", "seats": 5}, actor=keeper)
    assert take(SERIES, organ_id=office, entry_id=other.pk) == "收〔2026〕0003号"
    assert apply(numbered(staged, "收〔2026〕0001号"), actor=keeper).state == "applied"
    assert Number.objects.get(text="收〔2026〕0001号").entry is not None


def test_numbers_that_landed_are_held_no_more(staged, keeper, office):
    apply(numbered(staged, "收〔2026〕0001号"), actor=keeper)
    assert not Number.objects.get(text="收〔2026〕0001号").held
    with pytest.raises(Conflict):
        reserve_given(SERIES, "收〔2026〕0001号", organ_id=office)


def test_what_stands_still_too_early_is_not_taken_up(staged, keeper):
    with pytest.raises(Killed):
        apply(staged(many(5)), actor=keeper, progress=kill_after(0))
    assert (take_up(), ImportRow.objects.filter(entry__isnull=False).count(), now() is None) == (0, 5, False)


def test_the_command_brings_a_table_in_and_says_what_came_of_it(keeper, tmp_path, capsys):
    table = tmp_path / "会议室.csv"
    table.write_text("Room name,Seats\n一号,5\n二号,很多\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import", "rooms.room", table, user="zhoumin")
    assert "Row 3, “Seats” says “很多”: it is not a number." in capsys.readouterr().out
    table.write_text("Room name,Seats\n一号,5\n", encoding="utf-8")
    call_command("import", "rooms.room", table, user="zhoumin", check=True)
    assert names(keeper) == set()
    call_command("import", "rooms.room", table, user="zhoumin")
    assert names(keeper) == {"一号"}
