"""What the hotline keeps: subjects, who is competent, what is known, what was published, and with whom the office keeps contact."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField
from chancery.kernel.base.models import Record
from chancery.modules.hotline.terms import ContactKind, Depth, Level

from .masked import MaskedCharField, MaskedTextField


class Subject(Record):
    """What requests are about (事项分类): three levels, each with its own code."""

    code = models.CharField(_("Code of the subject"), max_length=12)
    name = models.CharField(_("Name of the subject"), max_length=60)
    depth = models.PositiveSmallIntegerField(_("Level of the classification"), choices=Depth, default=Depth.FIRST)
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("Below the subject"), related_name="below"
    )
    words = models.CharField(
        _("Words that lead here"), max_length=300, blank=True, help_text=_("Parted by blanks: 停水 水压 水质")
    )
    ended_on = models.DateField(_("No longer used from"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Subject")
        constraints = [
            models.UniqueConstraint(name="subject_code_once", fields=("organ", "code")),
            models.CheckConstraint(name="subject_not_below_itself", condition=~Q(above=F("pk"))),
        ]

    def __str__(self) -> str:
        return self.name


class Competence(Record):
    """Who is competent for a subject in an area (派单目录, after 权责清单), under which document and for how long."""

    subject = models.ForeignKey(Subject, models.PROTECT, verbose_name=_("Subject"), related_name="competences")
    area = models.CharField(
        _("Code of the area"), max_length=12, blank=True, help_text=_("Empty: everywhere in the city.")
    )
    lead = models.ForeignKey(
        "org.Organ", models.PROTECT, verbose_name=_("Lead organ"), related_name="+", db_index=False
    )
    assist = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Assisting organ"), related_name="+",
        db_index=False,
    )  # fmt: skip
    level = models.CharField(_("Level of handling"), max_length=10, choices=Level, default=Level.DEPARTMENT)
    basis = models.CharField(_("On the basis of"), max_length=200, blank=True)
    since = models.DateField(_("In force from"), null=True, blank=True)
    until = models.DateField(_("In force until"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Competence")
        constraints = [
            models.CheckConstraint(
                name="competence_until_after_since",
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
            )
        ]

    @property
    def title(self) -> str:
        return f"{self.subject} · {self.lead}"

    def __str__(self) -> str:
        return self.title


class Guide(Record):
    """A question that comes again and again, with its answer (知识库条目)."""

    question = models.CharField(_("Question"), max_length=200)
    answer = models.TextField(_("Answer to read out"), max_length=8000)
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, verbose_name=_("Subject"), related_name="guides"
    )
    source = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Answered for by"), related_name="+",
        db_index=False,
    )  # fmt: skip
    valid_until = models.DateField(_("Valid until the day"), null=True, blank=True, db_index=True)
    public = models.BooleanField(_("Shown to the public"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("Guide")

    def __str__(self) -> str:
        return self.question


class Publication(Record):
    """An answered order as everybody may read it (公开答复): masked, and released by a reviewer."""

    order = models.OneToOneField(
        "hotline.Order", models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("Work order"),
        related_name="publication",
    )  # fmt: skip
    title = MaskedCharField(_("Title of the publication"), max_length=120)
    question = MaskedTextField(_("Question"), max_length=4000)
    answer = MaskedTextField(_("Published answer"), max_length=8000)
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, verbose_name=_("Subject"), related_name="publications",
        db_index=False,
    )  # fmt: skip
    answered_by = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Answered by"), related_name="+",
        db_index=False,
    )  # fmt: skip
    days = models.PositiveSmallIntegerField(_("Days until the answer"), default=0)
    answered_at = MomentField(_("Answered at"), null=True, blank=True)
    withdrawn = models.BooleanField(_("Taken off the site"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("Publication")
        indexes = [
            models.Index(fields=("subject", "entry"), name="publication_of_subject", condition=Q(withdrawn=False)),
            models.Index(fields=("entry",), name="publication_on_site", condition=Q(withdrawn=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Contact(Record):
    """A unit with which the office keeps contact (联系单位): troops, colleges, resident units."""

    name = models.CharField(_("Name of the unit"), max_length=120)
    kind = models.CharField(_("Kind of unit"), max_length=8, choices=ContactKind, default=ContactKind.RESIDENT)
    person = models.CharField(_("Liaison person"), max_length=40, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    place = models.CharField(_("Address of the unit"), max_length=200, blank=True)
    served_by = models.ForeignKey(
        "org.Organ", models.PROTECT, null=True, blank=True, verbose_name=_("Served by organ"), related_name="+",
        db_index=False,
    )  # fmt: skip
    note = models.CharField(_("What to know"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("Contact unit")

    def __str__(self) -> str:
        return self.name
