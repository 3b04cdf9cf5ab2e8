"""The yearly report and the rates count what their definitions say, and papers print what was decided."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from chancery.kernel.base.clock import clock_at, now
from chancery.modules.petitions.models import Paper
from chancery.modules.petitions.reports import papers_to_serve, rates_by_organ, yearly_report
from chancery.modules.petitions.services.taking_in import Person

from .conftest import TELLER, do

pytestmark = pytest.mark.django_db


def section(table, word):
    return next(one for one in table.sections if word in one.title.text)


def test_the_rates_count_what_was_kept_among_what_was_due(take, housing, registrar, concluded):
    do(concluded, "rate", satisfied="partly")
    late = do(take(Person("王秀兰", "13900000001")), "forward", to=housing)
    with clock_at(now() + timedelta(days=20)):
        do(late, "accept", reason="补充材料后受理。")
        waiting = take(Person("陈一", "13900000002"), received_at=now())
        do(waiting, "forward", to=housing)
        table, _ = rates_by_organ(registrar, year=2026)
    total = table.total
    assert total[1] == 3
    assert total[2] == Decimal("50.0")  # one notice in time, one late, one not due yet
    assert total[3] == Decimal("100.0")
    assert (total[4], total[5]) == (Decimal("100.0"), Decimal("0.0"))


def test_the_yearly_report_has_the_parts_of_article_41(take, registrar, housing, concluded):
    take(channel="visit", people=30, representatives=3, against_id=housing)
    table, _ = yearly_report(registrar, year=2026)
    assert table.total[1:3] == [2, 31]
    assert section(table, "How they came").rows[0][1] == 1
    assert section(table, "complained of").rows[0][1:3] == [1, 30]
    assert section(table, "Forwarded").rows[0][1] == 1
    assert len(table.notes) == 5


def test_another_house_counts_none_of_it(concluded, city):
    table, _ = yearly_report(city.actor("姚立安"), year=2026)
    assert table.total[1] == 0


def test_papers_wait_until_their_service_is_entered(registrar, concluded):
    assert {row[2] for row in papers_to_serve(registrar).rows} == {
        str(kind) for kind in _kinds(concluded, served=False)
    }
    do(concluded, "serve", paper="receipt", served_on=now().date(), served="online")
    paper = Paper.objects.get(entry=concluded.pk, kind="receipt")
    assert paper.served == "online"
    assert papers_to_serve(registrar).rows == []


def _kinds(row, *, served):
    return [paper.get_kind_display() for paper in Paper.objects.filter(entry=row.pk, served_on__isnull=not served)]


def test_each_paper_prints_its_form_with_a_masked_name_until_the_whole_is_asked_for(city, concluded):
    client = Client()
    client.force_login(city.user("唐致远"), backend="chancery.ui.accounts.Accounts")
    for paper in Paper.objects.filter(entry=concluded.pk):
        page = client.get(f"/petitions/paper/{paper.pk}/").content.decode()
        assert TELLER.name not in page
        assert concluded.number in page
    opinion = Paper.objects.get(entry=concluded.pk, kind="opinion")
    page = client.get(f"/petitions/paper/{opinion.pk}/").content.decode()
    parts = ["一、投诉请求", "二、事实和理由", "三、处理意见", "四、法律法规依据"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)
    assert "请求复查" in page
    assert f"{TELLER.name}：" in client.post(f"/petitions/paper/{opinion.pk}/").content.decode()
