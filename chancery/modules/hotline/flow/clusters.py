"""The journey of a cluster: found, reported to the leader, ended; or dismissed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancery.kernel.flow.declare import Flow, Move, State
from chancery.modules.hotline.terms import DISPATCHER
from chancery.modules.hotline.terms import ClusterState as S

from .reporting import report_cluster
from .taking import with_desk

# A move reads as one sentence of the house rules, so the formatter keeps away.
# fmt: off
FACTS = ("title", "subject", "place", "area")

cluster_flow = Flow(
    S,
    start=S.FOUND,
    each=(
        State(S.FOUND, "new", holder=with_desk(DISPATCHER, "report"), edits=FACTS),
        State(S.REPORTED, "run", holder=with_desk(DISPATCHER, "end"), edits=FACTS),
        State(S.ENDED, "done", ends=True),
        State(S.DISMISSED, "stop", ends=True),
    ),
    moves=(
        Move("report", (S.FOUND,), S.REPORTED, "report.draft", title=_("Report to the leader"), done=_("A report was drafted"), effect=report_cluster, key="r"),
        Move("dismiss", (S.FOUND,), S.DISMISSED, "cluster.handle", title=_("No real cluster it is"), done=_("The cluster was dismissed"), reason=True, grave=True),
        Move("end", (S.FOUND, S.REPORTED), S.ENDED, "cluster.handle", title=_("End the cluster"), done=_("The cluster was ended"), reason=True),
    ),
)
# fmt: on
