"""`chancery verify`: the trail against its seals, the desk against its sources, the files against their digests."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from chancery.kernel.attachments.services import verify_all
from chancery.kernel.audit.models import Head
from chancery.kernel.audit.sealing import verify
from chancery.kernel.desk.checking import check
from chancery.kernel.module.registry import reach_of


class Command(BaseCommand):
    help = "Prove that the trail, the desk and the files are what they should be."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [("trail", str(s)) for s in verify()]
        wrong += [("desk", str(s)) for s in check(reach_of)]
        wrong += [("files", f"{digest} is missing or not what it was") for digest in verify_all()]
        for part, sentence in wrong:
            print(f"{part}: {sentence}")
        head = Head.objects.last()
        if wrong:
            raise SystemExit(1)
        print(f"The trail ({head.size if head else 0} sealed lines), the desk and the files are in order.")
