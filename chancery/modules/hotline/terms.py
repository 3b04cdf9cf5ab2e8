"""Words of the hotline: kinds, channels, urgency, results, the legal ways, and the states of each matter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

OPERATOR, DISPATCHER, REVIEWER, CALLER_BACK, HANDLER, LEADER, KEEPER = (
    f"hotline.{role}" for role in ("operator", "dispatcher", "reviewer", "caller_back", "handler", "leader", "keeper")
)
"""Roles: who takes calls, who dispatches, who reviews answers, who calls back, who handles in an organ, who leads, who keeps the registers."""


class Kind(models.TextChoices):
    """Kinds of requests (诉求类型)."""

    ENQUIRY = "enquiry", _("Enquiry")
    REQUEST = "request", _("Plea for help")
    COMPLAINT = "complaint", _("Complaint")
    TIP_OFF = "tip_off", _("Tip-off")
    SUGGESTION = "suggestion", _("Suggestion")
    PRAISE = "praise", _("Praise")


QUICK_KINDS = (Kind.ENQUIRY, Kind.REQUEST, Kind.PRAISE)
"""Kinds that have the short term; the others have the long one."""


class Channel(models.TextChoices):
    """How a request came in (来源渠道)."""

    TELEPHONE = "telephone", _("By telephone")
    MAIL = "mail", _("By mail")
    VISIT = "visit", _("By visit")
    WEBSITE = "website", _("From the website")
    LETTER = "letter", _("By letter")
    APP = "app", _("From an app")
    ORGAN = "organ", _("From another organ")


class Urgency(models.IntegerChoices):
    """How urgent an order is (紧急程度)."""

    ORDINARY = 0, _("Ordinary order")
    URGENT = 1, _("Urgent order")
    EXTRA = 2, _("Extra urgent")


class Result(models.TextChoices):
    """What came of the handling (办理结果)."""

    SOLVED = "solved", _("Solved")
    EXPLAINED = "explained", _("Explained")
    PLANNED = "planned", _("Planned")
    IMPOSSIBLE = "impossible", _("Cannot be done now")


class Satisfied(models.TextChoices):
    """What the caller says of the answer (满意度)."""

    YES = "yes", _("Satisfied")
    PARTLY = "partly", _("Partly satisfied")
    NO = "no", _("Not satisfied")


class Way(models.TextChoices):
    """Where a request belongs that the hotline does not handle (法定渠道)."""

    EMERGENCY = "emergency", _("Emergency services")
    RECONSIDERATION = "reconsideration", _("Administrative reconsideration")
    LITIGATION = "litigation", _("Litigation")
    ARBITRATION = "arbitration", _("Arbitration")
    PETITION = "petition", _("Letters and visits")
    DISCIPLINE = "discipline", _("Discipline inspection")
    OTHER = "other", _("Another service")


REFERRED_WAYS = (Way.RECONSIDERATION, Way.LITIGATION, Way.ARBITRATION, Way.DISCIPLINE)


class OrderState(models.TextChoices):
    NEW = "new", _("To be accepted")
    TO_DISPATCH = "to_dispatch", _("To be assigned")
    SENT = "sent", _("Dispatched, to be signed for")
    RETURN_ASKED = "return_asked", _("Return asked for")
    ACTING = "acting", _("Being handled")
    EXTENSION_ASKED = "extension_asked", _("Extension asked for")
    ANSWERED = "answered", _("Answered, to be reviewed")
    TO_CALL_BACK = "to_call_back", _("To be called back")
    CLOSED = "closed", _("Order closed")
    FILED = "filed", _("Order filed")
    DECLINED = "declined", _("Out of scope")
    REFERRED = "referred", _("Referred to the legal way")
    WITHDRAWN = "withdrawn", _("Withdrawn by the caller")


S = OrderState
NUMBERED = tuple(state for state in S if state not in (S.NEW, S.WITHDRAWN))
"""States in which an order has its number; a new one may be withdrawn before it got one."""
UNDISPATCHED = (S.NEW, S.TO_DISPATCH)
WITH_ORGAN = (S.SENT, S.RETURN_ASKED, S.ACTING, S.EXTENSION_ASKED)
"""States in which a lead organ has the order."""
OPEN = (S.NEW, S.TO_DISPATCH, *WITH_ORGAN, S.ANSWERED, S.TO_CALL_BACK)
OVER = (S.CLOSED, S.FILED)


class ClusterKind(models.TextChoices):
    TOPIC = "topic", _("One subject")
    PLACE = "place", _("One place")


class ClusterState(models.TextChoices):
    FOUND = "found", _("Cluster found")
    REPORTED = "reported", _("Reported to the leader")
    ENDED = "ended", _("Cluster ended")
    DISMISSED = "dismissed", _("No real cluster")


class ReportState(models.TextChoices):
    DRAFTED = "drafted", _("Report drafted")
    WITH_LEADER = "with_leader", _("With the leader")
    INSTRUCTED = "instructed", _("Instruction was given")
    CLOSED = "closed", _("Report closed")


class ErrandState(models.TextChoices):
    SENT = "sent", _("Errand sent")
    ANSWERED = "answered", _("Errand answered")
    CLOSED = "closed", _("Errand closed")


class Level(models.TextChoices):
    """On which level a subject is handled (办理层级)."""

    DEPARTMENT = "department", _("Department of the city")
    COUNTY = "county", _("County or district")
    TOWNSHIP = "township", _("Township or street")


class Depth(models.IntegerChoices):
    """The three levels of the classification of subjects (事项分类层级)."""

    FIRST = 1, _("First level")
    SECOND = 2, _("Second level")
    THIRD = 3, _("Third level")


class ContactKind(models.TextChoices):
    """Units that the office coordinates with and serves (联系单位)."""

    TROOPS = "troops", _("Garrison troops")
    COLLEGE = "college", _("College or university")
    RESIDENT = "resident", _("Resident unit")
    COMPANY = "company", _("Key enterprise")
    OTHER = "other", _("Other unit")
