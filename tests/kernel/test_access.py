"""Access: who acts, in which post, with which rights, on which rows, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chancery.kernel.access.actors import actor_for, actor_in, posts_of, program, standing_for
from chancery.kernel.access.grants import end_grants, grant, live_viewers
from chancery.kernel.access.models import Grant, PostRole
from chancery.kernel.access.rows import ActorScope, acting, everywhere, load, may, visible
from chancery.kernel.access.shelves import ADMINISTRATOR, AUDITOR, NounAccess, UnknownName, shelves
from chancery.kernel.access.tokens import issue_token, user_of_token
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import clock_at, today
from chancery.kernel.base.refusals import NotAllowed, NotFound
from chancery.kernel.base.scope import NoScope, current_actor
from chancery.kernel.desk.models import Entry, Task
from chancery.kernel.desk.projection import write_sight
from chancery.kernel.flow.editing import revoke
from chancery.kernel.flow.steps import press
from chancery.kernel.module.registry import tasks_of
from chancery.kernel.org.models import Deputy, Tenure
from chancery.kernel.org.services import appoint, create_post, end_tenure, standing_in
from chancery.modules.documents.models import Incoming, PaperCopy
from tests.maker import HOUSE, MONDAY, make

REGISTER = "incoming.register"


@pytest.fixture
def clerk(city):
    return city.actor("周敏")


@pytest.fixture
def paper(city):
    return make(Incoming, city=city)


def tenure_of(city, name):
    return Tenure.objects.get(person=city.person(name), until__isnull=True, kind=Tenure.Kind.SUBSTANTIVE)


def test_whose_post_ended_this_morning_acts_no_more(city):
    end_tenure(tenure_of(city, "周敏"), until=today(), reason="调离")
    with pytest.raises(NotAllowed, match=r".+"):
        actor_for(city.user("周敏"))


def test_whose_post_ends_tomorrow_still_acts_today(city, clerk):
    end_tenure(tenure_of(city, "周敏"), until=today() + timedelta(days=1), reason="调离")
    assert actor_for(city.user("周敏")).post == clerk.post
    with clock_at(MONDAY + timedelta(days=1)), pytest.raises(NotAllowed):
        actor_for(city.user("周敏"))


def test_a_post_that_begins_tomorrow_is_not_held_today(city):
    post = city.post("市财政局", "局长")
    appoint(city.person("周敏"), post, since=today() + timedelta(days=1), kind=Tenure.Kind.CONCURRENT)
    with pytest.raises(NotAllowed):
        actor_for(city.user("周敏"), post=post.pk)
    with clock_at(MONDAY + timedelta(days=1)):
        assert actor_for(city.user("周敏"), post=post.pk).post == post.pk


def test_the_rights_of_two_posts_do_not_flow_together(city, clerk):
    post = city.post("市财政局", "局长")
    appoint(city.person("周敏"), post, since=today(), kind=Tenure.Kind.CONCURRENT)
    second = actor_for(city.user("周敏"), post=post.pk)
    assert {tenure.post_id for tenure in posts_of(city.user("周敏"))} == {clerk.post, post.pk}
    assert REGISTER in clerk.actions
    assert REGISTER not in second.actions
    assert set(second.viewers) & set(clerk.viewers) == set()


def test_without_a_choice_one_acts_in_the_own_post_or_the_last_used_one(city, clerk):
    post = city.post("市财政局", "局长")
    appoint(city.person("周敏"), post, since=today(), kind=Tenure.Kind.ACTING)
    user = city.user("周敏")
    user.last_post_id = None
    assert actor_for(user).post == clerk.post
    user.last_post = post
    assert actor_for(user).post == post.pk
    user.last_post = city.post("市政府", "市长")
    assert actor_for(user).post == clerk.post


def test_an_acting_holder_has_the_rights_of_the_post(city):
    post = create_post(organ=city.organ("文电科"), title="试用岗", rank="clerk")
    PostRole.objects.create(post=post, role="documents.clerk", since=today())
    appoint(city.person("张克勤"), post, since=today(), kind=Tenure.Kind.ACTING)
    assert REGISTER in actor_for(city.user("张克勤"), post=post.pk).actions


def test_a_role_counts_only_between_its_days(city, clerk):
    roles = PostRole.objects.filter(post=clerk.post, role="documents.clerk")
    roles.update(until=today())
    assert REGISTER not in city.actor("周敏").actions
    roles.update(until=today() + timedelta(days=1))
    assert REGISTER in city.actor("周敏").actions


def test_a_deputy_sees_and_acts_for_the_absent_post_and_is_told_apart(city, clerk, paper):
    other = replace(city.actor("张克勤"), actions=clerk.actions)
    with pytest.raises(NotFound):
        load(Incoming, paper.pk, actor=other)
    grant(paper.pk, [clerk.post], cause="assigned")
    write_sight(paper.entry, [clerk.post])
    Deputy.objects.create(post_id=clerk.post, deputy_id=other.post, absent_only=False, since=today())
    deputy = standing_for(other, clerk.post)
    assert load(Incoming, paper.pk, actor=deputy).pk == paper.pk
    Task.objects.filter(entry=paper.pk).update(assignee=clerk.post)
    press(paper, "register", actor=deputy)
    line = Line.objects.filter(entry=paper.pk).last()
    assert (line.person, line.post, line.acting_for) == (other.person, other.post, clerk.post)


def test_a_vacant_post_is_answered_by_its_first_held_deputy(city):
    organ = city.organ(HOUSE)
    post = create_post(organ=organ, title="空缺岗", rank="officer")
    empty = create_post(organ=organ, title="也空缺", rank="officer")
    held = tenure_of(city, "周敏").post
    assert standing_in(post.pk) is None
    Deputy.objects.create(post=post, deputy=empty, position=1, since=today())
    Deputy.objects.create(post=post, deputy=held, position=2, since=today(), until=today() + timedelta(days=3))
    assert standing_in(post.pk) == held.pk
    assert standing_in(post.pk, today() + timedelta(days=3)) is None
    appoint(city.person("张克勤"), post, since=today())
    assert standing_in(post.pk) == post.pk


def test_an_unknown_action_is_an_error_and_never_a_no(clerk):
    with pytest.raises(UnknownName, match="incoming.regster"):
        may(clerk, "incoming.regster")


def test_what_no_module_declared_is_no_noun(clerk):
    with pytest.raises(UnknownName):
        ActorScope(clerk).rows(Entry.objects.all())


def test_the_shelves_are_closed_once_the_house_stands():
    with pytest.raises(RuntimeError):
        shelves.declare_role("late", "Late", frozenset())
    with pytest.raises(RuntimeError):
        shelves.declare_noun(Entry, NounAccess("late", "organ", "late.read"))


def test_the_auditor_reads_everything_and_does_nothing(city, paper):
    auditor = city.actor("冯雅琴")
    assert AUDITOR in PostRole.objects.filter(post=auditor.post).values_list("role", flat=True)
    assert auditor.everything
    assert not may(auditor, REGISTER, paper)
    with pytest.raises(NotAllowed):
        press(paper, "register", actor=replace(auditor, actions=auditor.actions | {"incoming.read"}))


def test_the_auditor_sees_the_rows_of_every_noun(city, paper):
    assert visible(city.actor("冯雅琴"), Incoming).filter(pk=paper.pk).exists()


def test_the_administrator_may_do_whatever_is_declared(city, paper):
    post = create_post(organ=city.organ("市财政局"), title="管理员", rank="officer")
    PostRole.objects.create(post=post, role=ADMINISTRATOR, since=today())
    keeper = actor_in(post, person=city.person("张克勤"))
    assert keeper.actions == frozenset(shelves.actions)
    assert may(keeper, REGISTER, paper)


def test_grants_of_two_causes_end_apart(city, paper):
    reader = city.actor("张克勤").post
    reads = replace(city.actor("张克勤"), actions=frozenset({"incoming.read"}))
    assert grant(paper.pk, [reader], cause="reading") == [reader]
    assert grant(paper.pk, [reader], cause="shared") == [reader]
    assert grant(paper.pk, [reader], cause="shared") == []
    write_sight(paper.entry, [reader])
    assert end_grants(paper.pk, cause="shared", viewers=[reader]) == 1
    revoke(paper, [reader])
    assert visible(reads, Incoming).filter(pk=paper.pk).exists()
    end_grants(paper.pk, cause="reading")
    revoke(paper, [reader])
    assert not visible(reads, Incoming).filter(pk=paper.pk).exists()
    assert Grant.objects.filter(entry=paper.pk, viewer=reader).count() == 2


def test_grants_of_one_cause_from_two_sources_end_apart(city, paper):
    reader = city.actor("张克勤").post
    for source in ("meeting 1", "meeting 2"):
        grant(paper.pk, [reader], cause="committee", source=source)
    end_grants(paper.pk, cause="committee", source="meeting 1")
    assert reader in live_viewers(paper.pk)
    end_grants(paper.pk, cause="committee", source="meeting 2")
    assert reader not in live_viewers(paper.pk)


def test_a_grant_can_be_given_again_after_it_ended(city, paper):
    reader = city.actor("张克勤").post
    for _ in range(2):
        assert grant(paper.pk, [reader], cause="shared") == [reader]
        assert end_grants(paper.pk, cause="shared") == 1


def test_every_row_can_say_who_sees_it_and_why(city, paper):
    reader = city.actor("张克勤").post
    grant(paper.pk, [reader], cause="shared", source="asked by the mayor")
    told = Grant.objects.get(entry=paper.pk, viewer=reader, until__isnull=True)
    assert told.cause == "shared"
    assert told.source == "asked by the mayor"
    assert told.since == MONDAY


def test_outside_a_scope_even_the_question_is_an_error(db):
    with pytest.raises(NoScope):
        Incoming.objects.all()
    with pytest.raises(NoScope):
        current_actor()


def test_scopes_nest_and_are_left_again(city, clerk, paper):
    stranger = replace(city.actor("张克勤"), actions=clerk.actions)
    with acting(clerk):
        assert Incoming.objects.count() == 1
        with acting(stranger):
            assert Incoming.objects.count() == 0
            with everywhere("test of nesting"):
                assert Incoming.objects.count() == 1
            assert Incoming.objects.count() == 0
        assert current_actor() == clerk
    with pytest.raises(NoScope):
        Incoming.objects.count()


def test_a_scope_is_left_when_something_goes_wrong_inside(clerk):
    with pytest.raises(ZeroDivisionError), acting(clerk):
        raise ZeroDivisionError
    with pytest.raises(NoScope):
        current_actor()


def test_a_program_acts_in_its_own_name(city, paper):
    press(paper, "register", actor=program("夜间任务"))
    line = Line.objects.filter(entry=paper.pk).last()
    assert (line.person, line.who, line.channel) == (None, "夜间任务", "worker")


def test_the_paper_register_is_seen_by_its_organ_alone(city, clerk):
    paper = make(PaperCopy, city=city, organ=city.organ("文电科"))
    above = replace(clerk, viewers=(city.organ("市政府").pk,))
    own = replace(clerk, viewers=(city.organ("文电科").pk,))
    assert visible(own, PaperCopy).filter(pk=paper.pk).exists()
    assert not visible(above, PaperCopy).filter(pk=paper.pk).exists()


def test_a_token_opens_until_its_day_and_for_open_accounts_only(city):
    user = city.user("周敏")
    text = issue_token(user, days=1)
    assert user_of_token(text)[0].pk == user.pk
    assert user_of_token(text + "x") is None
    with clock_at(MONDAY + timedelta(days=2)):
        assert user_of_token(text) is None
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert user_of_token(text) is None
    assert text not in str(list(Line.objects.values_list("body", flat=True)))


def test_a_sections_task_lies_with_those_who_may_do_it(city, paper):
    clerk, keeper = city.actor("周敏"), city.actor("沈䶮")
    assert tasks_of(clerk).filter(entry=paper.pk).exists()
    colleague = replace(clerk, actions=frozenset({"incoming.read"}))
    assert not tasks_of(colleague).filter(entry=paper.pk).exists()
    assert not tasks_of(keeper).filter(entry=paper.pk).exists()
