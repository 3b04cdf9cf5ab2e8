"""What the petition office does: registers, forwards, judges objections, shows the way, joins (art. 22, 23)."""

from __future__ import annotations

from chancery.kernel.access.grants import end_grants, live_viewers
from chancery.kernel.desk.models import Link
from chancery.kernel.desk.projection import Todo
from chancery.kernel.flow.declare import Holder, Moving, todos
from chancery.kernel.flow.editing import revoke
from chancery.kernel.search.services import reindex_viewers
from chancery.modules.petitions.models import Petition, desk_of, heads_of, house_of
from chancery.modules.petitions.selectors.chain import by_number
from chancery.modules.petitions.terms import (
    FORWARDING,
    HANDLER,
    HANDLING,
    OBJECTION,
    RECEIPT,
    REGISTRAR,
    Mode,
    PaperKind,
)

from .clocks import begin, end, show_due
from .papers import write

EVERY = (FORWARDING, RECEIPT, OBJECTION, HANDLING)


def with_office(move: str) -> Holder:
    """The petition office of the house has it."""
    return lambda row: todos([desk_of(REGISTRAR, row.organ_id)], move)


def with_handler(move: str) -> Holder:
    """The desk that handles for the organ has it."""
    return lambda row: todos([desk_of(HANDLER, row.handled_by_id)], move)


def with_heads(row: Petition) -> list[Todo]:
    """A leader of the house has it."""
    return todos(heads_of(house_of(row.organ_id).pk), "instruct")


def register(moving: Moving) -> None:
    """Fifteen days to forward it, from the day on which it came (art. 22)."""
    begin(moving, FORWARDING, "forward", start=moving.row.received_at)
    show_due(moving, FORWARDING)


def forward(moving: Moving) -> None:
    """To the organ that is competent (转送、交办); its fifteen days and its five working days begin (art. 23)."""
    row, organ = moving.row, house_of(moving.asked["to"])
    own = organ.pk == house_of(row.organ_id).pk
    report_by = moving.asked.get("report_by")
    end(moving, FORWARDING, OBJECTION)
    begin(moving, RECEIPT, "receipt", start=row.received_at if own else moving.at)
    begin(moving, OBJECTION, "objection")
    show_due(moving, RECEIPT)
    mode = Mode.ASSIGN if report_by else Mode.FORWARD
    moving.set(handled_by=organ, mode=mode, report_by=report_by, forwarded_at=moving.at)
    write(
        moving,
        PaperKind.FORWARDING,
        organ=row.organ_id,
        to=organ.name,
        report_by=report_by,
        words=moving.asked.get("words"),
        online=True,
    )


def examine_objection(moving: Moving) -> None:
    """“Not ours”: the office looks at the grounds (art. 23)."""
    end(moving, OBJECTION)
    begin(moving, FORWARDING, "return")
    show_due(moving, FORWARDING)


def take_back(moving: Moving) -> None:
    """The objection holds: the papers come back, and the organ sees them no more (交还相关材料)."""
    row = moving.row
    end(moving, RECEIPT, FORWARDING, met=False)
    begin(moving, FORWARDING, "return")
    show_due(moving, FORWARDING)
    hide_from(moving, desk_of(HANDLER, row.handled_by_id))
    moving.set(handled_by=None, mode="", report_by=None)


def hide_from(moving: Moving, desk: int) -> None:
    """A desk whose part has ended sees the petition no more, unless another reason remains."""
    row = moving.row
    end_grants(row.pk, cause="assigned", viewers=[desk])
    revoke(row, [desk])
    reindex_viewers(row.pk, set(live_viewers(row.pk)))


def keep_with_organ(moving: Moving) -> None:
    """The objection does not hold; the organ's fifteen days went on."""
    end(moving, FORWARDING)
    show_due(moving, RECEIPT)


def guide(moving: Moving) -> None:
    """The petitioner is shown the legal way (引导; art. 20, 22, 31)."""
    moving.set(way=moving.asked["way"], legal_way=moving.asked["legal_way"], noticed_at=moving.at)
    end(moving, *EVERY)
    moving.due(None)
    organ = moving.row.handled_by_id or moving.row.organ_id
    write(moving, PaperKind.REFUSAL, organ=organ, way=moving.asked["way"], legal_way=moving.asked["legal_way"])


def decline(moving: Moving) -> None:
    """Not accepted, with the ground, in writing (不予受理; art. 19, 23, 36)."""
    moving.set(noticed_at=moving.at)
    end(moving, *EVERY)
    moving.due(None)
    write(
        moving, PaperKind.REFUSAL, organ=moving.row.organ_id, ground=moving.asked["ground"], words=moving.asked["words"]
    )


def join(moving: Moving) -> None:
    """Joined to an alike petition (并案): its opinion answers this petitioner as well."""
    other = by_number(moving.asked["number"])
    assert other is not None
    moving.set(same_as=other)
    end(moving, *EVERY, met=False)
    moving.due(None)
    Link.objects.get_or_create(
        source=moving.row.entry, target=other.entry, kind=Link.Kind.ABOUT, defaults={"at": moving.at, "by": moving.actor.post}
    )  # fmt: skip


def withdraw(moving: Moving) -> None:
    """The petitioner takes it back."""
    end(moving, *EVERY, met=False)
    moving.due(None)


def close(moving: Moving) -> None:
    """Everything is served and answered; the petitioner's term is over."""
    moving.due(None)


def report_up(moving: Moving) -> None:
    """Grave or urgent: put before a leader with a proposal (报请决定; art. 22 (1), 25)."""
    moving.todos = todos([moving.asked["leader"]], "instruct")


def supervise(moving: Moving) -> None:
    """The office presses an organ that shirks, dawdles or pretends (督办; art. 40)."""
    moving.set(supervised=moving.row.supervised + 1)
    moving.tells.add(desk_of(HANDLER, moving.row.handled_by_id))
