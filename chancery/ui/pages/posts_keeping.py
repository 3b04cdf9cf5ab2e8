"""What a keeper may do with a post: appoint, end a tenure, set a deputy, give a role and take it back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from chancery.kernel.access.models import PostRole
from chancery.kernel.access.roles import give_role, guard_high_post, guard_last_administrator, take_role
from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org import services
from chancery.kernel.org.models import Deputy, Person, Post, Tenure
from chancery.ui.controls import Control

from .acts import Sent, options, typed
from .organs_keeping import act_page, ask_day, ending_page, keepers_only, row_of
from .picking import pick


def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint a person to a post (任职)."""
    keepers_only(request)
    post = row_of(Post, pk, "organ")

    def asks(sent: QueryDict | None) -> list[Control]:
        kinds = [(key, gettext(str(words))) for key, words in Tenure.Kind.choices]
        return [
            Control("person", gettext("Person"), "text", typed(sent, "person"), gettext("Name or staff number."), True),
            Control("kind", gettext("Kind"), "radio", required=True, choices=options(kinds, typed(sent, "kind", "substantive"))),
            ask_day(sent, "since", gettext("Since")),
            Control("paper", gettext("Appointed by"), "text", typed(sent, "paper"), gettext("Number of the paper."), max_length=80),
        ]  # fmt: skip

    def do(sent: Sent) -> tuple[str, Sentence]:
        person, since = pick(sent, Person, "person"), sent.day("since")
        kind, paper = sent.choice("kind", list(Tenure.Kind.values)), sent.words("paper", most=80, needed=False)
        sent.check()
        assert person is not None
        guard_high_post(post.pk)
        _check_appointment(person, post, kind, since)
        services.appoint(person, post, since=since, kind=kind, paper=paper)
        return f"/organs/{post.organ_id}/#post-{pk}", say(
            "{person} is {post} now.", person=person.name, post=post.title
        )

    return act_page(request, post.organ, gettext("Appoint somebody"), f"{post.organ.short_name} {post.title}", asks, do)


def _check_appointment(person: Person, post: Post, kind: str, since: Any) -> None:
    if person.left_on and person.left_on <= since:
        sentence = say("{person} left on {day}.", person=person.name, day=person.left_on.isoformat())
        raise Refused(sentence, fields={"person": sentence})
    if post.since > since or (post.until and post.until <= since):
        sentence = say("The post is not there on this day.")
        raise Refused(sentence, fields={"since": sentence})
    held = Tenure.objects.filter(services.holding(since), person=person, kind=Tenure.Kind.SUBSTANTIVE)
    if kind == Tenure.Kind.SUBSTANTIVE and (other := held.exclude(post=post).select_related("post__organ").first()):
        sentence = say(
            "{person} holds a substantive post already: {organ} {post}.",
            person=person.name, organ=other.post.organ.short_name, post=other.post.title,
        )  # fmt: skip
        raise Refused(sentence, fields={"kind": sentence}, ways=(
            say("Appoint concurrently or as acting."), say("End the other tenure first."),
        ))  # fmt: skip


def end_tenure(request: HttpRequest, pk: int) -> HttpResponse:
    """End a tenure (免职、离任)."""
    tenure = row_of(Tenure, pk, "post__organ", "person")

    def end(until: Any, reason: str) -> None:
        guard_high_post(tenure.post_id)
        if until < tenure.since:
            sentence = say("Not before {since}.", since=tenure.since.isoformat())
            raise Refused(sentence, fields={"until": sentence})
        if not Tenure.objects.filter(services.holding(until), post=tenure.post).exclude(pk=pk).exists():
            guard_last_administrator(tenure.post_id, until=until)
        services.end_tenure(tenure, until=until, reason=reason)

    about = f"{tenure.person.name} {tenure.post.organ.short_name} {tenure.post.title}"
    return ending_page(request, tenure.post.organ, gettext("End the tenure"), about, end)


def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a deputy (设定代理、AB岗)."""
    keepers_only(request)
    post = row_of(Post, pk, "organ")

    def asks(sent: QueryDict | None) -> list[Control]:
        hint = gettext("Organ and title, or the name of who sits there.")
        return [
            Control("deputy", gettext("Deputy"), "text", typed(sent, "deputy"), hint, True),
            Control("absent", gettext("Only when the post is vacant"), "flag", typed(sent, "absent", "" if sent is not None else "true")),
            ask_day(sent, "since", gettext("Since")),
            ask_day(sent, "until", gettext("Until"), needed=False, hint=gettext("The first day on which it no longer holds.")),
        ]  # fmt: skip

    def do(sent: Sent) -> tuple[str, Sentence]:
        other, since, until = pick(sent, Post, "deputy"), sent.day("since"), sent.day_or_none("until")
        sent.check()
        assert other is not None
        guard_high_post(post.pk)
        position = Deputy.objects.filter(post=post).count() + 1
        absent = sent.post.get("absent") == "true"
        services.add_deputy(post, other, since=since, until=until, absent_only=absent, position=position)
        return f"/organs/{post.organ_id}/#post-{pk}", say(
            "{deputy} stands in for {post}.", deputy=other.title, post=post.title
        )

    return act_page(request, post.organ, gettext("Set a deputy"), f"{post.organ.short_name} {post.title}", asks, do)


def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """End that a post stands in for another one."""
    row = row_of(Deputy, pk, "post__organ", "deputy")

    def end(until: Any, reason: str) -> None:
        services.end_deputy(row, until=until, reason=reason)

    return ending_page(
        request, row.post.organ, gettext("End the standing-in"), f"{row.deputy.title} → {row.post.title}", end
    )


def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post a role (授予角色)."""
    keepers_only(request)
    post = row_of(Post, pk, "organ")

    def asks(sent: QueryDict | None) -> list[Control]:
        has = set(
            PostRole.objects.filter(Q(until__isnull=True) | Q(until__gt=today()), post=post).values_list(
                "role", flat=True
            )
        )
        pairs = [("", ""), *((key, gettext(str(title))) for key, title in shelves.titles.items() if key not in has)]
        return [
            Control("role", gettext("Role"), "select", required=True, choices=options(pairs, typed(sent, "role"))),
            ask_day(sent, "since", gettext("Since")),
            ask_day(
                sent,
                "until",
                gettext("Until"),
                needed=False,
                hint=gettext("The first day on which it no longer holds."),
            ),
        ]

    def do(sent: Sent) -> tuple[str, Sentence]:
        wished, since, until = sent.choice("role", list(shelves.roles)), sent.day("since"), sent.day_or_none("until")
        sent.check()
        give_role(post, wished, since=since, until=until)
        return f"/organs/{post.organ_id}/#post-{pk}", say(
            "{post} has the role {role} now.", post=post.title, role=say(shelves.titles[wished])
        )

    note = gettext("Whoever sits in the post may do what the role allows, from that day on.")
    return act_page(
        request, post.organ, gettext("Give a role"), f"{post.organ.short_name} {post.title}", asks, do, note
    )


def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back (收回角色)."""
    row = row_of(PostRole, pk, "post__organ")

    def end(until: Any, reason: str) -> None:
        take_role(row, until=until, reason=reason)

    title = gettext(str(shelves.titles.get(row.role, row.role)))
    return ending_page(
        request,
        row.post.organ,
        gettext("Take the role back"),
        f"{row.post.organ.short_name} {row.post.title}: {title}",
        end,
    )
