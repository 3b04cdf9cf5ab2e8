"""The believable year is believable: what was told happens in order, and ends before now."""

from __future__ import annotations

from itertools import pairwise

from chancery.city.lookup import City
from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import ActorScope
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import within
from chancery.modules.documents.demo import demo
from chancery.modules.documents.models import Incoming


def test_every_document_of_the_year_is_told_in_order(city: City) -> None:
    with within(ActorScope(program("云城市演示", channel="demo"))):
        demo(city, count=10)
    told = Incoming.unscoped.values_list("pk", flat=True)
    assert len(told) >= 8
    for pk in told:
        moments = list(Line.objects.filter(entry=pk).order_by("pk").values_list("at", flat=True))
        assert all(earlier <= later for earlier, later in pairwise(moments))
        assert moments[-1] <= now()
