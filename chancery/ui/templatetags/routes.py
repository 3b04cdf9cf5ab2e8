"""What the route editor needs beyond the house's components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def fault(context: Mapping[str, Any], wrong: Mapping[str, Any], n: int, name: str) -> Any:
    """What is wrong with a field of stage `n`; `-seat` and `-line` belong to row `i` of the stage."""
    for row in ("-seat", "-line"):
        if name.startswith(row) and name != "-seats":
            name = f"{row}{context['i']}{name[len(row) :]}"
    return wrong.get(f"s{n}{name}", "")
