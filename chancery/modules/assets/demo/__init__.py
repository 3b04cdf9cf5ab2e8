"""The assets of the believable city: about 1,500 cards, and the matters of the last weeks told by the moves that people press."""

from __future__ import annotations

import random
import tomllib
from datetime import timedelta
from pathlib import Path

from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import clock_at, now
from chancery.kernel.notify.models import Message
from chancery.modules.assets.services.depreciation import run_year

from .cards import tell_cards
from .matters import tell_matters
from .stocktake import demo_stocktakes
from .teller import Teller

SEED = 20261123
USUAL = 240


def demo(city: City, *, count: int = USUAL) -> None:
    """Cards of every organ, then requests, loans, hand-overs, repairs, disposals and what follows from them."""
    finance = city.post("市财政局办公室", "经办")
    PostRole.objects.create(post=finance, role="assets.treasury", since=finance.since)
    material = tomllib.loads((Path(__file__).parent / "material.toml").read_text("utf-8"))
    teller = Teller(city, random.Random(SEED), now(), material)
    with clock_at(teller.until - timedelta(days=64)):
        tell_cards(teller, share=min(1.0, max(0.5, count / USUAL)))
    teller.chance.shuffle(teller.cards)
    tell_matters(teller)
    run_year(teller.until.year)
    demo_stocktakes(city)
    Message.objects.filter(at__lt=teller.until - timedelta(days=4)).update(read_at=teller.until)
