"""A large stocktake is frozen and booked by the worker: nobody counts before it is complete, and a second run doubles nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import clock_at, now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.flow.engine import open_row, open_rows
from chancery.kernel.flow.opening import Fresh
from chancery.kernel.flow.steps import press
from chancery.kernel.notify.models import Message
from chancery.modules.assets.flow.booking import book_later
from chancery.modules.assets.flow.freezing import AT_ONCE, freeze_later
from chancery.modules.assets.models import Asset
from chancery.modules.assets.models.stocktake import Stocktake
from chancery.modules.assets.services.stocktake import tell
from chancery.modules.assets.services.stocktake_steps import take_up_stocktakes
from chancery.ui.scanning import Told
from tests.contract.walking import through_route

pytestmark = pytest.mark.django_db
CARDS = AT_ONCE + 5


@pytest.fixture
def keeper(city):
    PostRole.objects.create(post_id=city.actor("周敏").post, role="assets.keeper", since=today())
    return city.actor("周敏")


@pytest.fixture
def started(keeper):
    """A plan of more cards than are frozen while the person waits."""
    values = {"name": "文件柜", "category": "A05010502", "acquired_on": date(2020, 5, 6), "cost": Decimal(800)}
    fresh = [Fresh({**values, "building": "1号楼", "room": str(number % 40)}) for number in range(CARDS)]
    open_rows(Asset, fresh, organ=keeper.house, actor=keeper)
    plan = {"title": "2026年清查", "until_on": today() + timedelta(days=20)}
    row = open_row(Stocktake, organ=keeper.house, values=plan, actor=keeper)
    return press(row, "start", actor=keeper).row


def again(row):
    return Stocktake.unscoped.select_related("entry", "organ").get(pk=row.pk)


def test_nobody_counts_before_the_worker_has_frozen_the_book_set(started, keeper):
    card = Asset.unscoped.first()
    seen = Told(key="a" * 16, verb="matched", at=now(), code=card.code)
    with pytest.raises(Refused, match="冻结"):
        tell(started, seen, keeper)
    with pytest.raises(Refused, match="冻结"):
        press(started, "end_count", actor=keeper, asked={"reason": "到期。"})
    freeze_later.func(started.pk)
    row = again(started)
    assert (row.size, row.lines.count(), sum(room.expected for room in row.rooms.all())) == (CARDS, CARDS, CARDS)
    assert tell(row, seen, keeper).kind == "taken"
    assert Message.objects.filter(recipient_id=keeper.post, entry_id=row.pk, kind="assets.frozen").count() == 1


def test_what_broke_off_is_taken_up_and_no_line_stands_twice(started):
    freeze_later.func(started.pk)
    started.lines.filter(pk__gt=started.lines.order_by("pk")[300].pk).delete()
    Stocktake.unscoped.filter(pk=started.pk).update(frozen_at=None)
    take_up_stocktakes()
    assert again(started).frozen_at is None
    with clock_at(now() + timedelta(hours=1)):
        take_up_stocktakes()
    row = again(started)
    assert (row.size, row.lines.values("asset").distinct().count()) == (CARDS, CARDS)
    assert sum(room.expected for room in row.rooms.all()) == CARDS


def test_a_large_result_is_booked_by_the_worker_once(started, keeper, city):
    freeze_later.func(started.pk)
    first = started.lines.order_by("pk").first()
    tell(again(started), Told(key="b" * 16, verb="matched", at=now(), code=first.code), keeper)
    row = press(again(started), "end_count", actor=keeper, asked={"reason": "到期。"}).row
    row.lines.filter(result="missing").update(cause="lost")
    row = press(again(row), "submit", actor=keeper, asked={"conclusion": "账实不符。"}).row
    through_route(row, "approved", city)
    lost = Asset.unscoped.filter(status="lost")
    assert (again(row).state, lost.count()) == ("closed", 0)
    book_later.func(row.pk)
    versions = dict(Asset.unscoped.values_list("pk", "version"))
    assert (lost.count(), again(row).booked_at is not None) == (CARDS - 1, True)
    book_later.func(row.pk)
    assert dict(Asset.unscoped.values_list("pk", "version")) == versions
