"""What believable rows of letters and visits have beside their columns: another open petition to be joined to."""

from __future__ import annotations

from chancery.kernel.flow.engine import open_rows
from chancery.kernel.flow.opening import Fresh
from chancery.modules.petitions.models import Petition
from tests.maker import completes, maker

NAMED = "按职责办理。"
"""The contract answers every question for a text with these words; so one petition of each house has them for a number."""


@completes(Petition)
def beside_another(row, city) -> None:
    """Another petition of the same house is open; it has not landed, so that no list of the contract counts it."""
    if Petition.unscoped.filter(organ=row.organ_id, number=NAMED).exists():
        return
    values = {"title": "另一件信访事项", "text": "反映同一问题。", "number": NAMED}
    open_rows(Petition, [Fresh(values, "registered")], organ=row.organ_id, actor=maker(), cause="history", landed=False)
