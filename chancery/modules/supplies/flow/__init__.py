"""The journeys of supplies: a sheet that is asked for, a purchase, a count; and the one place where stock changes."""

from .counts import count_flow
from .issues import APPROVAL, issue_flow
from .purchases import PURCHASE, purchase_flow

__all__ = ["APPROVAL", "PURCHASE", "count_flow", "issue_flow", "purchase_flow"]
