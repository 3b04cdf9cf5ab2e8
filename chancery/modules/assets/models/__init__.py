"""Tables of assets, split by noun."""

from .asset import Asset
from .lives import first_of_month, life_months, months_after
from .movement import Handover, Item, Leaving, Loan, Repair
from .request import Request
from .stocktake import Stocktake, StocktakeLine, StocktakeNote, StocktakeRoom, StocktakeSurplus
from .value import Charge, Disposal, Income, Revaluation, Title, Valuation

__all__ = [
    "Asset",
    "Charge",
    "Disposal",
    "Handover",
    "Income",
    "Item",
    "Leaving",
    "Loan",
    "Repair",
    "Request",
    "Revaluation",
    "Stocktake",
    "StocktakeLine",
    "StocktakeNote",
    "StocktakeRoom",
    "StocktakeSurplus",
    "Title",
    "Valuation",
    "first_of_month",
    "life_months",
    "months_after",
]
