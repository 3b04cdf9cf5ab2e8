"""An exception from the sealing of vehicles on days off (封存例外): asked for, approved, used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.refusals import Answer
from chancery.kernel.base.sentences import say
from chancery.kernel.flow.declare import Flow, Move, State
from chancery.modules.vehicles.models import Lockup
from chancery.modules.vehicles.rules.asking import answer
from chancery.modules.vehicles.terms import LOCKUP_KINDS
from chancery.modules.vehicles.terms import LockupState as S

from .driving import with_asker, with_dispatchers

LOCKUP = "vehicles.lockup"


def kind_allows(row: Lockup, asked: Mapping[str, Any]) -> Answer:
    """Only duty, emergency and confidential mail break a seal; anything else wants a reason."""
    sentence = say("Sealed vehicles go out for duty, emergencies and confidential mail only.")
    return answer("sealed_on_days_off", row.kind in LOCKUP_KINDS, sentence)


# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
lockup_flow = Flow(
    S,
    start=S.ASKED,
    each=(
        State(S.ASKED, "new", holder=with_asker("submit"), edits=("purpose", "vehicle", "kind", "since", "until")),
        State(S.APPROVING, "wait", route=LOCKUP),
        State(S.GRANTED, "run", holder=with_dispatchers("end")),
        State(S.ENDED, "done", ends=True),
        State(S.WITHDRAWN, "stop", ends=True),
    ),
    moves=(
        Move("submit", (S.ASKED,), S.APPROVING, "lockup.ask", title=_("Ask for approval"), done=_("Approval was asked for"), checks=(kind_allows,)),
        Move("granted", (S.APPROVING,), S.GRANTED, "lockup.ask", title=_("Exception approved"), outcome="passed"),
        Move("returned", (S.APPROVING,), S.ASKED, "lockup.ask", title=_("Exception returned"), outcome="returned"),
        Move("recalled", (S.APPROVING,), S.ASKED, "lockup.ask", title=_("Exception recalled"), outcome="recalled"),
        Move("end", (S.GRANTED,), S.ENDED, "lockup.ask", title=_("Seal the vehicle again"), done=_("The vehicle is sealed again"), held="no"),
        Move("withdraw", (S.ASKED,), S.WITHDRAWN, "lockup.ask", title=_("Withdraw"), done=_("Withdrawn"), held="no", reason=True, grave=True),
    ),
)
# fmt: on
