"""What a keeper of webhooks may do on a page of its own: set one up, change it, a new secret, go on, take it away."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.notify import webhooks as kernel
from chancery.kernel.notify.models import Webhook
from chancery.kernel.org.models import Organ
from chancery.ui.controls import Control
from chancery.ui.places import actor_with

from .acts import Act, Sent, options, serve, typed
from .picking import pick
from .webhooks import hook_at, offered

LIST = "/webhooks/"


def new(request: HttpRequest) -> HttpResponse:
    """Set up a webhook (新建推送): which system, where, and of what it is told. Its secret is shown this once."""
    actor, made = actor_with(request, kernel.KEEP), list[tuple[Webhook, str]]()

    def do(sent: Sent) -> tuple[str, Sentence]:
        organ = _organ(sent, actor)
        name, address, events = _facts(sent)
        sent.check()
        assert organ is not None
        made.append(kernel.subscribe(organ, actor=actor, name=name, address=address, events=events))
        return f"{LIST}{made[0][0].pk}/", say("{name} is set up.", name=name)

    act = Act(gettext("Set up a webhook"), "", LIST, lambda sent: _asks(sent, None, actor), do, _crumbs(None))
    response = serve(request, act)
    return _secret_page(request, *made[0]) if made else response


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, address or events (修改推送)."""
    actor = actor_with(request, kernel.KEEP)
    hook = hook_at(actor, pk)

    def do(sent: Sent) -> tuple[str, Sentence]:
        name, address, events = _facts(sent)
        sent.check()
        kernel.change(hook, actor=actor, name=name, address=address, events=events)
        return f"{LIST}{pk}/", say("The changes are kept.")

    act = Act(gettext("Change"), hook.name, f"{LIST}{pk}/", lambda sent: _asks(sent, hook, actor), do, _crumbs(hook))
    return serve(request, act)


def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new secret (更换密钥); it is shown this once, and the old one signs along for a day."""
    actor, made = actor_with(request, kernel.KEEP), list[str]()
    hook = hook_at(actor, pk)

    def do(sent: Sent) -> tuple[str, Sentence]:
        made.append(kernel.new_secret_for(hook, actor=actor))
        return f"{LIST}{pk}/", say("The new secret signs from now on.")

    note = gettext("For one day both secrets sign, so that the other side can change over without losing an event.")
    title = gettext("Make a new secret")
    response = serve(request, Act(title, hook.name, f"{LIST}{pk}/", lambda _: [], do, _crumbs(hook), note))
    return _secret_page(request, hook, made[0]) if made else response


def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on (恢复推送), from where it stopped or with what happens from now on."""
    actor = actor_with(request, kernel.KEEP)
    hook = hook_at(actor, pk)
    ways = [("kept", gettext("From where it stopped")), ("now", gettext("Only what happens from now on"))]

    def asks(sent: QueryDict | None) -> list[Control]:
        chosen = options(ways, typed(sent, "way", "kept"))
        return [Control("way", gettext("Go on with"), "radio", required=True, choices=chosen)]

    def do(sent: Sent) -> tuple[str, Sentence]:
        way = sent.choice("way", [key for key, _ in ways])
        sent.check()
        kernel.resume(hook, actor=actor, skip=way == "now")
        return f"{LIST}{pk}/", say("Events are sent again.")

    return serve(request, Act(gettext("Go on sending"), hook.name, f"{LIST}{pk}/", asks, do, _crumbs(hook)))


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a webhook away (撤销推送)."""
    actor = actor_with(request, kernel.KEEP)
    hook = hook_at(actor, pk)

    def do(sent: Sent) -> tuple[str, Sentence]:
        kernel.end(hook, actor=actor)
        return LIST, say("{name} is told nothing any more.", name=hook.name)

    note = gettext("It cannot be taken back; its last deliveries can still be read.")
    return serve(
        request, Act(gettext("Take it away"), hook.name, f"{LIST}{pk}/", lambda _: [], do, _crumbs(hook), note)
    )


def _crumbs(hook: Webhook | None) -> Sequence[tuple[str, str]]:
    return [(LIST, gettext("Webhooks")), *([(f"{LIST}{hook.pk}/", hook.name)] if hook else [])]


def _secret_page(request: HttpRequest, hook: Webhook, made: str) -> HttpResponse:
    return render(request, "ui/webhooks/secret.html", {"hook": hook, "secret": made})


def _organ(sent: Sent, actor: Actor) -> Organ | None:
    """The organ whose sight counts: typed by an administrator, chosen among the own ones by everybody else."""
    if actor.everything:
        return pick(sent, Organ, "organ")
    chosen = sent.choice("organ", [str(pk) for pk in _own(actor)])
    return Organ.objects.filter(pk=int(chosen)).first() if chosen.isdigit() else None


def _own(actor: Actor) -> list[int]:
    return [organ for organ in dict.fromkeys((actor.organ, actor.house)) if organ]


def _asks(sent: QueryDict | None, hook: Webhook | None, actor: Actor) -> list[Control]:
    asked = [] if hook else [_ask_organ(sent, actor)]
    about = gettext("It begins with https://. Redirects are not followed.")
    asked += [
        Control("name", gettext("Name of the receiving system"), "text", typed(sent, "name", hook.name if hook else ""), required=True, max_length=60),
        Control("address", gettext("Address that is told"), "text", typed(sent, "address", hook.address if hook else ""), about, True, max_length=500),
    ]  # fmt: skip
    chosen = set(sent.getlist("events") if sent is not None else hook.events if hook else ())
    for place, one in enumerate(offered(actor)):
        choices = [(event, words, event in chosen) for event, words in one.events]
        asked.append(Control("events" if place == 0 else f"events-{place}", one.title, "many", choices=choices))
    return asked


def _ask_organ(sent: QueryDict | None, actor: Actor) -> Control:
    hint = gettext("It is told of what this organ may see, and of nothing else.")
    if actor.everything:
        return Control("organ", gettext("Organ"), "typed", typed(sent, "organ"), hint, True, source="organ")
    names = dict(Organ.objects.filter(pk__in=_own(actor)).values_list("pk", "name"))
    pairs = [(str(pk), names[pk]) for pk in _own(actor)]
    return Control(
        "organ", gettext("Organ"), "radio", "", hint, True, options(pairs, typed(sent, "organ", pairs[0][0]))
    )


def _facts(sent: Sent) -> tuple[str, str, list[str]]:
    groups = [name for name in sent.post if name == "events" or name.startswith("events-")]
    events = [event for name in groups for event in sent.post.getlist(name)]
    if not events:
        sent.wrong.add("events", say("Choose at least one event."))
    return sent.words("name", most=60), sent.words("address", most=500), events[:500]
