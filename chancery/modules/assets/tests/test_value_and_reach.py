"""What is never depreciated, final accounts that are overdue, late striking off, and who sees beyond the own house."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from chancery.kernel.access.actors import actor_in
from chancery.kernel.access.models import PostRole
from chancery.kernel.access.rows import visible
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.desk.models import Link
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.models import Message
from chancery.modules.assets.models import Asset, Disposal, Repair, Revaluation, months_after
from chancery.modules.assets.models.stocktake import Stocktake
from chancery.modules.assets.reports import register_of_cards, use_of_assets, yearly_report
from chancery.modules.assets.services.pool import remind_of_accounts
from chancery.modules.assets.services.stocktake import tell
from chancery.modules.assets.services.stocktake_follow import propose_write_off, report_repair
from tests.contract.walking import through_route
from tests.maker import departments, make, maker

from .test_stocktake import card, line, plan, told, with_roles

pytestmark = pytest.mark.django_db
BUILT = {"category": "A01020000", "acquisition": "construction", "value_kind": "estimate", "cost": Decimal(900_000)}


@pytest.fixture
def keeper(city):
    return with_roles(city, "周敏", "assets.keeper")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [(date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 3, 1), -12, date(2025, 3, 1))],
)  # fmt: skip
def test_a_day_some_months_later_is_a_day_of_that_month(day, months, then):
    assert months_after(day, months) == then


def test_what_is_not_depreciated_takes_no_months(city):
    relic = make(Asset, city=city, category="A03000000", acquired_on=date(2020, 1, 1), cost=Decimal(5000))
    assert relic.months == 0
    assert make(Asset, city=city, category="A05010201", value_kind="nominal", cost=Decimal(1)).months == 0
    with pytest.raises((Refused, ValidationError)):
        make(Asset, city=city, category="A03000000", months=60)
    change = {"asset": relic, "cost": Decimal(6000), "from_month": today()}
    with pytest.raises(Refused) as caught:
        press(make(Revaluation, city=city, months=12, **change), "book", actor=maker())
    assert caught.value.cite.article == "第十六条"
    assert press(make(Revaluation, city=city, months=0, **change), "book", actor=maker()).row.state == "booked"


def test_a_final_account_after_a_year_says_why_and_ends_the_reminder(city):
    garage = make(Asset, city=city, acquired_on=today() - timedelta(days=500), **BUILT)
    make(Asset, city=city, acquired_on=today() - timedelta(days=100), **BUILT)
    assert remind_of_accounts() == 1
    assert Message.objects.filter(kind="assets.account").exists()
    final = make(
        Revaluation, city=city, asset=garage, kind="final", cost=Decimal(880_000), months=120, from_month=today()
    )
    with pytest.raises(Refused) as caught:
        press(final, "book", actor=maker())
    assert (caught.value.strength, caught.value.cite.article) == ("ask", "第三十一条第一款")
    press(final, "book", actor=maker(), asked={"reason": "审计时间较长。"})
    garage = Asset.unscoped.get(pk=garage.pk)
    assert (garage.value_kind, garage.cost, remind_of_accounts()) == ("original", Decimal(880_000), 0)


def test_striking_off_long_after_the_disposal_says_why(city):
    one = make(Asset, city=city, category="A02010105", acquired_on=date(2012, 1, 1), cost=Decimal(4000))
    row = make(Disposal, city=city, asset=one, kind="scrap", ground="worn", opinion="老化。", collective="纪要1号")
    row = press(row, "submit", actor=maker()).row
    through_route(row, "passed", city)
    row = Disposal.unscoped.get(pk=row.pk)
    day = {"done_on": today() - timedelta(days=31)}
    with pytest.raises(Refused) as caught:
        press(row, "carry_out", actor=maker(), asked=day)
    assert (caught.value.strength, caught.value.cite.article) == ("ask", "第三十五条")
    assert press(row, "carry_out", actor=maker(), asked={**day, "reason": "手续补办。"}).row.state == "done"


@pytest.fixture
def bureau(city):
    """Somebody of the section that keeps the shared pool of the government."""
    seat = PostRole.objects.filter(role="assets.pool", until__isnull=True).select_related("post__organ").first()
    return actor_in(seat.post) if seat else with_roles(city, "吴越", "assets.pool")


def test_the_administration_counts_the_cards_of_all_organs_and_leaves_a_line(keeper, bureau):
    theirs = card(keeper, "办公室的笔记本电脑", acquired_on=today())
    assert not visible(bureau, Asset).filter(pk=theirs.pk).exists()
    register = register_of_cards(bureau, since=today() - timedelta(days=1))
    assert [row[3] for section in register.sections for row in section.rows] == [theirs.name]
    assert (use_of_assets(bureau)[0].total[1], yearly_report(bureau).total[2]) == (1, 1)
    assert Line.objects.filter(action="access.everywhere", post=bureau.post).count() == 2


def test_a_user_of_assets_counts_no_further_than_the_own_house(city, keeper):
    make(Asset, city=city, organ=departments(city)[0], category="A02010105", cost=Decimal(4000))
    assert (use_of_assets(keeper)[0].total[1], yearly_report(keeper).total[2]) == (0, 0)


def test_the_section_that_oversees_sees_the_plan_of_another_organ(keeper, bureau):
    card(keeper)
    assert visible(bureau, Stocktake).filter(pk=plan(keeper).pk).exists()


def test_a_broken_thing_starts_its_repair_once(keeper):
    one = card(keeper)
    row = plan(keeper)
    tell(row, told("a", one, "broken", words="屏幕碎裂"), keeper)
    repair = report_repair(line(row, one), keeper)
    assert (repair.asset_id, repair.fault, report_repair(line(row, one), keeper)) == (one.pk, "屏幕碎裂", repair)
    assert Link.objects.get(source=row.pk).target_id == repair.pk
    other = card(keeper, "扫描仪")
    with pytest.raises(Refused):
        report_repair(line(plan(keeper), other), keeper)
    assert Repair.unscoped.count() == 1


def test_what_is_booked_as_missing_is_proposed_for_writing_off_in_one_matter(keeper, city):
    cards = [card(keeper), card(keeper, "打印机")]
    row = plan(keeper)
    with pytest.raises(Refused):
        propose_write_off(row, keeper)
    row = press(row, "end_count", actor=keeper, asked={"reason": "到期。"}).row
    row.lines.update(cause="lost")
    row = press(row, "submit", actor=keeper, asked={"conclusion": "两件未找到。"}).row
    through_route(row, "approved", city)
    row = Stocktake.unscoped.select_related("entry").get(pk=row.pk)
    made = propose_write_off(row, keeper)
    assert (made.kind, made.ground, made.opinion) == ("write_off", "loss", "两件未找到。")
    assert Link.objects.get(source=row.pk).target_id == made.pk
    with pytest.raises(Refused):
        propose_write_off(row, keeper)
    submitted = press(made, "submit", actor=keeper, asked={"reason": "会议纪要后补。"}).row
    assert submitted.cards == len(cards)
