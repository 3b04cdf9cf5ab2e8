"""The hotline of the believable city: registers, two months of orders in all states, a cluster, a report and its errand."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.base.clock import now

from .orders import tell_orders
from .registers import keep_registers
from .scene import Scene

SEED = 12345


def demo(city: City, **_: Any) -> None:
    """Fill the hotline; it does not grow with the number of documents."""
    material = tomllib.loads((Path(__file__).parent / "material.toml").read_text("utf-8"))
    scene = Scene(city, random.Random(SEED), material, now())
    keep_registers(scene)
    tell_orders(scene)
