"""Signing in and out, the acting post, and how pages look for somebody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from chancery.kernel.access.actors import actor_for, posts_of
from chancery.kernel.access.rows import acting
from chancery.kernel.audit.trail import record
from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.models import SavedView
from chancery.ui.places import place_by_noun
from chancery.ui.public import front_door
from chancery.ui.refusing import open_to_all
from chancery.ui.saying import keep_saying, next_address, see

LANGUAGES = ("zh-hans", "en")
APPEARANCE = {"theme": ("auto", "light", "dark"), "density": ("compact", "normal", "roomy")}


@open_to_all
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Sign in (登录) and leave a line; the last used post is taken up again."""
    if request.user.is_authenticated:
        return see(next_address(request))
    form = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user: Any = form.get_user()
        language = request.session.get("language")
        begin_session(request, user)
        if language and language != user.language:
            user.language = language
            user.save(update_fields=["language"])
        _leave_line(user, "access.session.open", say("Signed in"))
        return see(next_address(request))
    context = {"form": form, "next": next_address(request), "public": front_door()}
    return render(request, "ui/login.html", context, status=422 if form.errors else 200)


def _leave_line(user: Any, action: str, sentence: Sentence) -> None:
    """Somebody without a post today leaves the line in the house's name."""
    try:
        actor = actor_for(user)
    except NotAllowed:
        record(action, entry=None, sentence=sentence, after={"account": user.username})
        return
    with acting(actor):
        record(action, entry=None, sentence=sentence)


@open_to_all
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out (退出)."""
    if request.user.is_authenticated:
        _leave_line(request.user, "access.session.close", say("Signed out"))
    end_session(request)
    return see("/login/")


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in another post from now on (切换岗位); it is in the trail. Raises NotAllowed for a post not held today."""
    wished = request.POST.get("post", "")
    if not wished.isdigit():
        raise Refused(say("Choose the post in which you want to act."))
    user: Any = request.user
    actor = actor_for(user, post=int(wished))
    request.session["post"] = actor.post
    user.last_post_id = actor.post
    user.save(update_fields=["last_post"])
    with acting(actor):
        record("access.post.take", entry=None, sentence=say("Acts as {post} from now on", post=actor.post_name))
    keep_saying(request, say("You act as {post} now.", post=actor.post_name))
    return see("/")


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, kept with the account."""
    wished = request.POST.get("language", "")
    if wished not in LANGUAGES:
        raise Refused(say("The pages speak Chinese and English."))
    user: Any = request.user
    if user.is_authenticated:
        user.language = wished
        user.save(update_fields=["language"])
    else:
        request.session["language"] = wished
    return see(next_address(request))


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Theme and density, kept with the account; single keys on or off, kept with the session."""
    user: Any = request.user
    for name, known in APPEARANCE.items():
        wished = request.POST.get(name)
        if wished in known:
            setattr(user, name, wished)
            user.save(update_fields=[name])
    if request.POST.get("keys") in {"on", "off"}:
        request.session["keys"] = request.POST["keys"]
    return see(next_address(request))


def me(request: HttpRequest) -> HttpResponse:
    """My posts, how pages look for me, and the way out."""
    user: Any = request.user
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = [(view, place_by_noun(view.noun)) for view in SavedView.objects.filter(person=actor.person or 0)]
    return render(request, "ui/me.html", {"tenures": posts_of(user), "own_views": own})
