"""Review and re-examination: one level up, once each, in time; a hearing stops the clock; afterwards never again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from chancery.kernel.base.clock import HOUSE, clock_at, now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.deadlines.models import Clock
from chancery.modules.petitions.flow.chain import open_level
from chancery.modules.petitions.models import Paper, Petition, Reexamination, Review, superior_of
from chancery.modules.petitions.selectors.chain import chain_of
from chancery.modules.petitions.services.taking_in import Person

from .conftest import TELLER, do, examine, handle

pytestmark = pytest.mark.django_db
GROUNDS = "认定事实不清。"


def ask(row, day=None):
    do(row, "ask_review", asked_on=day or today(), grounds=GROUNDS)
    return Review.unscoped.select_related("entry", "organ").get(petition=row)


def ask_again(review, day=None):
    do(review, "ask_reexamination", asked_on=day or today(), grounds=GROUNDS)
    return Reexamination.unscoped.select_related("entry", "organ").get(review=review)


def test_the_review_is_a_matter_of_the_organ_one_level_up_with_thirty_days(concluded, city):
    review = ask(concluded)
    assert review.organ == city.organ("市政府") == superior_of(concluded.handled_by_id)
    assert review.number
    assert review.entry.due_at.astimezone(HOUSE).date().isoformat() == "2026-12-23"
    assert list(concluded.entry.links_out.values_list("target", flat=True)) == [review.pk]
    again = ask_again(examine(review))
    assert again.organ == city.organ("省政府")
    assert [row.pk for row in (chain_of(again).petition, chain_of(again).review)] == [concluded.pk, review.pk]


def test_an_organ_never_reviews_its_own_opinion(concluded, housing):
    told = {"asked_on": today(), "grounds": GROUNDS}
    with pytest.raises(Refused) as caught:
        open_level(Review, housing, row=concluded, asked=told, key="review", organ=housing, petition=concluded)
    assert caught.value.cite.article == "第三十五条"
    review = ask(concluded)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.unscoped.filter(pk=review.pk).update(organ=housing)


def test_an_organ_beside_the_one_above_does_not_review_either(concluded, housing, city):
    told = {"asked_on": today(), "grounds": GROUNDS}
    with pytest.raises(Refused):
        open_level(
            Review,
            housing,
            row=concluded,
            asked=told,
            key="review",
            organ=city.organ("市财政局").pk,
            petition=concluded,
        )
    assert not Review.unscoped.filter(petition=concluded).exists()


def test_a_petition_has_one_review_and_a_review_one_re_examination(concluded):
    review = examine(ask(concluded))
    with pytest.raises(Refused):
        ask(concluded)
    ask_again(review)
    with pytest.raises(Refused):
        ask_again(review)


def test_after_thirty_days_a_review_needs_a_reason_but_a_last_day_that_is_off_gives_way(take, housing):
    with clock_at(datetime(2026, 12, 2, 10)):
        row = handle(take(), housing)  # the thirtieth day, 1 January 2027, is a holiday, and a weekend follows
    with clock_at(datetime(2027, 1, 4, 9)):
        assert ask(row)
    with clock_at(datetime(2026, 12, 2, 10)):
        other = handle(take(Person("王秀兰", "13900000001")), housing)
    with clock_at(datetime(2027, 1, 5, 9)):
        with pytest.raises(Refused) as caught:
            do(other, "ask_review", asked_on=today(), grounds=GROUNDS)
        assert caught.value.strength == "ask"
        do(other, "ask_review", asked_on=today(), grounds=GROUNDS, reason="信访人住院，有病历为证。")


def test_a_request_before_the_opinion_was_served_is_refused(concluded):
    with pytest.raises(Refused):
        ask(concluded, today() - timedelta(days=1))


def test_a_hearing_stops_the_clock_of_a_re_examination_and_of_nothing_else(concluded):
    review = ask(concluded)
    with pytest.raises(Refused):
        do(review, "hold_hearing")
    again = ask_again(examine(review))
    row = do(again, "hold_hearing")
    assert Clock.objects.get(entry=row.pk).state == "paused"
    with clock_at(now() + timedelta(days=9)):
        row = do(row, "end_hearing")
    assert row.entry.due_at.astimezone(HOUSE).date() == today() + timedelta(days=39)


def test_what_was_re_examined_is_not_accepted_again_from_the_same_person(take, concluded):
    examine(ask_again(examine(ask(concluded))))
    again = take()
    with pytest.raises(Refused) as caught:
        do(again, "forward", to=concluded.handled_by_id)
    assert caught.value.cite.article == "第三十六条第三款"
    assert concluded.number in str(caught.value)
    declined = do(again, "decline", ground="finished", words="该事项已经复核。")
    assert declined.state == "declined"
    assert Paper.objects.get(entry=declined.pk).kind == "refusal"


def test_another_person_with_the_same_words_is_taken_in_and_the_clerk_may_say_what_is_new(take, concluded):
    examine(ask_again(examine(ask(concluded))))
    other = take(Person("王秀兰", "13900000001"))
    assert do(other, "forward", to=concluded.handled_by_id).state == "forwarded"
    with pytest.raises(Refused):
        do(take(Person("王秀兰", "13900000001")), "decline", ground="finished", words="该事项已经复核。")
    mine = do(take(), "forward", to=concluded.handled_by_id, reason="提交了新的测绘成果。")
    assert mine.state == "forwarded"


def test_the_same_matter_that_is_being_handled_is_not_accepted_beside(take, housing):
    first = do(take(), "forward", to=housing)
    second = do(take(), "decline", ground="pending", words="同一事项正在办理。")
    assert second.state == "declined"
    with pytest.raises(Refused) as caught:
        do(
            take(TELLER, text="反映楼下餐馆油烟扰民，请求查处。", title="油烟扰民"),
            "decline",
            ground="pending",
            words="同一事项。",
        )
    assert caught.value.cite.article == "第十九条第三款"
    assert first.state == "forwarded"


def test_what_a_review_sets_aside_is_handled_again_in_a_matter_of_its_own(concluded):
    review = examine(ask(concluded), "redo")
    fresh = Petition.unscoped.exclude(pk=concluded.pk).get(title=concluded.title)
    assert (fresh.state, fresh.handled_by_id) == ("forwarded", concluded.handled_by_id)
    assert fresh.origin_id == review.pk
    assert fresh.person.phone == TELLER.phone
    concluded.refresh_from_db()
    assert concluded.state == "concluded"


def test_alike_petitions_are_joined_in_the_same_house_only(take, housing):
    first, second = take(), take(Person("王秀兰", "13900000001"))
    joined = do(second, "join", number=first.number)
    assert (joined.state, joined.same_as_id) == ("joined", first.pk)
    with pytest.raises(Refused):
        do(first, "join", number=first.number)
