"""Choosing a row by typing what it is called: suggestions while typing, one match is taken, none or several are said.

Nobody chooses from a list of a million cards or fifty thousand organs. What is typed is read by the server, so it works without scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from chancery.kernel.access.models import PostRole
from chancery.kernel.access.shelves import shelves
from chancery.kernel.base.clock import today
from chancery.kernel.base.models import Record
from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor, current_actor
from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.desk.projection import noun_id
from chancery.kernel.org.models import Organ, Party, Person, Post, Tenure
from chancery.kernel.org.services import holding
from chancery.kernel.search.services import find

SHOWN = 4
SUGGESTED = 8


def is_typed(model: Any) -> bool:
    """Whether rows of this model can be chosen by typing."""
    return model in {Organ, Post, Person} or (isinstance(model, type) and issubclass(model, Record))


def model_behind(column: Any) -> Any:
    """The model whose rows a column of a noun names; a party that a filter asks for is an organ."""
    return Organ if column.related_model is Party else column.related_model


def resolve(model: type[Any], typed: str, *, role: str = "") -> Any:
    """The row that is called so. Raises Refused with a sentence where none is, or several are."""
    words = typed.strip()
    found = matching(model, words, SHOWN + 1, role=role)
    exact = [row for row in found if words in names_of(row)]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0]
    if not found:
        raise Refused(_nobody(model, words))
    shown = gettext("; ").join(called(found[:SHOWN]).values()) + ("…" if len(found) > SHOWN else "")
    raise Refused(say("“{words}” fits several: {found}. Type one of them in full.", words=words, found=shown))


def suggestions(model: type[Any], typed: str, *, role: str = "") -> list[str]:
    """What rows are called that fit so far."""
    return list(called(matching(model, typed.strip(), SUGGESTED, role=role)).values()) if typed.strip() else []


def matching(model: type[Any], words: str, most: int, *, role: str = "") -> list[Any]:
    """Up to so many rows that fit the words, those first that are called exactly so."""
    if not words:
        return []
    ways: dict[Any, Callable[[str, int], list[Any]]] = {Organ: _organs, Person: _people, Post: _posts(role)}
    return ways[model](words, most) if model in ways else _records(model, words, most)


def called(rows: Sequence[Any]) -> dict[int, str]:
    """What rows of one model are called in full, by their keys; the same words find them again."""
    if rows and isinstance(rows[0], Post):
        return post_words(rows)
    return {row.pk: names_of(row)[0] for row in rows}


def rows_of(model: type[Any], keys: Sequence[int]) -> list[Any]:
    """Rows by their keys, in this order, with what they are called by."""
    if issubclass(model, Record):
        found = model.unscoped.select_related("entry").in_bulk(keys)
    else:
        found = model._default_manager.select_related(*(["organ"] if model is Post else [])).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def names_of(row: Any) -> list[str]:
    """Everything that names this row alone, the full name first."""
    match row:
        case Organ():
            return [row.short_name, row.name]
        case Person():
            return [f"{row.name} {row.staff_number}", row.staff_number]
        case Post():
            return [f"{row.organ.short_name} {row.title}", *post_words([row]).values()]
    entry = row.entry
    whole = f"{entry.number} {entry.title}" if entry.number and entry.number not in entry.title else entry.title
    return [whole, entry.title, entry.number or entry.title]


def _organs(words: str, most: int) -> list[Organ]:
    living = Organ.objects.filter(holding(today()))
    exact = list(living.filter(Q(name=words) | Q(short_name=words))[:most])
    return exact or list(living.filter(Q(name__contains=words) | Q(short_name__contains=words))[:most])


def _people(words: str, most: int) -> list[Person]:
    *_, last = words.split()
    exact = list(Person.objects.filter(Q(staff_number=last) | Q(name=words))[:most])
    return exact or list(Person.objects.filter(name__startswith=words).order_by("name", "pk")[:most])


def _posts(role: str) -> Callable[[str, int], list[Post]]:
    return lambda words, most: list(posts_like(words, role)[:most])


def posts_like(typed: str, role: str = "") -> QuerySet[Post]:
    """Living posts, of one role if it is named, in whose organ, title or holder's name all the words stand."""
    posts = Post.objects.filter(holding(today()), organ__in=Organ.objects.filter(holding(today())))
    if role:
        posts = posts.filter(pk__in=PostRole.objects.filter(holding(today()), role=role).values("post"))
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


def _records(model: type[Any], words: str, most: int) -> list[Any]:
    """Rows of a noun that the actor may see, by the search index."""
    actor: Actor = current_actor()
    noun = shelves.noun_of(model)
    if noun.read not in actor.actions:
        return []
    viewers = None if actor.everything else actor.viewers
    hits = find(words, viewers=viewers, noun=noun_id(noun.key), limit=most)
    living = [row for row in rows_of(model, [hit.entry_id for hit in hits]) if row.entry.voided_at is None]
    return sorted(living, key=lambda row: (words not in names_of(row), -row.pk))


def _nobody(model: type[Any], words: str) -> Sentence:
    if model is Organ:
        return say("No organ is called {words}.", words=words)
    if model is Person:
        return say("Nobody has the name or staff number {words}.", words=words)
    if model is Post:
        return say("No post fits “{words}”. Type its organ and title, or who sits there.", words=words)
    return say("Nothing that you may see is called “{words}”. Type its number or its name.", words=words)


def source_of(model: type[Any]) -> str:
    """How a model is named in the address of its suggestions."""
    return shelves.noun_of(model).key if issubclass(model, Record) else model._meta.model_name


def model_of(source: str) -> type[Model] | None:
    """The model behind the name in such an address, or None."""
    plain: dict[str, type[Model]] = {"organ": Organ, "post": Post, "person": Person}
    nouns = {noun.key: model for model, noun in shelves.nouns.items()}
    return plain.get(source) or nouns.get(source)


class Typed(forms.CharField):
    """A form field that reads what a row is called, and gives the row."""

    def __init__(self, model: type[Any], **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.model = model

    def prepare_value(self, value: Any) -> Any:
        """A key that the row holds, or that an address proposes, in words; what was typed stays as it is."""
        if not isinstance(value, int):
            return value
        return next(iter(called(rows_of(self.model, [value])).values()), "")

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return resolve(self.model, typed)
        except Refused as refusal:
            raise ValidationError(str(refusal.sentence)) from refusal

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True
