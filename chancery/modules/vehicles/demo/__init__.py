"""The fleet of the believable city: vehicles, drivers, quotas, two years of costs, a quarter of trips, today's board."""

from __future__ import annotations

import random
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from chancery.city.lookup import City
from chancery.kernel.base.clock import now, today
from chancery.kernel.base.scope import current_actor
from chancery.modules.vehicles.services.findings import look_over

from .costs import tell_costs
from .fleet import build_fleet
from .present import tell_today
from .scene import Scene
from .trips import tell_quarter

SEED = 20261122


def demo(city: City, **_: Any) -> None:
    """Fill the fleet; it does not grow with the number of documents."""
    material = tomllib.loads((Path(__file__).parent / "material.toml").read_text("utf-8"))
    scene = Scene(city, random.Random(SEED), material, now())
    build_fleet(scene)
    tell_quarter(scene)
    tell_costs(scene)
    tell_today(scene)
    look_over(current_actor(), since=today() - timedelta(days=60))
