"""Writing the city into an empty database, in batches, in one transaction."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from chancery.kernel.access.models import PostRole
from chancery.kernel.audit.trail import record
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Deputy, Organ, Party, Person, Post, Tenure, User

from .cast import PASSWORD
from .lookup import City
from .plan import Plan, draw
from .seats import Key

SEED = 20261122


def build_city(*, people: int = 600, on: date, seed: int = SEED) -> City:
    """Found the city as it is on the day `on`; the same seed gives the same city.

    Raises Refused if the database has organs already, or if so many people cannot be seated.
    """
    return _found(draw(people=people, on=on, seed=seed))


def build_small(on: date, *, seed: int = SEED) -> City:
    """The same city for tests: the general office, six departments, two counties, the whole cast, about 50 people."""
    return _found(draw(people=None, on=on, seed=seed, small=True))


@transaction.atomic
def _found(plan: Plan) -> City:
    standing = Organ.objects.count()
    if standing:
        raise Refused(
            say("The city cannot be founded: {n} organs are in this database already.", n=standing),
            ways=(say("Start with an empty database, or go on with the organs that are there."),),
        )
    organs = _organs(plan)
    posts = _posts(plan, organs)
    people = _people(plan)
    _appoint(plan, posts, people)
    record(
        "org.city.found",
        entry=None,
        sentence=say(
            "The city was founded with {organs} organs, {posts} posts and {people} people",
            organs=len(organs),
            posts=len(posts),
            people=len(people),
        ),
        after={"organs": len(organs), "posts": len(posts), "people": len(people), "on": plan.on.isoformat()},
    )
    return City.load(plan.on)


def _organs(plan: Plan) -> dict[str, Organ]:
    parties = Party.objects.bulk_create(Party(kind=Party.Kind.ORGAN) for _ in plan.organs)
    organs: dict[str, Organ] = {}
    for position, (told, party) in enumerate(zip(plan.organs, parties, strict=True), 1):
        organs[told.short] = Organ(
            party=party,
            parent=organs[told.under] if told.under else None,
            name=told.name,
            short_name=told.short,
            level=told.level,
            place=told.place,
            mark=told.mark,
            position=position,
            since=plan.founded,
        )
    Organ.objects.bulk_create(organs.values())
    return organs


def _posts(plan: Plan, organs: dict[str, Organ]) -> dict[Key, Post]:
    parties = Party.objects.bulk_create(Party(kind=Party.Kind.POST) for _ in plan.seats)
    posts = {
        seat.key: Post(
            party=party,
            organ=organs[seat.key.organ],
            reach=organs[seat.reach] if seat.reach else None,
            title=seat.key.title,
            rank=seat.rank,
            position=seat.position,
            since=plan.founded,
        )
        for seat, party in zip(plan.seats, parties, strict=True)
    }
    Post.objects.bulk_create(posts.values())
    PostRole.objects.bulk_create(
        PostRole(post=posts[seat.key], role=role, since=plan.founded) for seat in plan.seats for role in seat.roles
    )
    return posts


def _people(plan: Plan) -> dict[str, Person]:
    """People and their accounts; the password is hashed once, because a hash is slow by design."""
    people = {
        told.staff_number: Person(
            name=told.name, staff_number=told.staff_number, phone=told.phone, email=told.email, left_on=told.left_on
        )
        for told in plan.people
    }
    Person.objects.bulk_create(people.values())
    hashed = make_password(PASSWORD)
    User.objects.bulk_create(
        User(username=told.account, password=hashed, person=people[told.staff_number], is_active=told.left_on is None)
        for told in plan.people
    )
    return people


def _appoint(plan: Plan, posts: dict[Key, Post], people: dict[str, Person]) -> None:
    Tenure.objects.bulk_create(
        Tenure(
            person=people[told.person],
            post=posts[told.seat],
            kind=told.kind,
            since=told.since,
            until=told.until,
            paper=f"云政任〔{told.since.year}〕{told.since.month}号",
        )
        for told in plan.appointments
    )
    Deputy.objects.bulk_create(
        Deputy(
            post=posts[told.post],
            deputy=posts[told.deputy],
            absent_only=told.absent_only,
            since=told.since,
            until=told.until,
            position=1 if told.absent_only else 2,
        )
        for told in plan.stand_ins
    )
