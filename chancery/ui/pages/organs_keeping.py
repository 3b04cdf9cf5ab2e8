"""What a keeper of organs and posts may do: each act is a small page, each refusal a sentence at its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.flow.regrouping import regroup
from chancery.kernel.org import services
from chancery.kernel.org.models import Organ, Post
from chancery.ui.controls import Control
from chancery.ui.places import must

from .acts import Act, Sent, options, serve, typed
from .organs import EDIT, HIDDEN, going_on, organ_at
from .picking import pick

Doing = Callable[[Sent], tuple[str, Sentence]]
Asking = Callable[[QueryDict | None], list[Control]]


def act_page(
    request: HttpRequest, organ: Organ | None, title: str, about: str, asks: Asking, do: Doing, note: str = ""
) -> HttpResponse:
    """An act of the keeper with its crumbs."""
    back = f"/organs/{organ.pk}/" if organ else "/organs/"
    crumbs = [("/organs/", gettext("Organs and posts")), *([(back, organ.short_name)] if organ else [])]
    return serve(request, Act(title, about, back, asks, do, crumbs, note))


def keepers_only(request: HttpRequest) -> None:
    """Raises NotAllowed for whoever does not keep organs and posts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    must(actor, EDIT)


def row_of(model: Any, pk: int, *related: str) -> Any:
    """A row by its key. Raises NotFound."""
    row = model.objects.select_related(*related).filter(pk=pk).first()
    if row is None:
        raise NotFound(HIDDEN)
    return row


def ask_day(sent: QueryDict | None, name: str, label: str, *, needed: bool = True, hint: str = "") -> Control:
    """The question for a day; today is proposed where one is needed."""
    value = typed(sent, name, today().isoformat() if needed else "")
    return Control(name, label, "date", value, hint, needed)


def ask_reason(sent: QueryDict | None) -> Control:
    """The question for the reason."""
    return Control(
        "reason", gettext("Reason"), "long", typed(sent, "reason"), gettext("It is recorded."), True, max_length=300
    )


def _levels(chosen: str) -> list[tuple[str, str, bool]]:
    return options([(key, gettext(str(words))) for key, words in Organ.Level.choices], chosen)


def new_organ(request: HttpRequest) -> HttpResponse:
    """Set up an organ (设立机构), below another one or on top."""
    keepers_only(request)
    told = request.GET.get("above", "")
    above = Organ.objects.filter(pk=int(told)).first() if told.isdigit() else None

    def asks(sent: QueryDict | None) -> list[Control]:
        hint = gettext("Full name of the organ above; empty only for the top of the tree.")
        return [
            Control("name", gettext("Full name"), "text", typed(sent, "name"), required=True, max_length=120),
            Control("short_name", gettext("Short name"), "text", typed(sent, "short_name"), required=True, max_length=40),
            Control("above", gettext("Below"), "text", typed(sent, "above", above.name if above else ""), hint),
            Control("level", gettext("Kind of organ"), "select", required=True, choices=_levels(typed(sent, "level", "section"))),
            Control("mark", gettext("Document mark"), "text", typed(sent, "mark"), gettext("The organ's word in document numbers."), max_length=20),
            Control("place", gettext("Place code"), "text", typed(sent, "place", above.place if above else ""), max_length=12),
            ask_day(sent, "since", gettext("Valid from")),
        ]  # fmt: skip

    def do(sent: Sent) -> tuple[str, Sentence]:
        name, short = sent.words("name", most=120), sent.words("short_name", most=40)
        parent = pick(sent, Organ, "above", needed=False)
        level, since = sent.choice("level", list(Organ.Level.values)), sent.day("since")
        mark, place = sent.words("mark", most=20, needed=False), sent.words("place", most=12, needed=False)
        if short and Organ.objects.filter(going_on(), parent=parent, short_name=short).exists():
            sent.wrong.add("short_name", say("There is one of this name already in the same place."))
        sent.check()
        made = services.create_organ(
            name=name, short_name=short, level=level, parent=parent, since=since, mark=mark, place=place
        )
        return f"/organs/{made.pk}/", say("{name} was set up.", name=name)

    return act_page(request, above, gettext("Set up an organ"), above.name if above else "", asks, do)


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an organ another name (更名)."""
    keepers_only(request)
    organ = organ_at(pk)

    def asks(sent: QueryDict | None) -> list[Control]:
        return [
            Control("name", gettext("Full name"), "text", typed(sent, "name", organ.name), required=True, max_length=120),
            Control("short_name", gettext("Short name"), "text", typed(sent, "short_name", organ.short_name), required=True, max_length=40),
            ask_reason(sent),
        ]  # fmt: skip

    def do(sent: Sent) -> tuple[str, Sentence]:
        name, short = sent.words("name", most=120), sent.words("short_name", most=40)
        reason = sent.words("reason", most=300)
        sent.check()
        services.rename_organ(organ, name=name, short_name=short, reason=reason)
        return f"/organs/{pk}/", say("It is called {name} now.", name=name)

    return act_page(request, organ, gettext("Rename"), organ.name, asks, do)


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Place an organ below another one (调整隶属)."""
    keepers_only(request)
    organ = organ_at(pk)
    above = organ.parent.name if organ.parent else "—"

    def asks(sent: QueryDict | None) -> list[Control]:
        hint = gettext("Full or short name. Now it is below {above}.").format(above=above)
        return [Control("above", gettext("Below"), "text", typed(sent, "above"), hint, True), ask_reason(sent)]

    def do(sent: Sent) -> tuple[str, Sentence]:
        parent, reason = pick(sent, Organ, "above"), sent.words("reason", most=300)
        sent.check()
        assert parent is not None
        services.move_organ(organ, parent=parent, reason=reason)
        n = regroup(pk)
        return f"/organs/{pk}/", say(
            "Placed below {above}; who sees {n} matters was worked out anew.", above=parent.short_name, n=n
        )

    note = gettext(
        "The organs above see its matters from then on, those that were above no longer do. Closed matters move along."
    )
    return act_page(request, organ, gettext("Move"), organ.name, asks, do, note)


