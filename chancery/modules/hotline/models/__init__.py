"""Tables of the hotline; one file a noun."""

from .callers import Caller, Fingerprint
from .clusters import Cluster
from .orders import Order
from .registers import Competence, Contact, Guide, Publication, Subject
from .reports import Errand, Report

__all__ = [
    "Caller",
    "Cluster",
    "Competence",
    "Contact",
    "Errand",
    "Fingerprint",
    "Guide",
    "Order",
    "Publication",
    "Report",
    "Subject",
]
