"""The hotline of the believable city stands in all its states, and nobody real is in it."""

from __future__ import annotations

import pytest

from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import acting
from chancery.modules.hotline.demo import demo
from chancery.modules.hotline.models import Caller, Cluster, Errand, Order, Publication

pytestmark = pytest.mark.django_db


def test_the_demo_shows_orders_in_all_states_and_the_chain_of_a_cluster(city):
    with acting(program("Demo", channel="demo")):
        demo(city)
    states = set(Order.unscoped.values_list("state", flat=True))
    assert {"new", "to_dispatch", "sent", "acting", "answered", "to_call_back", "closed"} <= states
    assert Publication.unscoped.exists()
    assert (Cluster.unscoped.get().count, Errand.unscoped.count()) == (6, 1)
    assert not Caller.objects.exclude(phone__startswith="1380").exists()