def end_organ(request: HttpRequest, pk: int) -> HttpResponse:
    """End an organ (撤销)."""
    organ = organ_at(pk)
    return ending_page(
        request,
        organ,
        gettext("End the organ"),
        organ.name,
        lambda until, reason: services.end_organ(organ, until=until, reason=reason),
    )


def ending_page(
    request: HttpRequest, organ: Organ, title: str, about: str, end: Callable[[Any, str], None]
) -> HttpResponse:
    """The form that all endings share: the first day on which it no longer holds, and why."""
    keepers_only(request)

    def asks(sent: QueryDict | None) -> list[Control]:
        return [
            ask_day(sent, "until", gettext("Ends on"), hint=gettext("The first day on which it no longer holds.")),
            ask_reason(sent),
        ]

    def do(sent: Sent) -> tuple[str, Sentence]:
        until, reason = sent.day("until"), sent.words("reason", most=300)
        sent.check()
        end(until, reason)
        return f"/organs/{organ.pk}/", say("It ends on {day}.", day=until.isoformat())

    return act_page(request, organ, title, about, asks, do)


def new_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up a post (设岗) in an organ."""
    keepers_only(request)
    organ = organ_at(pk)

    def asks(sent: QueryDict | None) -> list[Control]:
        ranks = [(key, gettext(str(words))) for key, words in Post.Rank.choices]
        hint = gettext(
            "Only if the post reads another organ's matters, as a head's secretary does; else leave it empty."
        )
        return [
            Control("title", gettext("Title"), "text", typed(sent, "title"), required=True, max_length=60),
            Control(
                "rank", gettext("Rank"), "radio", required=True, choices=options(ranks, typed(sent, "rank", "officer"))
            ),
            Control("reach", gettext("Reads the matters of"), "text", typed(sent, "reach"), hint),
            ask_day(sent, "since", gettext("Valid from")),
        ]

    def do(sent: Sent) -> tuple[str, Sentence]:
        title, rank, since = (
            sent.words("title", most=60),
            sent.choice("rank", list(Post.Rank.values)),
            sent.day("since"),
        )
        reach = pick(sent, Organ, "reach", needed=False)
        sent.check()
        last = Post.objects.filter(organ=organ).count()
        services.create_post(organ=organ, title=title, rank=rank, since=since, reach=reach, position=last + 1)
        return f"/organs/{pk}/", say("The post {title} was set up.", title=title)

    return act_page(request, organ, gettext("Set up a post"), organ.name, asks, do)


def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Do away with a post (撤岗)."""
    post = row_of(Post, pk, "organ")

    def end(until: Any, reason: str) -> None:
        services.end_post(post, until=until, reason=reason)

    return ending_page(request, post.organ, gettext("End the post"), f"{post.organ.short_name} {post.title}", end)
