"""`chancery demo`: a believable city in one folder, built once, then served."""

from __future__ import annotations

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from chancery.city.build import build_city
from chancery.city.cast import PASSWORD
from chancery.city.lookup import City
from chancery.kernel.access.actors import program
from chancery.kernel.access.rows import ActorScope
from chancery.kernel.audit.sealing import seal
from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import within
from chancery.kernel.module.registry import registry
from chancery.kernel.org.models import Organ


class Command(BaseCommand):
    help = "Build the city 云城市 in a folder and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="build and exit")
        parser.add_argument("--matters", type=int, default=240, help="how many documents of the past year")

    def handle(self, *args: Any, port: int, no_serve: bool, matters: int, **options: Any) -> None:
        begun = monotonic()
        call_command("migrate", verbosity=0, interactive=False)
        if not Organ.objects.exists():
            self.build(matters)
            print(f"云城市 was built in {monotonic() - begun:.0f} s: {settings.DATA}")
        self.say_who_may_log_in(port)
        if not no_serve:
            call_command("serve", port=port)

    def build(self, matters: int) -> None:
        """The city, then each module's part of it, then the seal on the trail."""
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA synchronous=OFF")
        city = build_city(on=today())
        with within(ActorScope(program("云城市演示", channel="demo"))):
            for module in registry.modules.values():
                if module.demo:
                    module.demo(city, count=matters)
        seal()

    def say_who_may_log_in(self, port: int) -> None:
        print(f"\nhttp://127.0.0.1:{port}/    password of all: {PASSWORD}\n")
        for member in City.load(today()).cast:
            print(f"  {member.account:<14} {member.name}　{member.organ} {member.title}　{member.does}")
        print(flush=True)
