"""A person's own views of lists: a name for what an address shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import SavedView
from chancery.ui.filters import SPECIAL
from chancery.ui.places import place_of
from chancery.ui.saying import keep_saying, see

LONGEST = 500


@require_POST
def save(request: HttpRequest, module: str, noun: str) -> HttpResponse:
    """Keep the filters of a list under a name (存为视图); the same name again replaces them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = place_of(module, noun, actor)
    name = request.POST.get("name", "").strip()[:40]
    query = QueryDict(request.POST.get("query", "")[:LONGEST], mutable=True)
    for special in SPECIAL:
        query.pop(special, None)
    if not name or not query or not actor.person:
        raise Refused(say("A view needs a name and at least one filter."))
    SavedView.objects.update_or_create(
        person_id=actor.person, noun=place.noun, name=name, defaults={"query": query.urlencode()}
    )
    keep_saying(request, say("The view “{name}” is kept; it stands among the tabs.", name=name))
    return see(f"{place.href}?{query.urlencode()}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own view away."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    SavedView.objects.filter(pk=pk, person=actor.person or 0).delete()
    return see("/me/")
