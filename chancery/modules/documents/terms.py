"""Words of documents: states, kinds, urgency, how a document arrives and is handled."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IncomingState(models.TextChoices):
    RECEIVED = "received", _("To be signed for")
    SIGNED = "signed", _("To be registered")
    REGISTERED = "registered", _("Preliminary review")
    PROPOSING = "proposing", _("Handling to be proposed")
    INSTRUCTING = "instructing", _("Awaiting instruction")
    INSTRUCTED = "instructed", _("To be handed out")
    ACTING = "acting", _("In hand")
    ANSWERED = "answered", _("Answered")
    CIRCULATING = "circulating", _("In circulation")
    CLOSED = "closed", _("Closed")
    FILED = "filed", _("Filed")
    SENT_BACK = "sent_back", _("Returned to the sender")


NUMBERED = (
    IncomingState.REGISTERED,
    IncomingState.PROPOSING,
    IncomingState.INSTRUCTING,
    IncomingState.INSTRUCTED,
    IncomingState.ACTING,
    IncomingState.ANSWERED,
    IncomingState.CIRCULATING,
    IncomingState.CLOSED,
    IncomingState.FILED,
)
"""States in which an incoming document has its number (登记 gives it; 条例 art. 24(2))."""


class Kind(models.TextChoices):
    """The fifteen kinds of official document (文种; 条例 art. 8), an answer to a proposal, and others."""

    RESOLUTION = "决议", _("Resolution")
    DECISION = "决定", _("Decision")
    ORDER = "命令", _("Order")
    COMMUNIQUE = "公报", _("Communiqué")
    ANNOUNCEMENT = "公告", _("Announcement")
    PUBLIC_NOTICE = "通告", _("Public notice")
    OPINION = "意见", _("Opinions")
    NOTICE = "通知", _("Notice")
    CIRCULAR = "通报", _("Circular")
    REPORT = "报告", _("Report")
    REQUEST = "请示", _("Request for instruction")
    REPLY = "批复", _("Official reply")
    BILL = "议案", _("Bill")
    LETTER = "函", _("Letter")
    MINUTES = "纪要", _("Minutes")
    ANSWER = "答复", _("Answer to a proposal")
    OTHER = "其他", _("Other")


class Urgency(models.IntegerChoices):
    """Degrees of urgency (紧急程度; 条例 art. 9)."""

    ORDINARY = 0, _("Ordinary")
    URGENT = 1, _("Urgent")
    TOP = 2, _("Top urgent")


URGENCY_WORDS = {"加急": Urgency.URGENT, "平急": Urgency.URGENT, "特急": Urgency.TOP, "特提": Urgency.TOP}


class Arrival(models.TextChoices):
    EXCHANGE = "exchange", _("Electronic exchange")
    FILE = "file", _("File dropped on the page")
    PAPER = "paper", _("Paper")
    FAX = "fax", _("Fax or telegram")
    CALL = "call", _("Telephone")


class Handling(models.TextChoices):
    """办件 is acted on, 阅件 is read (条例 art. 24(4): 批办性公文、阅知性公文)."""

    ACT = "act", _("For action")
    READ = "read", _("For reading")


class Retention(models.TextChoices):
    """Terms for which documents are kept (保管期限)."""

    PERMANENT = "permanent", _("Permanent")
    THIRTY = "30", _("30 years")
    TEN = "10", _("10 years")


class Secrecy(models.TextChoices):
    """Levels of secrecy (密级); from 秘密 upward the platform keeps a paper register only."""

    SECRET = "秘密", _("Secret")
    CONFIDENTIAL = "机密", _("Confidential")
    TOP_SECRET = "绝密", _("Top secret")


class PaperState(models.TextChoices):
    HELD = "held", _("In custody")
    LENT = "lent", _("Lent out")
    RETURNED = "returned", _("Given back")
    DESTROYED = "destroyed", _("Destroyed")
