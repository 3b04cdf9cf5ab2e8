"""The journeys of letters and visits: handling, review, re-examination, and the proposals of the petition office."""

from .advice import advice_flow
from .petition import OPINION, petition_flow
from .recourse import REEXAMINATION, REVIEW, reexamination_flow, review_flow

__all__ = ["OPINION", "REEXAMINATION", "REVIEW", "advice_flow", "petition_flow", "reexamination_flow", "review_flow"]
