"""How large the city is for a number of matters, and its tree of organs and posts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from random import Random

from chancery.kernel.base.clock import HOUSE

SEED = 20261123
TODAY = datetime(2026, 11, 23, 9, 30, tzinfo=HOUSE)
"""The moment at which the bench stands still: the same rows are due on whatever day it is run."""

FOUNDED = date(2010, 1, 1)
CITIES = 10
SHARES = (0.35, 0.10, *[0.55 / 8] * 8)
"""Part of all organs in each city; the first has 60 % of all rows, the second 10 %."""
ROWS = (0.60, 0.10, *[0.30 / 8] * 8)
LEADERS = 10
ROOT = 1
NAMES = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class Size:
    """What is built for so many matters."""

    rows: int
    organs: int
    posts: int


def size_of(rows: int) -> Size:
    """20,000 organs from 100,000 matters upward; 2,000 posts at 10,000 and 50,000 from a million upward."""
    organs = 20_000 if rows >= 100_000 else max(200, rows // 5)
    posts = max(200, min(50_000, round(2_000 * (rows / 10_000) ** 0.7)))
    return Size(rows, organs, posts)


@dataclass(frozen=True)
class Organ:
    pk: int
    parent: int | None
    city: int
    level: int
    name: str


@dataclass(frozen=True)
class Post:
    pk: int
    organ: int
    rank: str
    role: str
    reach: int | None = None


@dataclass
class Tree:
    """Organs and posts, who stands above each organ, and how often rows fall to each."""

    organs: list[Organ] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    above: dict[int, list[int]] = field(default_factory=dict)
    steps: list[float] = field(default_factory=list)
    leaders: list[list[int]] = field(default_factory=list)
    posts_of: dict[int, list[int]] = field(default_factory=dict)

    @property
    def clerk(self) -> Post:
        """A clerk of an ordinary office at the bottom of the largest city."""
        return next(post for post in self.posts if post.role == "documents.clerk")

    @property
    def leader(self) -> Post:
        return self.posts[0]

    @property
    def administrator(self) -> Post:
        return self.posts[LEADERS * CITIES]


def draw_tree(size: Size, seed: int = SEED) -> Tree:
    """The tree of organs on four levels and the posts in them; the same seed gives the same tree."""
    draw, tree = Random(seed), Tree()
    tree.organs.append(Organ(ROOT, None, -1, 1, "云东省"))
    weights = [0.0]
    for city, share in enumerate(SHARES):
        _city(tree, city, max(12, round((size.organs - 1) * share)), draw, weights)
    for organ in tree.organs:
        tree.above[organ.pk] = [organ.pk, *(tree.above[organ.parent] if organ.parent else ())]
    tree.steps = list(accumulate(weights))
    _posts(tree, size.posts, draw)
    return tree


def _city(tree: Tree, city: int, count: int, draw: Random, weights: list[float]) -> None:
    """A city, its departments and counties, and the offices in them; a few of them get most of the rows."""
    first = len(tree.organs) + 1
    name = f"{NAMES[city]}市"
    tree.organs.append(Organ(first, ROOT, city, 2, name))
    middle = max(3, count // 20)
    own = [4.0]
    for number in range(1, count):
        if number <= middle:
            parent, level = first, 3
        else:
            parent, level = first + 1 + draw.randrange(middle), 4
        tree.organs.append(Organ(first + number, parent, city, level, f"{name}{number}{'局' if level == 3 else '科'}"))
        own.append(draw.paretovariate(1.3) if level == 4 else 2.0)
    whole = sum(own)
    weights += [weight / whole * ROWS[city] for weight in own]


def _posts(tree: Tree, count: int, draw: Random) -> None:
    """Leaders of the cities first, an administrator, then the offices' own posts, as many as rows fall to them."""
    cities = [organ for organ in tree.organs if organ.level == 2]
    first = len(tree.organs) + 1
    told = [(city.pk, "leader", "documents.leader", city.pk) for city in cities for _ in range(LEADERS)]
    told.append((ROOT, "head", "administrator", None))
    ordinary = _ordinary_office(tree)
    told += [
        (ordinary, rank, role, None) for rank, role in (("clerk", "documents.clerk"), ("head", "documents.drafter"))
    ]
    roles = (("clerk", "documents.clerk"), ("officer", "documents.drafter"), ("officer", "documents.handler"))
    for organ in draw.choices(tree.organs, cum_weights=tree.steps, k=max(0, count - len(told))):
        rank, role = draw.choice(roles)
        told.append((organ.pk, rank, role, None))
    for number, (organ_pk, rank, role, reach) in enumerate(told):
        post = Post(first + number, organ_pk, rank, role, reach)
        tree.posts.append(post)
        tree.posts_of.setdefault(organ_pk, []).append(post.pk)
    tree.leaders = [[post.pk for post in tree.posts[LEADERS * i : LEADERS * (i + 1)]] for i in range(len(cities))]


def _ordinary_office(tree: Tree) -> int:
    """The office at the bottom of the first city at the ninth tenth of how many rows fall to it."""
    offices = [organ for organ in tree.organs if organ.city == 0 and organ.level == 4]
    weight = {organ.pk: tree.steps[organ.pk - 1] - tree.steps[organ.pk - 2] for organ in offices}
    return sorted(weight, key=lambda pk: (weight[pk], pk))[len(offices) * 9 // 10]
