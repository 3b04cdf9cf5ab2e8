"""What every list of items has in common: how an item is named, struck, and how the list is summed up."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Ask, Moving
from chancery.modules.supplies.selectors import find_item, in_words

ITEM = Ask("item", _("Item"), help=_("Its number, or its whole name."), max_length=80)
QUANTITY = Ask("quantity", _("How many pieces"), "number")


def weigh(moving: Moving) -> None:
    """Value and words of the list follow its lines; the trail keeps both."""
    lines = list(moving.row.lines.select_related("item").order_by("pk"))
    moving.set(total=sum((line.quantity * line.price for line in lines), Decimal()), summary=in_words(lines))


def strike(moving: Moving) -> None:
    """Take an item off a list."""
    item = find_item(moving.row.organ_id, moving.asked["item"])
    if not moving.row.lines.filter(item=item).delete()[0]:
        raise Refused(say("“{item}” is not on this list.", item=item.name))
    weigh(moving)
