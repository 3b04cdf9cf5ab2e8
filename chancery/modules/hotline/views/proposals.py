"""What is proposed for an order that waits: subject and organ with the words that decided, and orders like it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from chancery.kernel.access.rows import load
from chancery.modules.hotline.models import Order
from chancery.modules.hotline.services.alike import lookalikes
from chancery.modules.hotline.services.proposing import suggest
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer


def proposals(request: HttpRequest, order: int) -> HttpResponse:
    """As a fragment for the page of the order, or as a page of its own."""
    row = load(Order, order, actor=actor_with(request, "order.read"))
    like = [one for one in lookalikes(row.text, address=row.place) if one.order != row.pk]
    context = {"order": row, "suggestions": suggest(row.text, row.area), "like": like}
    page = "hotline/proposals.html" if request.headers.get("HX-Request") else "hotline/proposals_page.html"
    return answer(request, page, context)
