"""Writes of the organ tree, its posts and its people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Expression, Q

from chancery.kernel.audit.trail import record
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

from .models import Deputy, Organ, Party, Person, Post, Tenure
from .tree import descendants


@transaction.atomic
def create_organ(
    *, name: str, short_name: str, level: str, parent: Organ | None = None, since: date | None = None, **more: Any
) -> Organ:
    """Put an organ (机构) into the tree."""
    party = Party.objects.create(kind=Party.Kind.ORGAN)
    organ = Organ.objects.create(
        party=party, name=name, short_name=short_name, level=level, parent=parent, since=since or today(), **more
    )
    record(
        "org.organ.create",
        entry=None,
        sentence=say("Organ {name} was set up", name=name),
        after={"organ": party.pk, "name": name},
    )
    return organ


@transaction.atomic
def create_post(*, organ: Organ, title: str, rank: str, since: date | None = None, **more: Any) -> Post:
    """Set up a post (岗位) in an organ."""
    party = Party.objects.create(kind=Party.Kind.POST)
    post = Post.objects.create(party=party, organ=organ, title=title, rank=rank, since=since or today(), **more)
    record(
        "org.post.create",
        entry=None,
        sentence=say("Post {title} was set up", title=title),
        after={"post": party.pk, "organ": organ.pk},
    )
    return post


@transaction.atomic
def appoint(person: Person, post: Post, *, since: date, kind: str = Tenure.Kind.SUBSTANTIVE, paper: str = "") -> Tenure:
    """Give a person a post from `since` (任职). Raises Refused if the person already holds it."""
    if Tenure.objects.filter(holding(since), person=person, post=post).exists():
        raise Refused(say("{person} already holds the post {post}.", person=person.name, post=post.title))
    tenure = Tenure.objects.create(person=person, post=post, since=since, kind=kind, paper=paper)
    record(
        "org.tenure.create",
        entry=None,
        sentence=say("{person} was appointed to {post}", person=person.name, post=post.title),
        after={"person": person.pk, "post": post.pk, "since": since.isoformat()},
    )
    return tenure


@transaction.atomic
def end_tenure(tenure: Tenure, *, until: date, reason: str) -> None:
    """End a tenure (免职、离任) on `until`, the first day on which the post is no longer held."""
    if not reason.strip():
        raise Refused(say("Ending a tenure needs a reason."), fields={"reason": say("Say why.")})
    tenure.until = until
    tenure.save(update_fields=["until"])
    record(
        "org.tenure.end",
        entry=None,
        sentence=say(
            "{person} left the post {post}: {reason}", person=tenure.person.name, post=tenure.post.title, reason=reason
        ),
        after={"tenure": tenure.pk, "until": until.isoformat()},
    )


@transaction.atomic
def move_organ(organ: Organ, *, parent: Organ, reason: str) -> None:
    """Hang an organ below another one. Raises Refused if that would close a ring.

    The rows that ancestors may see are projections: `desk.rebuild` re-points them afterwards.
    """
    if parent.pk in descendants(organ.pk):
        raise Refused(say("{organ} cannot be placed below itself.", organ=organ.name))
    before = organ.parent_id
    organ.parent = parent
    organ.save(update_fields=["parent"])
    record(
        "org.organ.move",
        entry=None,
        sentence=say(
            "{organ} was placed below {parent}: {reason}", organ=organ.name, parent=parent.name, reason=reason
        ),
        before={"parent": before},
        after={"parent": parent.pk},
    )


def holding(day: date | Expression) -> Q:
    """The condition that a dated row (tenure, deputy, post role) holds on `day`."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def holders(post: int, day: date | None = None) -> list[Person]:
    """Who sits in a post on a day, substantive holders first."""
    tenures = Tenure.objects.filter(holding(day or today()), post=post).select_related("person")
    return [tenure.person for tenure in sorted(tenures, key=lambda t: t.kind != Tenure.Kind.SUBSTANTIVE)]


def standing_in(post: int, day: date | None = None) -> int | None:
    """The post that answers for this one now: itself if held, else its first held deputy, else None (空缺)."""
    day = day or today()
    if Tenure.objects.filter(holding(day), post=post).exists():
        return post
    candidates = Post.objects.filter(stands_in_for__post=post).filter(
        Q(stands_in_for__since__lte=day) & (Q(stands_in_for__until__isnull=True) | Q(stands_in_for__until__gt=day))
    )
    for deputy in candidates.order_by("stands_in_for__position"):
        if Tenure.objects.filter(holding(day), post=deputy.pk).exists():
            return int(deputy.pk)
    return None


