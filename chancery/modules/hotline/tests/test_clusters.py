"""What piles up within the hour is put together once: one subject or one place, and not what is usual at that hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chancery.kernel.base.clock import clock_at, now
from chancery.modules.hotline.models import Cluster, Order
from chancery.modules.hotline.services.clusters import look_for_bursts

pytestmark = pytest.mark.django_db
HEATING = [
    f"{number}栋暖气不热，{words}"
    for number, words in enumerate(("三天了", "老人受不了", "打电话没人接", "孩子发烧", "水管是凉的", "一直没来修"))
]


def test_many_requests_about_one_subject_become_one_cluster_that_grows(say_it, subject):
    heating = subject("供热", "暖气 供暖", "市住房城乡建设局")
    for words in HEATING[:5]:
        say_it(words)
    look_for_bursts()
    look_for_bursts()
    found = Cluster.unscoped.get()
    assert (found.subject_id, found.count, found.kind) == (heating.pk, 5, "topic")
    say_it(HEATING[5])
    look_for_bursts()
    found.refresh_from_db()
    assert (found.count, Order.unscoped.filter(cluster=found).count()) == (6, 6)


def test_what_comes_every_week_at_this_hour_is_no_cluster(say_it, subject):
    subject("供热", "暖气 供暖", "市住房城乡建设局")
    here = now()
    for week in range(6, 0, -1):
        with clock_at(here - timedelta(weeks=week)):
            for words in HEATING:
                say_it(words)
    with clock_at(here):
        for words in HEATING:
            say_it(words)
        look_for_bursts()
    assert not Cluster.unscoped.exists()


def test_requests_of_different_subjects_at_one_place_pile_up_as_a_place(say_it):
    for words in ("路灯不亮", "井盖缺失", "污水外溢", "有人摆摊", "垃圾没清"):
        say_it(words, address="湖东街道春风小区")
    look_for_bursts()
    found = Cluster.unscoped.get()
    assert (found.kind, found.place, found.count) == ("place", "湖东街道春风小区", 5)


def test_copies_of_one_text_make_no_cluster(say_it, subject):
    subject("供热", "暖气 供暖", "市住房城乡建设局")
    for _ in range(8):
        say_it(HEATING[0])
    look_for_bursts()
    assert not Cluster.unscoped.exists()
