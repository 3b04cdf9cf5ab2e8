"""Stocktaking: the book set is frozen, what is seen is kept once whatever comes, and only what is approved changes a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.attachments.models import Attachment
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.flow.engine import open_row
from chancery.kernel.flow.models import Participant
from chancery.kernel.flow.steps import press
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import Stocktake, StocktakeLine, StocktakeNote, StocktakeSurplus
from chancery.modules.assets.reports.stocktake import result_table
from chancery.modules.assets.selectors.stocktake import by_room, counted
from chancery.modules.assets.services.stocktake import tell
from chancery.modules.assets.services.stocktake_causes import Explained, explain, settle
from chancery.modules.assets.terms import new_code
from chancery.ui.scanning import Told, Verdict
from tests.contract.walking import through_route
from tests.maker import maker

HERE, THERE = ("3号楼", "406"), ("3号楼", "408")
pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


@pytest.fixture
def keeper(city: City) -> Actor:
    return with_roles(city, "周敏", "assets.keeper")


@pytest.fixture
def second(city: City) -> Actor:
    return with_roles(city, "吴越", "assets.counter")


def with_roles(city: City, name: str, *roles: str) -> Actor:
    post = city.actor(name).post
    for role in roles:
        PostRole.objects.get_or_create(post_id=post, role=role, defaults={"since": today()})
    return city.actor(name)


def card(keeper: Actor, name: str = "笔记本电脑", place: tuple[str, str] = HERE, **more: object) -> Asset:
    values = {
        "name": name,
        "category": "A02010105",
        "acquired_on": date(2021, 4, 18),
        "cost": Decimal(4800),
        "building": place[0],
        "room": place[1],
    }
    found: Asset = open_row(Asset, organ=keeper.house or 0, values={**values, **more}, actor=maker())
    return found


def plan(keeper: Actor, **more: object) -> Stocktake:
    values = {"title": "2026年度固定资产清查盘点", "until_on": today() + timedelta(days=20), **more}
    row = open_row(Stocktake, organ=keeper.house or 0, values=values, actor=keeper)
    started: Stocktake = press(row, "start", actor=keeper).row
    return started


def line(row: Stocktake, asset: Asset) -> StocktakeLine:
    return StocktakeLine.objects.get(stocktake=row, asset=asset)


def room(row: Stocktake, place: tuple[str, str]) -> str:
    return str(row.rooms.get(building=place[0], room=place[1]).pk)


def told(key: str, asset: Asset, verb: str = "matched", **more: object) -> Told:
    return replace(Told(key=key.ljust(16, "x"), verb=verb, at=now(), code=asset.code), **more)  # type: ignore[arg-type]


def test_the_book_set_is_what_the_plan_asks_for_and_stays_as_it_was(keeper):
    one, other = card(keeper), card(keeper, "文件柜", THERE, category="A05010100")
    row = plan(keeper, room="406")
    assert [found.asset_id for found in row.lines.all()] == [one.pk]
    Asset.unscoped.filter(pk=one.pk).update(name="别的", room="501")
    found = line(row, one)
    assert (found.name, str(found.room), row.size) == ("笔记本电脑", "3号楼 406", 1)
    assert not row.lines.filter(asset=other).exists()


def test_cards_of_other_organs_are_not_counted(city, keeper):
    mine = card(keeper)
    open_row(
        Asset,
        organ=city.organ("市机关事务管理局").pk,
        actor=maker(),
        values={"name": "桌", "category": "A05010100", "acquired_on": date(2020, 1, 1), "cost": Decimal(9)},
    )
    assert [found.asset_id for found in plan(keeper).lines.all()] == [mine.pk]


def test_a_plan_without_cards_needs_a_reason(keeper):
    with pytest.raises(Refused) as caught:
        plan(keeper, building="没有这座楼")
    assert caught.value.strength == "ask"


def test_sending_twice_is_the_same_as_sending_once(keeper):
    asset = card(keeper)
    row = plan(keeper)
    first, again = tell(row, told("a", asset), keeper), tell(row, told("a", asset, "missing"), keeper)
    assert first == again
    assert first.kind == "taken"
    assert row.notes.count() == 1
    assert line(row, asset).result == "matched"


def test_as_in_the_books_said_in_another_room_is_in_another_place(keeper):
    asset, _ = card(keeper), card(keeper, place=THERE)
    row = plan(keeper)
    tell(row, told("a", asset, group=room(row, THERE)), keeper)
    found = line(row, asset)
    assert (found.result, str(found.found_in)) == ("moved", "3号楼 408")


def test_two_people_who_differ_are_told_of_each_other_and_the_keeper_decides(keeper, second):
    asset, _ = card(keeper), card(keeper, place=THERE)
    row = plan(keeper)
    tell(row, told("a", asset, at=now() - timedelta(minutes=5)), keeper)
    verdict = tell(row, told("b", asset, "moved", group=room(row, THERE), at=now()), second)
    assert verdict.kind == "conflict"
    assert keeper.name in str(verdict.sentence)
    assert line(row, asset).disputed
    with pytest.raises(Refused, match="两人"):
        press(row, "end_count", actor=keeper, asked={"reason": "到期。"})
    settle(line(row, asset), row.notes.get(key="a".ljust(16, "x")), keeper)
    found = line(row, asset)
    assert (found.result, found.disputed, row.notes.count()) == ("matched", False, 3)


def test_what_one_does_not_find_and_another_finds_is_found(keeper, second):
    asset = card(keeper)
    row = plan(keeper)
    tell(row, told("a", asset, "missing"), keeper)
    tell(row, told("b", asset, at=now() - timedelta(hours=1)), second)
    assert (line(row, asset).result, line(row, asset).disputed) == ("matched", False)


def test_the_same_seen_by_two_is_known_and_no_conflict(keeper, second):
    asset = card(keeper)
    row = plan(keeper)
    tell(row, told("a", asset), keeper)
    assert tell(row, told("b", asset), second).kind == "known"
    assert not line(row, asset).disputed


def test_what_comes_after_the_count_is_kept_as_late_and_counts_when_it_goes_on(keeper):
    asset = card(keeper)
    row = plan(keeper)
    row = press(row, "end_count", actor=keeper, asked={"reason": "到期。"}).row
    assert line(row, asset).result == "missing"
    verdict = tell(row, told("a", asset), keeper)
    assert verdict.kind == "late"
    assert row.title in str(verdict.sentence)
    assert line(row, asset).result == "missing"
    press(row, "count_again", actor=keeper, asked={"reason": "还有手机没有上传。"})
    assert line(row, asset).result == "matched"


LABELS = [("", "asset.example.org", "其他单位"), ("7KQ2M9XW4T", "", "校验位"), (new_code(), "", "其他单位")]


@pytest.mark.parametrize(("code", "host", "words"), LABELS, ids=["host", "check", "code"])
def test_a_label_of_another_house_is_answered_in_a_sentence_and_kept(keeper, code, host, words):
    asset = card(keeper)
    row = plan(keeper)
    verdict = tell(row, told("a", asset, code=code or asset.code, host=host), keeper)
    assert verdict.kind == "foreign"
    assert words in str(verdict.sentence)
    assert row.notes.count() == 1
    assert line(row, asset).result == ""


def test_a_label_of_another_plan_says_whose_it_is(keeper):
    asset, elsewhere = card(keeper), card(keeper, "文件柜", THERE)
    row = plan(keeper, room="406")
    assert "文件柜" in str(tell(row, told("a", elsewhere), keeper).sentence)
    assert line(row, asset).result == ""


def test_a_photograph_stands_at_the_card_and_a_bad_one_costs_no_observation(keeper):
    asset = card(keeper)
    row = plan(keeper)
    tell(row, told("a", asset, photo=SimpleUploadedFile("现场.png", PNG)), keeper)
    assert Attachment.objects.get(entry=asset.pk).pk == line(row, asset).photo_id
    verdict = tell(row, told("b", asset, "broken", photo=SimpleUploadedFile("x.png", b"\x00\x01nothing")), keeper)
    assert verdict.kind == "partly"
    assert line(row, asset).result == "broken"


def test_who_may_not_count_is_refused_and_nothing_is_kept(city, keeper):
    asset = card(keeper)
    row = plan(keeper)
    with pytest.raises(NotAllowed):
        tell(row, told("a", asset), replace(keeper, actions=frozenset({"stocktake.read"})))
    assert not row.notes.exists()


def test_progress_and_rate_are_those_of_the_lines(keeper):
    cards = [card(keeper) for _ in range(3)] + [card(keeper, place=THERE)]
    row = plan(keeper)
    tell(row, told("a", cards[0]), keeper)
    tell(row, told("b", cards[1], "missing"), keeper)
    tell(row, told("c", cards[2], group=room(row, THERE)), keeper)
    rooms = {str(place): (count.lines, count.done, count.odd) for place, count in by_room(row)}
    assert rooms == {"3号楼 406": (3, 3, 2), "3号楼 408": (1, 0, 0)}
    assert counted(row).rate == Decimal("25.00")


def test_nothing_is_submitted_without_causes(keeper):
    card(keeper)
    row = press(plan(keeper), "end_count", actor=keeper, asked={"reason": "到期。"}).row
    with pytest.raises(Refused) as caught:
        press(row, "submit", actor=keeper, asked={"conclusion": "账实不符1件。"})
    assert "第三十九条" in caught.value.cite.article


def test_another_cause_wants_words(keeper):
    asset = card(keeper)
    row = plan(keeper)
    tell(row, told("a", asset, "missing"), keeper)
    with pytest.raises(Refused, match="文字"):
        explain(row, {line(row, asset).pk: Explained("other", "")}, {}, keeper)


def test_only_what_was_approved_changes_the_cards(city, keeper):
    lost, moved, kept, _ = (
        card(keeper, "投影仪"),
        card(keeper, "打印机"),
        card(keeper, "电脑"),
        card(keeper, "柜", THERE),
    )
    row = plan(keeper)
    tell(row, told("a", lost, "missing"), keeper)
    tell(row, told("b", moved, group=room(row, THERE)), keeper)
    tell(row, told("c", kept), keeper)
    tell(row, Told(key="d" * 16, verb="surplus", at=now(), group=room(row, HERE), words="碎纸机"), keeper)
    row = press(row, "end_count", actor=keeper, asked={"reason": "一件没有盘到。"}).row
    unseen = StocktakeLine.objects.filter(stocktake=row, result="missing")
    causes = {found.pk: Explained("lost", "") for found in unseen} | {line(row, moved).pk: Explained("moved", "")}
    surplus = StocktakeSurplus.objects.get(stocktake=row)
    explain(row, causes, {surplus.pk: Explained("unbooked", "", "book", "A02021301", "600")}, keeper)
    row = press(row, "submit", actor=keeper, asked={"conclusion": "盘亏2件，盘盈1件。"}).row
    assert Asset.unscoped.get(pk=lost.pk).status == "in_use"
    assert Asset.unscoped.get(pk=moved.pk).room == "406"
    row = through_route(row, "passed", city)
    assert row.state == "closed"
    after = {found.name: found for found in Asset.unscoped.all()}
    assert after["投影仪"].status == "lost"
    assert after["打印机"].room == "408"
    assert (after["电脑"].status, after["电脑"].seen_on) == ("in_use", today())
    assert (after["碎纸机"].acquisition, after["碎纸机"].booking, after["碎纸机"].cost) == (
        "surplus",
        "unbooked",
        Decimal(600),
    )
    assert tell(row, told("e", lost), keeper).kind == "late"
    table = result_table(row)
    assert "25.00%" in str(table.period)
    assert any(part.post_id for part in Participant.objects.filter(stage__run__entry=row.pk))
    assert len(table.rows) == 4
    assert any("同意" in str(note) for note in table.notes)


def test_a_card_that_moved_on_paper_meanwhile_is_left_alone(city, keeper):
    moved, _ = card(keeper, "打印机"), card(keeper, "柜", THERE)
    row = plan(keeper)
    tell(row, told("a", moved, group=room(row, THERE)), keeper)
    tell(row, told("b", Asset.unscoped.get(name="柜")), keeper)
    row = press(row, "end_count", actor=keeper).row
    explain(row, {line(row, moved).pk: Explained("moved", "")}, {}, keeper)
    Asset.unscoped.filter(pk=moved.pk).update(room="501")
    through_route(press(row, "submit", actor=keeper, asked={"conclusion": "移位1件。"}).row, "passed", city)
    assert Asset.unscoped.get(pk=moved.pk).room == "501"
    assert not line(row, moved).booked


def test_an_answer_reads_in_both_languages(keeper):
    asset = card(keeper)
    verdict = tell(plan(keeper), told("a", asset), keeper)
    assert isinstance(verdict, Verdict)
    assert str(verdict.sentence) == "已记录：笔记本电脑，相符"
    assert StocktakeNote.objects.get().told == verdict.sentence
