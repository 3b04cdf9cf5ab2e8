"""Words of the portal: the states and kinds of its notices, and what a citizen may say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeState(models.TextChoices):
    DRAFTED = "drafted", _("To be released")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Taken back from the public")


class NoticeKind(models.TextChoices):
    NOTICE = "notice", _("Public notice")
    REPORT = "report", _("Report to the public")
    CONSULTATION = "consultation", _("Opinions wanted")
    POLICY = "policy", _("Policy document")


KINDS = (
    ("enquiry", _("I have a question")),
    ("request", _("I need help")),
    ("complaint", _("I have a complaint")),
    ("tip_off", _("I report a breach of the law")),
    ("suggestion", _("I have a suggestion")),
    ("praise", _("I want to praise somebody")),
)
"""What a citizen may want (诉求类别), in the words of the hotline's own classes, from a citizen's side."""
WITHOUT_PHONE = frozenset({"suggestion", "praise", "tip_off"})
"""Kinds in which a telephone number may be left out: nobody waits for a call."""
ANSWERS = (
    ("yes", _("Satisfied")),
    ("partly", _("Partly satisfied")),
    ("no", _("Not satisfied")),
)
MOST_WORDS = 2000
MOST_FILES = 6
MOST_OF_ONE = 10 * 2**20
MOST_OF_ALL = 24 * 2**20
"""What one statement may carry in pictures and sound; more is refused before anything of it is read."""
FIRST_DAY_OF_EVENTS = 1990
SHOWN = 20
NEWEST = 5
SOLVED = 4
LIKELY = 3
"""How many rows stand on a page: of a list, of the newest, of the newly solved, of answers that may fit."""
