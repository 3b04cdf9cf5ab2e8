"""Reads every installed module's declaration when the house starts."""

from django.apps import AppConfig


class ModuleConfig(AppConfig):
    name = "chancery.kernel.module"

    def ready(self) -> None:
        from .registry import registry  # noqa: PLC0415  # the models of the modules exist only now

        registry.load()
