"""Which of the legal ways of article 31 a text names, and the words that say so (R-XF6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS = {
    "litigation": (
        r"人民法院", r"法院", r"起诉", r"上诉", r"判决书?", r"裁定书?", r"强制执行", r"诉讼", r"检察院", r"立案侦查", r"刑事拘留", r"行政复议", r"再审",
    ),
    "arbitration": (r"劳动仲裁", r"仲裁委员?会?", r"仲裁", r"拖欠.{0,4}工资", r"解除劳动合同", r"土地承包.{0,4}纠纷"),
    "party": (r"党纪处分", r"开除党籍", r"党内(?:严重)?警告", r"党员申诉", r"留党察看", r"组织处理决定"),
    "procedure": (
        r"行政处罚决定", r"罚款决定", r"行政裁决", r"行政确认", r"行政许可", r"不予许可", r"工伤认定", r"权属争议", r"确权",
    ),
    "duty": (r"查处", r"违法建设", r"违章搭建", r"无证经营", r"违法排污", r"假冒伪劣", r"非法占用", r"履行职责", r"不作为"),
}  # fmt: skip
PATTERNS = {way: [re.compile(word) for word in words] for way, words in WORDS.items()}


@dataclass(frozen=True)
class Hint:
    """A way, and the words of the text that name it."""

    way: str
    words: tuple[str, ...]


def hints(text: str) -> list[Hint]:
    """The ways that a text names, most words first; an empty list if it names none."""
    found: list[Hint] = []
    for way, patterns in PATTERNS.items():
        words = dict.fromkeys(hit[0] for pattern in patterns if (hit := pattern.search(text)))
        kept = tuple(word for word in words if not any(word != other and word in other for other in words))
        if kept:
            found.append(Hint(way, kept))
    return sorted(found, key=lambda hint: -len(hint.words))


def legal_hint(text: str) -> Hint | None:
    """The way outside petitioning that a text names most, if any does (art. 31 (1) to (4))."""
    return next((hint for hint in hints(text) if hint.way != "duty"), None)
