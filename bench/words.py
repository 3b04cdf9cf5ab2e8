"""Titles of real length, put together anew from those of the believable city."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random

import chancery.modules.documents as documents
from chancery.modules.documents.terms import Kind

TITLE = re.compile(r"^(?P<issuer>.+?)关于(?P<topic>.+)的(?P<kind>[^的]{1,3})$")
FIRST = "青云石龙白清安平永新长东西南北大金水高马凤桃柳松竹梅兰泉溪河湖江海山峰岭川原田林花草阳月星文武仁义礼和兴"
SECOND = "山河湖江水溪泉峰岭坪塘桥店集庄营堡寨口湾洲沙岩坡坝林阳阴城门关市屯沟冲岗埠渡浦港滩谷源井田园"
SUFFIX = ("镇", "乡", "街道", "社区", "开发区")
KINDS = {str(value): index for index, value in enumerate(Kind.values)}


@dataclass(frozen=True)
class Title:
    """One title with what it was made of."""

    text: str
    issuer: str
    kind: str
    place: str


class Words:
    """Draws titles, wants and bodies; the same random numbers give the same words."""

    def __init__(self) -> None:
        told = _documents()
        parts = [TITLE.match(row["title"]) for row in told]
        found = [part for part in parts if part]
        self.issuers = sorted({part["issuer"] for part in found})
        self.topics = sorted({part["topic"] for part in found})
        self.kinds = [part["kind"] if part["kind"] in KINDS else "其他" for part in found]
        self.wants = sorted({row["asks"] for row in told if row.get("asks")})
        self.bodies = sorted({row["body"].strip() for row in told})
        self.proposals = sorted({row["proposal"] for row in told if row.get("proposal")})
        self.answers = sorted({row["answer"] for row in told if row.get("answer")})
        self.places = [one + two for one in FIRST for two in SECOND if one != two]
        Random(7).shuffle(self.places)
        self._steps = list(accumulate(1 / rank for rank in range(1, len(self.places) + 1)))

    def title(self, draw: Random) -> Title:
        """A title of about 35 characters; six of ten name a place, few places often and most rarely."""
        issuer, kind = draw.choice(self.issuers), draw.choice(self.kinds)
        topic, place = draw.choice(self.topics), ""
        if draw.random() < 0.6:
            place = draw.choices(self.places, cum_weights=self._steps)[0]
            topic = f"{place}{draw.choice(SUFFIX)}{topic}"
        word = kind if kind != "其他" else "意见"
        return Title(f"{issuer}关于{topic}的{word}"[:300], issuer[:200], kind, place)


@lru_cache(maxsize=1)
def _documents() -> list[dict[str, str]]:
    path = Path(documents.__file__).parent / "demo" / "material.toml"
    told: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["document"]
    return told
