"""Whatever happens in whichever order: terms are as long as the law says, and no level is skipped or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.base.clock import HOUSE, clock_at, now, today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.deadlines.models import Clock
from chancery.modules.petitions.models import Petition, Reexamination, Review
from chancery.modules.petitions.services.taking_in import take_in
from chancery.modules.petitions.terms import HANDLING

from .conftest import TELLER, TEXT, do, examine, handle

pytestmark = pytest.mark.django_db
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
GROUNDS = {"grounds": "认定事实不清。"}


@contextmanager
def undone() -> Iterator[None]:
    """What an example wrote is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fresh(registrar) -> Petition:
    told = {"title": "反映征地补偿", "text": TEXT}
    return take_in(TELLER, told, organ=registrar.house or 0, actor=registrar)


@FEW
@given(wishes=st.lists(st.tuples(st.integers(1, 40), st.booleans(), st.integers(0, 4)), max_size=6))
def test_all_extensions_together_never_pass_thirty_days(registrar, housing, wishes):
    with undone():
        row = do(do(fresh(registrar), "forward", to=housing), "accept")
        accepted, at, granted = today(), now(), 0
        for days, agreed, later in wishes:
            at += timedelta(days=later)
            with clock_at(at):
                try:
                    row = do(row, "ask_more_time", days=days, reason="补充取证。")
                except Refused:
                    assert days + granted > 30
                    continue
                row = do(row, "grant_time" if agreed else "refuse_time", reason="已研究。")
                granted += days if agreed else 0
        clock = Clock.objects.get(entry=row.pk, key=HANDLING)
        assert row.extended == granted <= 30
        assert clock.due_at.astimezone(HOUSE).date() == accepted + timedelta(days=60 + granted)
        assert row.entry.due_at == clock.due_at


@FEW
@given(hearings=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), max_size=4))
def test_a_re_examination_takes_thirty_days_and_the_days_of_its_hearings(registrar, housing, hearings):
    with undone():
        row = handle(fresh(registrar), housing)
        do(row, "ask_review", asked_on=today(), **GROUNDS)
        review = examine(Review.unscoped.get(petition=row))
        do(review, "ask_reexamination", asked_on=today(), **GROUNDS)
        again, asked, at, heard = Reexamination.unscoped.get(review=review), today(), now(), 0
        for before, length in hearings:
            at += timedelta(days=before)
            with clock_at(at):
                again = do(again, "hold_hearing")
            at += timedelta(days=length)
            with clock_at(at):
                again = do(again, "end_hearing")
            heard += length
        clock = Clock.objects.get(entry=again.pk)
        assert clock.due_at.astimezone(HOUSE).date() == asked + timedelta(days=30 + heard)
        assert again.entry.due_at == clock.due_at


STEPS = st.lists(
    st.sampled_from(["ask_review", "examine", "ask_reexamination", "reexamine", "decline", "withdraw"]), max_size=12
)


@FEW
@given(steps=STEPS)
def test_levels_are_never_skipped_nor_doubled(registrar, housing, steps):
    with undone():
        row = handle(fresh(registrar), housing)
        for step in steps:
            _try(step, row)
            reviews = list(Review.unscoped.filter(petition=row))
            agains = list(Reexamination.unscoped.filter(review__petition=row))
            assert len(reviews) <= 1
            assert len(agains) <= 1
            assert not agains or reviews[0].state == "concluded"
            for level in (*reviews, *agains):
                assert level.organ_id != level.below_id
            organs = [row.handled_by_id, *(level.organ_id for level in (*reviews, *agains))]
            assert len(set(organs)) == len(organs)


def _try(step: str, row: Petition) -> None:
    """Press a step on the level it belongs to; what is refused changes nothing."""
    review = Review.unscoped.filter(petition=row).first()
    again = Reexamination.unscoped.filter(review__petition=row).first()
    try:
        with transaction.atomic():
            if step == "ask_review":
                do(row, "ask_review", asked_on=today(), **GROUNDS)
            elif step == "ask_reexamination" and review:
                do(review, "ask_reexamination", asked_on=today(), **GROUNDS)
            elif step == "examine" and review:
                examine(review)
            elif step == "reexamine" and again:
                examine(again)
            elif (level := again or review) and step in ("decline", "withdraw"):
                do(level, step, reason="信访人撤回。")
    except Refused:
        return
