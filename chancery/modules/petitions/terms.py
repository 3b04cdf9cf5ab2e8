"""Words of letters and visits, in the terms of 信访工作条例 (2022)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

REGISTRAR, HANDLER, REVIEWER, HEAD = (f"petitions.{role}" for role in ("registrar", "handler", "reviewer", "head"))
FORWARDING, RECEIPT, OBJECTION, HANDLING, RECOURSE = "forwarding", "receipt", "objection", "handling", "recourse"
"""Keys of clocks: to forward, to give notice, to object, to conclude, to answer a request for review."""


ANONYMOUS = "匿名"
"""How a petitioner is shown who gave no name."""


class Channel(models.TextChoices):
    """How it came (art. 17)."""

    LETTER = "letter", _("By letter")
    VISIT = "visit", _("By visit")
    TELEPHONE = "telephone", _("By a call")
    WEBSITE = "website", _("By the website")
    HOTLINE = "hotline", _("From the hotline")
    ABOVE = "above", _("Passed down from above")


class Kind(models.TextChoices):
    """What is brought forward (art. 29 to 31)."""

    CLAIM = "claim", _("Claim or complaint for redress")
    SUGGESTION = "suggestion", _("Opinion or suggestion")
    ACCUSATION = "accusation", _("Tip-off or accusation")


class Field(models.TextChoices):
    """The field that a petition is about; the office's own list, for the yearly report."""

    CONSTRUCTION = "construction", _("Housing and construction")
    LAND = "land", _("Land and resources")
    LABOUR = "labour", _("Labour and social security")
    FARMING = "farming", _("Farming and villages")
    HEALTH = "health", _("Health care")
    SCHOOLS = "schools", _("Schools, culture and sport")
    WELFARE = "welfare", _("Civil affairs and veterans")
    TRAFFIC = "traffic", _("Traffic and transport")
    ENVIRONMENT = "environment", _("Environment and water")
    MARKET = "market", _("Trade and market")
    ORDER = "order", _("Law and order")
    CONDUCT = "conduct", _("Conduct of officials")
    OTHER = "other", _("Other fields")


class Mode(models.TextChoices):
    """How the office hands it on (art. 22 (1) to (3))."""

    FORWARD = "forward", _("Forwarded")
    ASSIGN = "assign", _("Handed over, result to be reported")


class Way(models.TextChoices):
    """The six ways of article 31."""

    LITIGATION = "litigation", _("Courts, reconsideration, procurators, police")
    ARBITRATION = "arbitration", _("Arbitration")
    PARTY = "party", _("Appeal of a party member, second hearing")
    PROCEDURE = "procedure", _("Administrative procedure")
    DUTY = "duty", _("Pursue a breach, or perform a duty")
    OPINION = "opinion", _("None of these: opinion on the petition")


LEGAL_WAYS = [(way.value, way.label) for way in (Way.LITIGATION, Way.ARBITRATION, Way.PARTY, Way.PROCEDURE)]


class Ground(models.TextChoices):
    """Why a petition is not accepted."""

    ELSEWHERE = "elsewhere", _("Another organ is competent")
    PENDING = "pending", _("The same matter is being handled")
    FINISHED = "finished", _("The same facts were re-examined")


class Verdict(models.TextChoices):
    """What an opinion says (art. 32)."""

    SUPPORT = "support", _("Supported")
    EXPLAIN = "explain", _("Explained: reasonable, without a basis in law")
    REFUSE = "refuse", _("Not supported")


class Conclusion(models.TextChoices):
    """What a review or re-examination says; the regulation leaves the words to practice."""

    UPHOLD = "uphold", _("The earlier opinion stands")
    CHANGE = "change", _("The earlier opinion is changed")
    REDO = "redo", _("Set aside, to be handled again")


class Served(models.TextChoices):
    """How a paper reached the petitioner or the organ (送达方式)."""

    HAND = "hand", _("Handed over in person")
    POST = "post", _("By registered mail")
    ONLINE = "online", _("Online, with a receipt")
    LEFT = "left", _("Left at the address, with witnesses")
    NOTICE = "notice", _("By public notice")


class Satisfied(models.TextChoices):
    YES = "yes", _("Satisfied")
    PARTLY = "partly", _("Partly satisfied")
    NO = "no", _("Not satisfied")


