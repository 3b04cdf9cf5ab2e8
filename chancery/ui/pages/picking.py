"""Choosing an organ, a person or a post by typing it: one match is taken, none or several are said."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from chancery.kernel.base.clock import today
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Organ, Person, Post, Tenure
from chancery.kernel.org.services import holding

from .acts import SHORT, Sent

SHOWN = 4


def pick_organ(sent: Sent, name: str, *, needed: bool = True) -> Organ | None:
    """The organ whose full or short name was typed, else the only one that has the words in its name."""
    typed = sent.post.get(name, "").strip()
    if not typed:
        if needed:
            sent.wrong.add(name, SHORT)
        return None
    living = Organ.objects.filter(holding(today()))
    for names in ({"name": typed}, {"short_name": typed}, {"name__contains": typed}, {"short_name__contains": typed}):
        found = list(living.filter(**names)[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if found:
            _several(sent, name, typed, [organ.name for organ in found])
            return None
    sent.wrong.add(name, say("No organ is called {words}.", words=typed))
    return None


def pick_person(sent: Sent, name: str) -> Person | None:
    """The person whose staff number or name was typed."""
    typed = sent.post.get(name, "").strip()
    if not typed:
        sent.wrong.add(name, SHORT)
        return None
    found = list(Person.objects.filter(Q(staff_number=typed) | Q(name=typed))[: SHOWN + 1])
    if len(found) == 1:
        return found[0]
    if found:
        _several(sent, name, typed, [f"{person.name} {person.staff_number}" for person in found])
    else:
        sent.wrong.add(name, say("Nobody has the name or staff number {words}.", words=typed))
    return None


def pick_post(sent: Sent, name: str, *, needed: bool = True) -> Post | None:
    """The post whose organ, title and holder have all the typed words."""
    typed = sent.post.get(name, "").strip()
    if not typed:
        if needed:
            sent.wrong.add(name, SHORT)
        return None
    found = list(posts_like(typed)[: SHOWN + 1])
    exact = [post for post in found if f"{post.organ.short_name} {post.title}" == typed]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0]
    if found:
        _several(sent, name, typed, list(post_words(found).values()))
    else:
        sent.wrong.add(name, say("No post fits “{words}”. Type its organ and title, or who sits there.", words=typed))
    return None


def posts_like(typed: str) -> QuerySet[Post]:
    """Living posts in whose organ, title or holder's name all the words stand."""
    posts = Post.objects.filter(holding(today()), organ__in=Organ.objects.filter(holding(today())))
    sitting = Tenure.objects.filter(holding(today()))
    for word in typed.split()[:6]:
        who = sitting.filter(person__name=word).values("post")
        posts = posts.filter(
            Q(organ__short_name__contains=word)
            | Q(organ__name__contains=word)
            | Q(title__contains=word)
            | Q(pk__in=who)
        )
    return posts.select_related("organ").order_by("organ__position", "organ_id", "position", "pk")


def post_words(posts: Sequence[Post]) -> dict[int, str]:
    """Organ, title and holder of each post, as they are typed and shown."""
    held = Tenure.objects.filter(holding(today()), post__in=posts).order_by("-kind").values_list("post", "person__name")
    names = dict(held)
    return {p.pk: f"{p.organ.short_name} {p.title}" + (f" {names[p.pk]}" if p.pk in names else "") for p in posts}


def _several(sent: Sent, name: str, typed: str, found: Sequence[str]) -> None:
    shown = gettext("; ").join(found[:SHOWN]) + ("…" if len(found) > SHOWN else "")
    sent.wrong.add(name, say("“{words}” fits several: {found}. Type one of them in full.", words=typed, found=shown))
