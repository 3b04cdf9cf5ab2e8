"""From an account to an actor: a person acts in a post, for a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from chancery.kernel.base.clock import today
from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.base.refusals import NotAllowed
from chancery.kernel.base.scope import Actor, Channel
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Post, Tenure, User
from chancery.kernel.org.services import holding, stood_in_for

from .models import PostRole
from .shelves import ADMINISTRATOR, AUDITOR, shelves


def posts_of(user: User) -> list[Tenure]:
    """The tenures in which this account may act today, substantive ones first."""
    if user.person_id is None:
        return []
    tenures = Tenure.objects.filter(holding(today()), person=user.person_id).select_related("post__organ", "person")
    return sorted(tenures, key=lambda tenure: tenure.kind != Tenure.Kind.SUBSTANTIVE)


class Seat(NamedTuple):
    """A post that somebody holds, with what an actor in it must know."""

    post: int
    organ: int
    reach: int | None
    title: str
    organ_name: str
    place: str
    kind: str = ""
    person: int | None = None
    name: str = ""


SEATS = Prepared(
    lambda: Tenure.objects.filter(holding(given("day")), person=given("person")).values_list(
        "post_id", "post__organ_id", "post__reach_id", "post__title", "post__organ__short_name", "post__organ__place",
        "kind", "person_id", "person__name",
    )
)  # fmt: skip
ROLES = Prepared(
    lambda: PostRole.objects.filter(holding(given("day")), post=given("post")).values_list("role", flat=True)
)


def actor_for(user: User, *, post: int | None = None, channel: Channel = "page") -> Actor:
    """The actor that an account is now, in the wished post, the last used one or the first.

    Raises NotAllowed if the person holds no post today: a post that ended this morning acts no more.
    """
    held = [Seat(*row) for row in SEATS.ask(day=today().isoformat(), person=user.person_id or 0)]
    held.sort(key=lambda seat: seat.kind != Tenure.Kind.SUBSTANTIVE)
    wished = post or user.last_post_id
    chosen = next((seat for seat in held if seat.post == wished), None)
    if post and chosen is None:
        raise NotAllowed(say("You do not hold this post today, so you cannot act in it."))
    if not held:
        raise NotAllowed(
            say("You hold no post today. Ask the personnel section, or the administrator, to enter your new post.")
        )
    return _actor(chosen or held[0], channel)


def actor_in(post: Post, *, channel: Channel = "page", person: Any = None) -> Actor:
    """The actor of a post: its roles become actions; itself, what it reaches and its own organ become viewers."""
    seat = Seat(post.pk, post.organ_id, post.reach_id, post.title, post.organ.short_name, post.organ.place)
    return _actor(seat._replace(person=person.pk, name=person.name) if person else seat, channel)


def _actor(seat: Seat, channel: Channel) -> Actor:
    roles: list[str] = ROLES.ask(day=today().isoformat(), post=seat.post)
    house = seat.reach or seat.organ
    return Actor(
        person=seat.person,
        post=seat.post,
        organ=seat.organ,
        channel=channel,
        actions=shelves.actions_of(roles),
        viewers=tuple(dict.fromkeys((seat.post, house, seat.organ))),
        everything=bool({ADMINISTRATOR, AUDITOR} & set(roles)),
        name=seat.name,
        post_name=f"{seat.organ_name} {seat.title}",
        place=seat.place,
        house=house,
    )


def program(name: str, *, channel: Channel = "worker") -> Actor:
    """A program that acts in its own name and may do everything: the worker, an import, the demo."""
    return Actor(channel=channel, name=name, actions=frozenset(shelves.actions), everything=True)


def standing_for(actor: Actor, post: int) -> Actor:
    """The same actor, acting for another post as its deputy: with that post's tasks, rows and actions besides its own.

    Raises NotAllowed unless the actor's post stands in for it today. What reads everything is never lent.
    """
    if actor.post is None or post not in stood_in_for(actor.post):
        raise NotAllowed(say("Your post does not stand in for this one today."))
    seat = Post.objects.select_related("organ").get(pk=post)
    lent = actor_in(seat)
    actions = frozenset[str]() if lent.everything else lent.actions
    viewers = (post,) if lent.everything else lent.viewers
    return replace(
        actor,
        acting_for=post,
        actions=actor.actions | actions,
        viewers=tuple(dict.fromkeys((*actor.viewers, *viewers))),
    )
