"""Links between matters, remarks, who has seen what, saved views and drafts of forms."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chancery.kernel.base.fields import MomentField

from .entries import Entry


class Link(models.Model):
    """One step of a chain (来龙去脉): what led to what."""

    class Kind(models.TextChoices):
        LED_TO = "led_to", _("Led to")
        ANSWERS = "answers", _("Answers")
        ABOUT = "about", _("Belongs together with")

    source = models.ForeignKey(Entry, models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Entry, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=8, choices=Kind)
    at = MomentField()
    by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="link_once", fields=("source", "target", "kind")),
            models.CheckConstraint(name="link_to_another", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Remark(models.Model):
    """What somebody wrote on a matter: an opinion (意见), an instruction (批示), a reply or a note. Withdrawn, never deleted."""

    class Kind(models.TextChoices):
        OPINION = "opinion", _("Opinion")
        PROPOSAL = "proposal", _("Proposal")
        INSTRUCTION = "instruction", _("Instruction")
        REPLY = "reply", _("Reply")
        RETURN = "return", _("Reason for return")
        NOTE = "note", _("Note")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField()
    at = MomentField()
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    acting_for = models.BigIntegerField(null=True)
    stage = models.CharField(max_length=60, blank=True)
    withdrawn_at = MomentField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:40]


class Seen(models.Model):
    """That a post has opened an entry (阅读回执), first and last time."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="seen", db_index=False)
    post = models.ForeignKey("org.Post", models.PROTECT, related_name="+", db_index=False)
    person = models.BigIntegerField(null=True)
    first_at = MomentField()
    last_at = MomentField()

    class Meta:
        constraints = [models.UniqueConstraint(name="seen_once", fields=("entry", "post"))]

    def __str__(self) -> str:
        return f"{self.post_id} saw {self.entry_id}"


class SavedView(models.Model):
    """A person's own view of a list: its name and the filters as an address."""

    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    noun = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(name="saved_view_once", fields=("person", "noun", "name"))]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What a person has typed into a form and not yet sent; saved every few seconds."""

    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    form = models.CharField(max_length=100)
    fields = models.JSONField(default=dict)
    at = MomentField()

    class Meta:
        constraints = [models.UniqueConstraint(name="draft_once_a_form", fields=("person", "form"))]

    def __str__(self) -> str:
        return self.form