class PaperKind(models.TextChoices):
    """The fixed forms of letters and visits (信访文书)."""

    RECEIPT = "receipt", _("Notice of acceptance")
    REFUSAL = "refusal", _("Notice of non-acceptance")
    FORWARDING = "forwarding", _("Letter of forwarding")
    EXTENSION = "extension", _("Notice of extension")
    REPLY = "reply", _("Letter of reply")
    OPINION = "opinion", _("Opinion on the petition")
    REVIEW = "review", _("Opinion on review")
    REEXAMINATION = "reexamination", _("Opinion on re-examination")


class PetitionState(models.TextChoices):
    RECEIVED = "received", _("To be registered (petition)")
    REGISTERED = "registered", _("To be forwarded")
    REPORTED = "reported", _("With a leader (petition)")
    FORWARDED = "forwarded", _("To be taken in by the organ")
    OBJECTED = "objected", _("Objection to be examined")
    PERFORMING = "performing", _("Duty being performed")
    HANDLING = "handling", _("Being investigated")
    DECIDING = "deciding", _("Opinion with the head")
    DECIDED = "decided", _("Opinion to be served")
    CONCLUDED = "concluded", _("Opinion served")
    ANSWERED = "answered", _("Replied to")
    SETTLED = "settled", _("Settled by agreement")
    REDIRECTED = "redirected", _("Shown the legal way")
    DECLINED = "declined", _("Not accepted (petition)")
    CLOSED = "closed", _("Closed (petition)")
    JOINED = "joined", _("Joined to another petition")
    WITHDRAWN = "withdrawn", _("Withdrawn by the petitioner")


class RecourseState(models.TextChoices):
    """States of a request for review; a re-examination has one more."""

    ASKED = "asked", _("To be entered (request)")
    EXAMINING = "examining", _("Being examined")
    DECIDING = "deciding", _("Opinion with the head")
    DECIDED = "decided", _("Opinion to be served")
    CONCLUDED = "concluded", _("Opinion served")
    DECLINED = "declined", _("Request not accepted")
    CLOSED = "closed", _("Closed (petition)")
    WITHDRAWN = "withdrawn", _("Withdrawn by the petitioner")


class ReexaminationState(models.TextChoices):
    ASKED = "asked", _("To be entered (request)")
    EXAMINING = "examining", _("Being examined")
    HEARING = "hearing", _("Hearing under way")
    DECIDING = "deciding", _("Opinion with the head")
    DECIDED = "decided", _("Opinion to be served")
    CONCLUDED = "concluded", _("Opinion served")
    DECLINED = "declined", _("Request not accepted")
    CLOSED = "closed", _("Closed (petition)")
    WITHDRAWN = "withdrawn", _("Withdrawn by the petitioner")


class AdviceKind(models.TextChoices):
    """The three proposals of a petition office (三项建议; art. 40)."""

    WORK = "work", _("Improve the work")
    POLICY = "policy", _("Improve a policy")
    BLAME = "blame", _("Call somebody to account")


class Adopted(models.TextChoices):
    WHOLE = "whole", _("Adopted")
    PART = "part", _("Adopted in part")
    NOT = "not", _("Not adopted")


class AdviceState(models.TextChoices):
    DRAFTED = "drafted", _("Being drafted (proposal)")
    SENT = "sent", _("Answer awaited")
    ANSWERED = "answered", _("Answered (proposal)")
    DROPPED = "dropped", _("Dropped (proposal)")


S = PetitionState
NUMBERED = tuple(state for state in S if state is not S.RECEIVED)
WITH_ORGAN = (S.FORWARDED, S.OBJECTED, S.PERFORMING, S.HANDLING, S.DECIDING, S.DECIDED, S.CONCLUDED, S.SETTLED)
WITH_OPINION = (S.DECIDING, S.DECIDED, S.CONCLUDED)
OPEN = (S.RECEIVED, S.REGISTERED, S.REPORTED, S.FORWARDED, S.OBJECTED, S.PERFORMING, S.HANDLING)
DONE = (S.CONCLUDED, S.ANSWERED, S.SETTLED, S.REDIRECTED, S.DECLINED)
"""Answered one way or another; the petition office still sees to the papers, the rating and the petitioner's term."""
ENDED = (*DONE, S.CLOSED)
ANSWERED_LEVEL = ("concluded", "closed")
"""States of a review or re-examination whose opinion reached the petitioner, if there is one."""
