"""Prepared queries give what the ORM would."""

from __future__ import annotations

import pytest

from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.org.models import Organ

BELOW = Prepared(lambda: Organ.objects.filter(parent=given("parent")).select_related("parent").order_by("pk"))


@pytest.mark.django_db
def test_asking_gives_the_rows_of_the_queryset_each_time_for_other_values(city):
    tops = [organ.pk for organ in Organ.objects.filter(children__isnull=False).distinct()]
    for parent in [*tops, *tops]:
        found = BELOW.ask(parent=parent)
        assert found == list(Organ.objects.filter(parent=parent).order_by("pk"))
        assert all(organ.parent.pk == parent for organ in found)
    assert BELOW.ask(parent=0) == []
    assert BELOW.first(parent=0) is None
