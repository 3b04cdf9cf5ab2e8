"""What stands at a row beside its own facts: opinions, and the chain of matters."""

from __future__ import annotations

import pytest

from chancery.city.lookup import City
from chancery.kernel.base.clock import now
from chancery.kernel.desk.models import Link, Sight

pytestmark = pytest.mark.django_db


def test_an_opinion_is_written_on_the_page_and_taken_back_there(enter, booking):
    client, at = enter("周敏"), f"/rooms/booking/{booking.pk}/"
    client.post(f"{at}remarks/", {"words": "请备好投影"})
    assert "请备好投影" in client.get(at).content.decode()
    key = booking.entry.remarks.get().pk
    assert client.post(f"{at}remarks/{key}/withdraw/", {"why": ""}).status_code == 422
    client.post(f"{at}remarks/{key}/withdraw/", {"why": "改用别的会议室"})
    assert "<s>请备好投影</s>" in client.get(at).content.decode()


def test_the_chain_says_of_a_hidden_matter_only_that_it_is_there(enter, booking, city: City):
    """A room that everybody sees leads to a booking that only its organ sees."""
    room = booking.room
    Link.objects.create(source=room.entry, target=booking.entry, kind="led_to", at=now())
    assert "常务会议议题初审" in enter("周敏").get(f"/rooms/room/{room.pk}/").content.decode()
    keeper = city.actor("吴越")
    Sight.objects.bulk_create([Sight(viewer=keeper.post, opened_at=room.entry.opened_at, entry_id=room.pk, noun=1)])
    page = enter("吴越").get(f"/rooms/room/{room.pk}/").content.decode()
    assert "常务会议议题初审" not in page
    assert "A matter that your post cannot see" in page
