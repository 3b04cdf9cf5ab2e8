"""The journeys of assets: requests, loans, hand-overs, repairs, disposals, income, titles, changes of value, leaving."""

from .disposal import disposal_flow
from .handover import handover_flow, leaving_flow
from .movement import loan_flow, repair_flow
from .request import request_flow
from .value import income_flow, revaluation_flow, title_flow

__all__ = [
    "disposal_flow",
    "handover_flow",
    "income_flow",
    "leaving_flow",
    "loan_flow",
    "repair_flow",
    "request_flow",
    "revaluation_flow",
    "title_flow",
]
