"""Looking a caller up (查看来电人): asked for by a press, shown once, kept in the trail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chancery.kernel.access.rows import load
from chancery.modules.hotline.models import Order
from chancery.modules.hotline.services.callers import reveal
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer


def reveal_page(request: HttpRequest, order: int) -> HttpResponse:
    """The caller of an order, for whoever handles it."""
    actor = actor_with(request, "order.read")
    row = load(Order, order, actor=actor)
    context = {"order": row, "caller": reveal(row, actor) if request.method == "POST" else None}
    return answer(request, "hotline/reveal.html", context)
