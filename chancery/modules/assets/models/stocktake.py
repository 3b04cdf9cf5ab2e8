"""A stocktake: the plan, the book set frozen when it starts, everything that was seen, and what is in no book."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField, MoneyField
from chancery.kernel.base.models import Matter
from chancery.kernel.base.sentences import Sentence
from chancery.kernel.flow.declare import state_constraints
from chancery.modules.assets.terms import CATEGORY_CHOICES, Family
from chancery.modules.assets.terms.stocktake import SETTLED, Answered, Cause, Decision, Occasion, Seen
from chancery.modules.assets.terms.stocktake import StocktakeState as S

from .asset import Asset

STARTED = (S.RUNNING, S.CHECKED, S.APPROVING, S.CLOSED)


class Stocktake(Matter):
    """A plan of stocktaking (清查计划; 国令621 art. 19, 国令738 art. 34, 37): by organ, place or category."""

    title = models.CharField(_("Title of the stocktake"), max_length=120)
    number = models.CharField(_("Number of the stocktake"), max_length=40, null=True, blank=True)
    occasion = models.CharField(_("Occasion of the count"), max_length=12, choices=Occasion, default=Occasion.REGULAR)
    unit = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Only of this organ or section"), related_name="+",
        help_text=_("Empty: all cards that your post may see."),
    )  # fmt: skip
    building = models.CharField(_("Only in this building"), max_length=60, blank=True)
    room = models.CharField(_("Only in this room"), max_length=40, blank=True)
    family = models.CharField(_("Only of this family"), max_length=3, choices=Family, blank=True)
    category = models.CharField(_("Only of this category"), max_length=9, choices=CATEGORY_CHOICES, blank=True)
    until_on = models.DateField(_("To be counted by"))
    basis = models.CharField(_("Ordered or announced by"), max_length=200, blank=True)
    conclusion = models.TextField(_("Conclusion of the count"), blank=True)
    size = models.PositiveIntegerField(_("Lines of the book set"), default=0, editable=False)
    started_at = MomentField(_("Book set frozen at"), null=True, blank=True, editable=False)
    started_by = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, blank=True, verbose_name=_("Started by"), related_name="+", editable=False,
        db_index=False,
    )  # fmt: skip
    frozen_at = MomentField(_("Book set complete at"), null=True, blank=True, editable=False)
    counted_at = MomentField(_("Count ended at"), null=True, blank=True, editable=False)
    booked_at = MomentField(_("Result booked at"), null=True, blank=True, editable=False)

    class Meta(Matter.Meta):
        verbose_name = _("Stocktake")
        constraints = [
            *state_constraints(
                "stocktake", S, {"started_at": STARTED, "counted_at": (S.CHECKED, S.APPROVING, S.CLOSED)}
            ),
            models.UniqueConstraint(name="stocktake_number_once", fields=("organ", "number")),
        ]
        indexes = [
            models.Index(
                fields=("started_at",), name="stocktake_to_freeze", condition=Q(state=S.RUNNING, frozen_at__isnull=True)
            ),
            models.Index(
                fields=("counted_at",), name="stocktake_to_book", condition=Q(state=S.CLOSED, booked_at__isnull=True)
            ),
        ]


class StocktakeRoom(models.Model):
    """A place of the book set (存放地点), as the cards named it when the stocktake started, and how far it is.

    The counts follow the lines in the same transaction, so that progress costs as many rows as there are rooms.
    """

    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="rooms", db_index=False)
    building = models.CharField(max_length=60, blank=True)
    room = models.CharField(max_length=40, blank=True)
    expected = models.PositiveIntegerField(db_default=0, default=0)
    done = models.PositiveIntegerField(db_default=0, default=0)
    odd = models.PositiveIntegerField(db_default=0, default=0)
    missing = models.PositiveIntegerField(db_default=0, default=0)
    in_place = models.PositiveIntegerField(db_default=0, default=0)

    class Meta:
        ordering = ("building", "room")
        constraints = [models.UniqueConstraint(name="stocktake_room_once", fields=("stocktake", "building", "room"))]

    def __str__(self) -> str:
        return f"{self.building} {self.room}".strip()


class StocktakeLine(models.Model):
    """One card of the book set as it stood at the start, and what was found of it."""

    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="lines", db_index=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="counts")
    room = models.ForeignKey(StocktakeRoom, models.PROTECT, related_name="lines", db_index=False)
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    made = models.CharField(max_length=200, db_default="")
    user_name = models.CharField(max_length=40, db_default="")
    acquired_on = models.DateField()
    cost = MoneyField()
    quantity = models.PositiveIntegerField()
    result = models.CharField(max_length=8, choices=Seen, db_default="", default="")
    found_in = models.ForeignKey(StocktakeRoom, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=500, db_default="", default="")
    seen_at = MomentField(null=True)
    seen_by = models.CharField(max_length=60, db_default="", default="")
    photo = models.ForeignKey("attachments.Attachment", models.PROTECT, null=True, related_name="+", db_index=False)
    disputed = models.BooleanField(db_default=False, default=False)
    cause = models.CharField(max_length=9, choices=Cause, db_default="", default="")
    explanation = models.CharField(max_length=500, db_default="", default="")
    booked = models.BooleanField(db_default=False, default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="stocktake_line_once", fields=("stocktake", "asset"))]
        indexes = [
            models.Index(fields=("stocktake", "room", "result"), name="stocktake_line_in_room"),
            models.Index(fields=("stocktake", "code"), name="stocktake_line_code"),
            models.Index(fields=("stocktake", "result", "id"), name="stocktake_line_result"),
            models.Index(fields=("stocktake", "id"), name="stocktake_line_disputed", condition=Q(disputed=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StocktakeNote(models.Model):
    """One observation as it came in (盘点记录). Never changed but for its answer, never taken away, kept once a key."""

    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="notes", db_index=False)
    key = models.CharField(max_length=40)
    line = models.ForeignKey(StocktakeLine, models.PROTECT, null=True, related_name="notes", db_index=False)
    verb = models.CharField(max_length=24)
    code = models.CharField(max_length=200, blank=True)
    host = models.CharField(max_length=200, blank=True)
    room = models.ForeignKey(StocktakeRoom, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=500, blank=True)
    at = MomentField()
    came_at = MomentField()
    post = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    who = models.CharField(max_length=60)
    photo = models.ForeignKey("attachments.Attachment", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Answered)
    sentence = models.JSONField(default=dict)

    class Meta:
        ordering = ("at", "key")
        constraints = [models.UniqueConstraint(name="stocktake_note_once", fields=("stocktake", "key"))]
        indexes = [
            models.Index(fields=("line", "at"), name="stocktake_note_of_line", condition=Q(line__isnull=False)),
            models.Index(
                fields=("stocktake", "kind", "at"), name="stocktake_note_odd", condition=Q(kind__in=("late", "foreign"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.code}"

    @property
    def says(self) -> str:
        """What was seen, in the reader's words."""
        verb = self.verb.removeprefix(f"{SETTLED}-")
        return str(Seen(verb).label) if verb in Seen.values else str(_("In no book"))

    @property
    def told(self) -> Sentence:
        """The answer that was given."""
        return Sentence.from_json(self.sentence)


class StocktakeSurplus(models.Model):
    """A thing that is there and in no book (盘盈): described, explained, and booked or given back."""

    stocktake = models.ForeignKey(Stocktake, models.PROTECT, related_name="surplus")
    note = models.OneToOneField(StocktakeNote, models.PROTECT, related_name="surplus")
    name = models.CharField(_("Name of the asset"), max_length=120)
    category = models.CharField(_("Asset category"), max_length=9, choices=CATEGORY_CHOICES, blank=True)
    cost = MoneyField(_("Estimated value"), null=True, blank=True)
    decision = models.CharField(_("What becomes of it"), max_length=8, choices=Decision, blank=True)
    cause = models.CharField(_("Cause of the difference"), max_length=9, choices=Cause, blank=True)
    explanation = models.CharField(_("Explanation"), max_length=500, blank=True)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="surplus_value_positive", condition=Q(cost__isnull=True) | Q(cost__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name
