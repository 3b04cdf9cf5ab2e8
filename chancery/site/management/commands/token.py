"""`chancery token USER`: makes a token for a program and shows it once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from chancery.kernel.access.actors import actor_for
from chancery.kernel.access.tokens import issue_token
from chancery.kernel.base.refusals import Refused
from chancery.kernel.org.models import User


class Command(BaseCommand):
    """Makes a token (令牌) that acts as one account; only its digest is kept."""

    help = "Make a token for a program; it is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the account as which the program acts")
        parser.add_argument("--post", type=int, help="the post in which alone it acts")
        parser.add_argument("--days", type=int, default=365, help="how long it holds (365)")
        parser.add_argument("--label", default="", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(_("There is no open account “{user}”.").format(user=options["user"]))
        if options["days"] < 1:
            raise CommandError(_("A token holds for one day at least."))
        try:
            actor_for(user, post=options["post"], channel="command")
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(issue_token(user, post=options["post"], label=options["label"][:60], days=options["days"]))
