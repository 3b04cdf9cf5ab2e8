"""Words of stocktaking (资产清查盘点)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StocktakeState(models.TextChoices):
    """How far a stocktake is."""

    DRAFTED = "drafted", _("Being planned")
    RUNNING = "running", _("Counting")
    CHECKED = "checked", _("Counted, differences being explained")
    APPROVING = "approving", _("Results in approval")
    CLOSED = "closed", _("Approved and booked")
    CANCELLED = "cancelled", _("Called off")


class Occasion(models.TextChoices):
    """Why it is done: the regular count (国令738 art. 34), or one of the six cases of art. 37."""

    REGULAR = "regular", _("Regular count")
    ORDERED = "ordered", _("Ordered by the government")
    REORGANISED = "reorganised", _("Major transfer, or an organ split, merged or abolished")
    DISASTER = "disaster", _("Losses by force majeure")
    DISTORTED = "distorted", _("Accounts seriously distorted")
    ACCOUNTING = "accounting", _("Change of the accounting system")
    OTHER = "other", _("Another case that calls for a count")


class Seen(models.TextChoices):
    """What became of one line of the book set; empty means nobody has looked yet."""

    MATCHED = "matched", _("As in the books")
    MOVED = "moved", _("In another place")
    USER = "user", _("With another user")
    BROKEN = "broken", _("There, but broken")
    UNLABELLED = "nolabel", _("There, without a label")
    MISSING = "missing", _("Not found in the room")


SURPLUS = "surplus"
"""The verb for what is there and in no book (盘盈)."""
SETTLED = "settled"
"""The verb of the manager's own word on a line about which two people differ."""
IN_PLACE = (Seen.MATCHED, Seen.UNLABELLED, Seen.BROKEN, Seen.USER)
"""Seen where the books say (账实相符率 counts B∩S with the same place)."""
DIFFERING = (Seen.MISSING, Seen.MOVED, Seen.USER, Seen.BROKEN, Seen.UNLABELLED)


class Answered(models.TextChoices):
    """How an observation was answered; each is kept, whatever the answer."""

    TAKEN = "taken", _("Noted")
    KNOWN = "known", _("Already noted")
    CONFLICT = "conflict", _("Differs from somebody else's")
    PARTLY = "partly", _("Noted without its photograph")
    LATE = "late", _("After the count")
    FOREIGN = "foreign", _("Not a label of this plan")


COUNTING = (Answered.TAKEN, Answered.KNOWN, Answered.CONFLICT, Answered.PARTLY)
"""Observations that say something about a line."""


class Cause(models.TextChoices):
    """Why the books and the things differ (国令738 art. 39: 查明原因予以说明)."""

    MOVED = "moved", _("Moved without a record")
    HANDED = "handed", _("Given to another user without a record")
    LENT = "lent", _("Lent and not returned")
    DISPOSED = "disposed", _("Disposed of, not taken out of the books")
    STOLEN = "stolen", _("Stolen")
    LOST = "lost", _("Lost by the user or keeper")
    DAMAGED = "damaged", _("Damaged or destroyed")
    DISASTER = "disaster", _("Force majeure")
    TWICE = "twice", _("Booked twice, or an error of the books")
    UNBOOKED = "unbooked", _("Bought, not yet booked")
    GIVEN = "given", _("Received as a gift or by allocation, not booked")
    LABEL = "label", _("Label lost or unreadable")
    OTHER = "other", _("Another cause, as explained")


class Decision(models.TextChoices):
    """What becomes of a thing that was in no book."""

    BOOK = "book", _("Book it as surplus")
    NOT_OURS = "not_ours", _("Belongs to somebody else")
