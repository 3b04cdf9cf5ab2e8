"""From an account to an actor: a person acts in a post, for a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotAllowed
from chancery.kernel.base.scope import Actor, Channel
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Post, Tenure, User
from chancery.kernel.org.services import holding

from .models import PostRole
from .shelves import ADMINISTRATOR, AUDITOR, shelves


def posts_of(user: User) -> list[Tenure]:
    """The tenures in which this account may act today, substantive ones first."""
    if user.person_id is None:
        return []
    tenures = Tenure.objects.filter(holding(today()), person=user.person_id).select_related("post__organ", "person")
    return sorted(tenures, key=lambda tenure: tenure.kind != Tenure.Kind.SUBSTANTIVE)


def actor_for(user: User, *, post: int | None = None, channel: Channel = "page") -> Actor:
    """The actor that an account is now, in the wished post, the last used one or the first.

    Raises NotAllowed if the person holds no post today: a post that ended this morning acts no more.
    """
    tenures = posts_of(user)
    wished = post or user.last_post_id
    chosen = next((tenure for tenure in tenures if tenure.post_id == wished), None)
    if post and chosen is None:
        raise NotAllowed(say("You do not hold this post today, so you cannot act in it."))
    if not tenures:
        raise NotAllowed(
            say("You hold no post today. Ask the personnel section, or the administrator, to enter your new post.")
        )
    tenure = chosen or tenures[0]
    return actor_in(tenure.post, channel=channel, person=tenure.person)


def actor_in(post: Post, *, channel: Channel = "page", person: Any = None) -> Actor:
    """The actor of a post: its roles become actions; itself, what it reaches and its own organ become viewers."""
    roles = list(PostRole.objects.filter(holding(today()), post=post).values_list("role", flat=True))
    return Actor(
        person=person.pk if person else None,
        post=post.pk,
        organ=post.organ_id,
        channel=channel,
        actions=shelves.actions_of(roles),
        viewers=tuple(dict.fromkeys((post.pk, post.reach_id or post.organ_id, post.organ_id))),
        everything=bool({ADMINISTRATOR, AUDITOR} & set(roles)),
        name=person.name if person else "",
        post_name=f"{post.organ.short_name} {post.title}",
        place=post.organ.place,
        house=post.reach_id or post.organ_id,
    )


def program(name: str, *, channel: Channel = "worker") -> Actor:
    """A program that acts in its own name and may do everything: the worker, an import, the demo."""
    return Actor(channel=channel, name=name, actions=frozenset(shelves.actions), everything=True)


def standing_for(actor: Actor, post: int) -> Actor:
    """The same actor, acting for an absent post as its deputy."""
    return replace(actor, acting_for=post, viewers=(*actor.viewers, post))
