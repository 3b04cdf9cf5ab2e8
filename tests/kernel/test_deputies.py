"""Deputies (代理、AB岗): who may act for which post today, and with what."""

from datetime import timedelta

import pytest

from chancery.kernel.access.actors import standing_for
from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotAllowed
from chancery.kernel.org.models import Deputy, Tenure
from chancery.kernel.org.services import create_post, stood_in_for

HOUSE = "市政府办公室"
REGISTER = "incoming.register"


@pytest.fixture
def clerk(city):
    return city.actor("周敏")


def stands_in(post, deputy, **more):
    return Deputy.objects.create(post_id=post, deputy_id=deputy, since=today(), **more)


def test_a_deputy_only_for_a_vacancy_does_not_act_for_a_held_post(city, clerk):
    other = city.actor("张克勤")
    stands_in(clerk.post, other.post, absent_only=True)
    assert stood_in_for(other.post) == []
    with pytest.raises(NotAllowed):
        standing_for(other, clerk.post)
    Tenure.objects.filter(post=clerk.post).update(until=today())
    assert stood_in_for(other.post) == [clerk.post]
    assert REGISTER in standing_for(other, clerk.post).actions


def test_a_deputy_of_a_held_post_acts_for_it_with_its_actions_and_rows_until_the_last_day(city, clerk):
    other = city.actor("张克勤")
    assert REGISTER not in other.actions
    stands_in(clerk.post, other.post, absent_only=False, until=today() + timedelta(days=1))
    deputy = standing_for(other, clerk.post)
    assert REGISTER in deputy.actions
    assert set(deputy.viewers) == {*other.viewers, *clerk.viewers}
    assert (deputy.post, deputy.acting_for, deputy.viewers[: len(other.viewers)]) == (
        other.post,
        clerk.post,
        other.viewers,
    )
    assert stood_in_for(other.post, today() + timedelta(days=1)) == []


def test_nobody_stands_in_from_a_post_that_is_vacant_itself(city, clerk):
    empty = create_post(organ=city.organ(HOUSE), title="空缺岗", rank="officer")
    stands_in(clerk.post, empty.pk, absent_only=False)
    assert stood_in_for(empty.pk) == []


def test_what_reads_everything_is_never_lent_to_a_deputy(city):
    other = city.actor("张克勤")
    keeper = PostRole.objects.filter(role="administrator").first().post_id
    stands_in(keeper, other.post, absent_only=False)
    deputy = standing_for(other, keeper)
    assert (deputy.everything, deputy.actions) == (False, other.actions)
