"""The yearly report of article 41, the rates in practice, and what waits to be served."""

from .rates import rates_by_organ
from .register import papers_to_serve, register_of_petitions
from .year import yearly_report

__all__ = ["papers_to_serve", "rates_by_organ", "register_of_petitions", "yearly_report"]