def stood_in_for(post: int, day: date | None = None) -> list[int]:
    """The posts for which this one may act now (代行): always where that was said, else only while they are vacant.

    A post is vacant while nobody holds it; whoever is merely away is stood in for by a deputy that may act always (AB岗).
    """
    day = day or today()
    rows = Deputy.objects.filter(holding(day), deputy=post).order_by("position", "pk")
    told = list(rows.values_list("post", "absent_only"))
    if not told or not Tenure.objects.filter(holding(day), post=post).exists():
        return []
    held = set(Tenure.objects.filter(holding(day), post__in=[one for one, _ in told]).values_list("post", flat=True))
    return list(dict.fromkeys(one for one, absent_only in told if not absent_only or one not in held))


@transaction.atomic
def rename_organ(organ: Organ, *, name: str, short_name: str, reason: str) -> None:
    """Give an organ another name (更名) for a reason; matters of the past keep the organ and show its present name."""
    before = {"name": organ.name, "short_name": organ.short_name}
    organ.name, organ.short_name = name, short_name
    organ.save(update_fields=["name", "short_name"])
    record(
        "org.organ.rename",
        entry=None,
        sentence=say("{before} is called {name} now: {reason}", before=before["name"], name=name, reason=reason),
        before=before,
        after={"name": name, "short_name": short_name},
    )


@transaction.atomic
def end_organ(organ: Organ, *, until: date, reason: str) -> None:
    """End an organ (撤销) on `until`, the first day on which it is no longer there.

    Raises Refused while organs below it or posts in it go on after that day, or if it would end before it began.
    """
    _after_start(organ.since, until)
    going_on = Q(until__isnull=True) | Q(until__gt=until)
    below, posts = (
        Organ.objects.filter(going_on, parent=organ).count(),
        Post.objects.filter(going_on, organ=organ).count(),
    )
    if below or posts:
        raise Refused(
            say(
                "{organ} cannot end yet: {below} organs below it and {posts} posts in it go on. End or move them first.",
                organ=organ.name,
                below=below,
                posts=posts,
            )
        )
    organ.until = until
    organ.save(update_fields=["until"])
    record(
        "org.organ.end",
        entry=None,
        sentence=say("Organ {name} ends on {day}: {reason}", name=organ.name, day=until.isoformat(), reason=reason),
        after={"organ": organ.pk, "until": until.isoformat()},
    )


@transaction.atomic
def end_post(post: Post, *, until: date, reason: str) -> None:
    """Do away with a post (撤岗) on `until`. Raises Refused while somebody holds it after that day."""
    _after_start(post.since, until)
    held = Tenure.objects.filter(Q(until__isnull=True) | Q(until__gt=until), post=post).select_related("person").first()
    if held:
        raise Refused(
            say(
                "{post} cannot end yet: {person} holds it. End the tenure first.",
                post=post.title,
                person=held.person.name,
            )
        )
    post.until = until
    post.save(update_fields=["until"])
    record(
        "org.post.end",
        entry=None,
        sentence=say("Post {title} ends on {day}: {reason}", title=post.title, day=until.isoformat(), reason=reason),
        after={"post": post.pk, "until": until.isoformat()},
    )


@transaction.atomic
def add_deputy(
    post: Post, deputy: Post, *, since: date, until: date | None = None, absent_only: bool = True, position: int = 1
) -> Deputy:
    """Let a post stand in for another one (代理、AB岗). Raises Refused for itself, or if it does so already."""
    if post.pk == deputy.pk:
        raise Refused(say("A post cannot stand in for itself."), fields={"deputy": say("Choose another post.")})
    if until is not None:
        _after_start(since, until)
    if Deputy.objects.filter(holding(since), post=post, deputy=deputy).exists():
        raise Refused(say("{deputy} stands in for {post} already.", deputy=deputy.title, post=post.title))
    row = Deputy.objects.create(
        post=post, deputy=deputy, since=since, until=until, absent_only=absent_only, position=position
    )
    record(
        "org.deputy.create",
        entry=None,
        sentence=say("{deputy} stands in for {post}", deputy=deputy.title, post=post.title),
        after={"post": post.pk, "deputy": deputy.pk, "since": since.isoformat()},
    )
    return row


@transaction.atomic
def end_deputy(deputy: Deputy, *, until: date, reason: str) -> None:
    """End a standing-in on `until`, the first day on which it no longer holds."""
    _after_start(deputy.since, until)
    deputy.until = until
    deputy.save(update_fields=["until"])
    record(
        "org.deputy.end",
        entry=None,
        sentence=say(
            "{deputy} no longer stands in for {post}: {reason}",
            deputy=deputy.deputy.title,
            post=deputy.post.title,
            reason=reason,
        ),
        after={"deputy": deputy.pk, "until": until.isoformat()},
    )


def _after_start(since: date, until: date) -> None:
    if until < since:
        raise Refused(
            say("It cannot end on {until}: it began on {since}.", until=until.isoformat(), since=since.isoformat()),
            fields={"until": say("Not before {since}.", since=since.isoformat())},
        )
