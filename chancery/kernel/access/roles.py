"""Giving roles to posts and taking them back, so that nobody raises himself and one administrator always remains."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.base.scope import current_actor
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Post, Tenure
from chancery.kernel.org.services import holding

from .models import PostRole
from .shelves import ADMINISTRATOR, AUDITOR, shelves

HIGH = (ADMINISTRATOR, AUDITOR)
"""Roles that read everything: only an administrator gives them."""


def guard_high_post(post: int) -> None:
    """Whoever is no administrator cannot seat anybody in a post that reads everything. Raises NotAllowed."""
    if not current_actor().everything and PostRole.objects.filter(holding(today()), post=post, role__in=HIGH).exists():
        raise NotAllowed(
            say("This post reads everything. Only an administrator decides who holds it or stands in for it.")
        )


def guard_last_administrator(post: int, *, until: date) -> None:
    """Raises Refused if after `until` no held post would be administrator any more."""
    keeps = PostRole.objects.filter(holding(until), role=ADMINISTRATOR)
    if not keeps.filter(post=post).exists():
        return
    others = Tenure.objects.filter(holding(until), post__in=keeps.exclude(post=post).values("post"))
    if not others.exists():
        raise Refused(say("This is the last administrator. Make another post administrator first."))


@transaction.atomic
def give_role(post: Post, role: str, *, since: date, until: date | None = None) -> PostRole:
    """Give a post a role (授予角色) from `since`. Raises NotAllowed for a high role, Refused if the post has it."""
    if role not in shelves.roles:
        raise Refused(say("There is no role of this name."), fields={"role": say("Choose a role.")})
    if role in HIGH and not current_actor().everything:
        raise NotAllowed(say("Only an administrator gives the role “{role}”.", role=say(shelves.titles[role])))
    if until is not None and until < since:
        raise Refused(say("The last day lies before the first."), fields={"until": say("Not before the first day.")})
    if PostRole.objects.filter(holding(since), post=post, role=role).exists():
        raise Refused(say("The post {post} has this role already.", post=post.title))
    row = PostRole.objects.create(post=post, role=role, since=since, until=until)
    record(
        "access.role.give",
        entry=None,
        sentence=say("{post} was given the role {role}", post=post.title, role=say(shelves.titles[role])),
        after={"post": post.pk, "role": role, "since": since.isoformat()},
    )
    return row


@transaction.atomic
def take_role(given: PostRole, *, until: date, reason: str) -> None:
    """Take a role back (收回角色) on `until`. Raises NotAllowed for a high role, Refused for the last administrator."""
    if given.role in HIGH and not current_actor().everything:
        raise NotAllowed(say("Only an administrator takes this role back."))
    if given.role == ADMINISTRATOR:
        guard_last_administrator(given.post_id, until=until)
    if until < given.since:
        raise Refused(
            say(
                "It cannot end on {until}: it began on {since}.", until=until.isoformat(), since=given.since.isoformat()
            ),
            fields={"until": say("Not before {since}.", since=given.since.isoformat())},
        )
    given.until = until
    given.save(update_fields=["until"])
    title = say(shelves.titles.get(given.role, given.role))
    record(
        "access.role.take",
        entry=None,
        sentence=say("{post} lost the role {role}: {reason}", post=given.post.title, role=title, reason=reason),
        after={"role": given.pk, "until": until.isoformat()},
    )
