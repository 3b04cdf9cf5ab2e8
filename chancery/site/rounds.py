"""What the worker does again and again."""

from __future__ import annotations

from chancery.kernel.audit.sealing import seal
from chancery.kernel.flow.events import deliver
from chancery.kernel.notify.mail import send_mail_batch


def every_second() -> None:
    """Seal what was committed, then deliver what was sealed."""
    seal()
    deliver()


def every_minute() -> None:
    send_mail_batch()
