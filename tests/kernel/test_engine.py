"""Moves: one way to change a state."""

import pytest

from chancery.kernel.access.rows import acting
from chancery.kernel.base.refusals import Conflict, NotAllowed, NotFound, Refused
from chancery.kernel.base.scope import NoScope
from chancery.kernel.desk.models import Sight, Task
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.steps import press
from chancery.modules.documents.models import Incoming


@pytest.fixture
def clerk(city):
    return city.actor("周敏")


@pytest.fixture
def paper(city, clerk):
    values = {
        "title": "关于做好供热工作的通知",
        "issuer": "省政府办公厅",
        "sender_number": "云东政办发〔2026〕52号",
        "kind": "通知",
    }
    return open_row(Incoming, organ=city.organ("市政府办公室").pk, values=values, actor=clerk)


def test_a_new_document_is_a_task_of_the_section_that_registers(city, paper):
    assert [task.assignee_id for task in Task.objects.filter(entry=paper.pk)] == [city.organ("文电科").pk]


def test_registering_gives_the_next_number(city, clerk, paper):
    assert press(paper, "register", actor=clerk).row.number == "收〔2026〕0001号"


def test_a_document_travels_from_the_door_to_the_file(city, clerk, paper):
    head, leader = city.actor("何素文"), city.actor("陈国梁")
    row = press(paper, "register", actor=clerk).row
    row = press(row, "accept", actor=clerk).row
    row = press(row, "propose", actor=head, asked={"words": "拟请市住建局牵头办理", "leaders": [leader.post]}).row
    assert row.state == "instructing"
    row = press(row, "route.agree", actor=city.actor("韩立群")).row
    row = press(row, "route.agree", actor=leader, asked={"words": "请住建局一周内报实施方案。"}).row
    assert row.state == "instructed"
    lead, assist = city.organ("市住房城乡建设局"), city.organ("市财政局")
    row = press(row, "hand_out", actor=head, asked={"lead": lead.pk, "assist": [assist.pk], "days": 5}).row
    assert {task.assignee_id for task in Task.objects.filter(entry=row.pk)} == {lead.pk, assist.pk}
    handler = city.actor("张克勤")
    row = press(row, "answer", actor=handler, asked={"words": "已完成，方案附后。"}).row
    row = press(row, "close", actor=head).row
    row = press(row, "file", actor=clerk, asked={"retention": "30"}).row
    assert row.state == "filed"
    assert row.entry.closed_at is not None


def test_a_stranger_finds_nothing(city, paper):
    with pytest.raises(NotFound):
        press(paper, "register", actor=city.actor("张克勤"))


def test_a_stale_page_is_told_who_was_first(city, clerk, paper):
    press(paper, "register", actor=clerk)
    with pytest.raises(Conflict, match="周敏"):
        press(paper, "register", actor=clerk, version=1)


def test_returning_needs_a_reason(clerk, paper):
    with pytest.raises(Refused):
        press(paper, "send_back", actor=clerk)


def test_a_reader_may_not_register(city, paper):
    with pytest.raises(NotAllowed):
        press(paper, "register", actor=city.actor("梁启明") if "梁启明" in city.people else city.actor("陈国梁"))


def test_outside_a_scope_there_are_no_rows(paper):
    with pytest.raises(NoScope):
        Incoming.objects.count()


def test_inside_a_scope_one_sees_ones_own(city, clerk, paper):
    with acting(clerk):
        assert Incoming.objects.filter(pk=paper.pk).exists()
    with acting(city.actor("张克勤")):
        assert not Incoming.objects.filter(pk=paper.pk).exists()
    assert Sight.objects.filter(entry=paper.pk).count() >= 2
