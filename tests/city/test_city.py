"""The city is believable: its tree, its posts and its people hold together, and a seed decides it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db.models import Count

from chancery.city.build import build_city, build_small
from chancery.city.cast import CAST, PASSWORD
from chancery.city.lookup import City
from chancery.city.plan import Plan, draw
from chancery.city.seats import ROLES
from chancery.kernel.access.models import PostRole
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import clock_at
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.org.models import Deputy, Organ, Person, Post, Tenure, User
from chancery.kernel.org.services import holders, holding, standing_in
from chancery.kernel.org.tree import ancestors

ON = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 9, 0)


def full(seed: int = 1) -> Plan:
    return draw(people=600, on=ON, seed=seed)


def small(seed: int = 1) -> Plan:
    return draw(people=None, on=ON, seed=seed, small=True)


@pytest.mark.parametrize("made", [full, small])
def test_the_same_seed_draws_the_same_city_and_another_seed_other_people(made) -> None:
    assert made(1) == made(1)
    assert [person.name for person in made(1).people] != [person.name for person in made(2).people]


@pytest.mark.parametrize("made", [full, small])
def test_names_accounts_telephones_and_organs_are_told_apart(made) -> None:
    plan = made()
    for told in ("name", "account", "staff_number", "phone", "email"):
        values = [getattr(person, told) for person in plan.people]
        assert len(set(values)) == len(values), told
    words = [word for organ in plan.organs for word in {organ.name, organ.short, *organ.also}]
    assert len(set(words)) == len(words)
    marks = [organ.mark for organ in plan.organs if organ.mark]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("made", [full, small])
def test_the_tree_has_three_levels_and_ends_at_the_city_government(made) -> None:
    above = {organ.short: organ.under for organ in made().organs}

    def depth(short: str | None) -> int:
        return 0 if short is None else 1 + depth(above[short])

    inside = {organ.short: depth(organ.short) for organ in made().organs if organ.level != "outside"}
    assert set(inside.values()) == {1, 2, 3}
    assert [short for short, steps in inside.items() if steps == 1] == ["市政府"]


@pytest.mark.parametrize("made", [full, small])
def test_each_post_has_its_own_place_and_only_known_roles(made) -> None:
    seats = made().seats
    assert len({(seat.key.organ, seat.key.title, seat.position) for seat in seats}) == len(seats)
    assert len({(seat.key.organ, seat.position) for seat in seats}) == len(seats)
    assert {role for seat in seats for role in seat.roles} == ROLES
    assert all(seat.roles for seat in seats)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_one_post_administers_and_one_audits(role: str) -> None:
    assert sum(role in seat.roles for seat in full().seats) == 1


def test_fewer_people_than_the_city_needs_are_refused_with_the_number() -> None:
    with pytest.raises(Refused, match="needs 1\\d\\d at least"):
        draw(people=50, on=ON, seed=1)
    with pytest.raises(Refused, match="names for"):
        draw(people=20_000, on=ON, seed=1)


def test_more_people_are_seated_as_ordinary_staff_of_the_sections() -> None:
    plan = draw(people=2_000, on=ON, seed=1)
    assert len(plan.people) == 2_000
    assert len({seat.key for seat in plan.seats}) == len(plan.seats)


@pytest.fixture
def city(db) -> City:
    return build_city(on=ON)


@pytest.fixture
def town(db) -> City:
    return build_small(ON)


def test_six_hundred_people_have_accounts_and_one_line_says_that_the_city_was_founded(city: City) -> None:
    assert Person.objects.count() == User.objects.count() == 600
    assert Line.objects.order_by("-id").first().action == "org.city.found"
    assert check_password(PASSWORD, city.user("周敏").password)
    assert (
        55 <= Organ.objects.exclude(level="section").exclude(name__endswith="政府办公室", level="office").count() <= 65
    )


def test_everybody_of_the_house_sits_below_the_city_government_and_can_be_called(city: City) -> None:
    root = city.organ("市政府").pk
    lines = {organ.pk: ancestors(organ.pk)[-1] for organ in Organ.objects.exclude(level="outside")}
    assert set(lines.values()) == {root}
    seated = Tenure.objects.filter(holding(ON)).values_list("person__name", "post__organ")
    assert {organ for _, organ in seated} <= set(lines)
    assert set(city.people) - {name for name, _ in seated} == {"罗文清", "邓守义"}
    assert not Person.objects.filter(phone="").exists()
    assert not Person.objects.exclude(email__endswith="@yuncheng.example").exists()


@pytest.mark.parametrize("build", [build_city, build_small])
def test_each_leader_post_is_held_or_somebody_stands_in(db, build) -> None:
    build(on=ON)
    unanswered = [str(post) for post in Post.objects.filter(rank="leader") if standing_in(post.pk, ON) is None]
    assert unanswered == []


def test_a_vacant_head_is_answered_for_by_the_deputy(town: City) -> None:
    head = town.post("市商务局", "局长")
    assert holders(head.pk, ON) == []
    assert standing_in(head.pk, ON) == town.post("市商务局", "副局长").pk


def test_section_one_stands_in_for_section_two_while_its_head_is_away_this_week(town: City) -> None:
    away = Deputy.objects.get(post=town.post("秘书二科", "科长"), absent_only=False)
    assert away.deputy == town.post("秘书一科", "科长")
    assert (away.since, away.until) == (ON, ON + timedelta(days=5))
    assert [person.name for person in holders(away.post_id, ON)] == ["李卫东"]


def test_some_hold_two_posts_and_some_act(city: City) -> None:
    twice = Tenure.objects.filter(holding(ON)).values("person").annotate(n=Count("pk")).filter(n=2)
    assert twice.count() == 9
    assert Tenure.objects.filter(kind="acting").count() == 3
    with clock_at(MORNING):
        secondly = city.actor("唐致远", post=city.post("信息科", "科长"))
        assert (secondly.post_name, city.actor("唐致远").post_name) == ("信息科 科长", "督查科 科长")


def test_a_post_that_ended_yesterday_acts_no_more_but_did_yesterday(town: City) -> None:
    with clock_at(MORNING - timedelta(days=1)):
        assert town.actor("罗文清").post == town.post("市财政局办公室", "联络员").pk
    with clock_at(MORNING):
        assert town.actor_at("市财政局办公室", "联络员").name == "彭佳蕊"
        with pytest.raises(NotAllowed):
            town.actor("罗文清")


def test_who_left_has_a_closed_account(town: City) -> None:
    assert town.person("邓守义").left_on == ON - timedelta(days=40)
    assert not town.user("邓守义").is_active
    assert User.objects.filter(is_active=False).count() == 1


@pytest.mark.parametrize("build", [build_city, build_small])
def test_the_whole_cast_sits_in_its_posts_under_names_that_can_be_typed(db, build) -> None:
    city = build(on=ON)
    assert city.cast == CAST
    with clock_at(MORNING):
        assert {member.name: member.post_name for member in CAST} == {
            member.name: city.actor(member.name).post_name for member in CAST
        }
    assert {member.name: city.user(member.name).username for member in CAST} == {m.name: m.account for m in CAST}


def test_posts_reach_as_far_as_their_work(town: City) -> None:
    with clock_at(MORNING):
        assert town.organ("市政府办公室").pk in town.actor("周敏").viewers
        assert town.organ("市住建局").pk in town.actor("张克勤").viewers
        assert town.organ("市人民政府").pk in town.actor("梁启明").viewers
        assert town.organ("市政府办公室").pk not in town.actor("茅国华").viewers


def test_the_small_city_has_some_seventy_people_in_six_departments_and_two_counties(town: City) -> None:
    assert 45 <= Person.objects.count() <= 75
    assert Organ.objects.filter(level="department").count() == 6
    assert Organ.objects.filter(level="county").count() == 2
    assert town.organ("市住房城乡建设局") == town.organ("市住建局") == town.organ("云城市住房和城乡建设局")


def test_a_database_with_organs_is_not_built_over(town: City) -> None:
    before = (Organ.objects.count(), Post.objects.count(), PostRole.objects.count())
    with pytest.raises(Refused, match="62 organs are in this database already"):
        build_city(on=ON)
    assert (Organ.objects.count(), Post.objects.count(), PostRole.objects.count()) == before


def test_the_lookup_is_the_same_when_it_is_loaded_later(town: City) -> None:
    assert City.load(ON) == town
    with pytest.raises(LookupError, match="市气象局"):
        town.organ("市气象局")
    with pytest.raises(LookupError, match="文电科 文书 9"):
        town.post("文电科", "文书", 9)
