"""Reports of assets: register, depreciation, use, and the yearly report with its proof."""

from .ledger import register_of_cards, statement_of_depreciation, use_of_assets
from .year import yearly_report

__all__ = ["register_of_cards", "statement_of_depreciation", "use_of_assets", "yearly_report"]
