"""Words that cannot wait (紧急情况): fire, crime, injury, a road accident, self-harm, many people threatening; and whom to call."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chancery.kernel.base.sentences import Sentence, say

Kind = Literal["self_harm", "fire", "injury", "crime", "accident", "threat"]

LONGEST_READ = 5000
NUMBERS: dict[Kind, str] = {
    "self_harm": "110",
    "fire": "119",
    "injury": "120",
    "crime": "110",
    "accident": "122",
    "threat": "110",
}
"""Police 110, fire and rescue 119, ambulance 120, traffic police 122."""
_WHAT = {
    "self_harm": say("Somebody may harm themselves"),
    "fire": say("A fire, gas or an explosion"),
    "injury": say("Somebody is hurt or their life in danger"),
    "crime": say("A crime that is happening"),
    "accident": say("A road accident"),
    "threat": say("Many people threaten to gather, block or stop work"),
}
_PATTERNS: dict[Kind, str] = {
    "self_harm": (
        r"(?:想|要|准备|打算|只能|只好|只有|威胁|扬言|闹着)(?:去|以)?(?:自杀|跳楼|轻生|自焚|喝农药|服毒|割腕|寻死|跳河|跳桥|上吊)|"
        r"(?:正|站)在[^，。]{0,12}(?:跳楼|楼顶[^，。]{0,4}跳|轻生)|不想活(?:了|下去)|活不下去了|遗书|喝了农药|割腕了|"
        r"(?:我|我们|一家|全家)[^，。]{0,6}(?:去死|死给|同归于尽)"
    ),
    "fire": (
        r"(?:着|起|失)火(?:了|啦|，|。|！|$)|(?:正在|又|已经)(?:着火|起火|燃烧)|火势|冒(?:着|出)?(?:大量|滚滚|很多)?(?:浓烟|明火)|"
        r"(?:煤气|天然气|燃气|液化气|瓦斯|氨气|氯气)(?:正在|严重|大量)?(?:泄漏|泄露|漏气)|爆炸了|发生(?:了)?爆炸|闻到[^，。]{0,8}(?:煤气|天然气|燃气)味"
    ),
    "injury": (
        r"有人(?:被困|受伤|晕倒|昏迷|中毒|溺水|触电|落水|坠楼)|(?:晕倒|昏迷不醒|流血不止|大出血|没有呼吸|休克)|快(?:要)?(?:死|不行)了|救命(?:啊|！|$)|"
        r"(?:被)?困在(?:电梯|火|水|里面|车)|(?:塌|倒塌|塌方)[^，。]{0,6}(?:压|埋)(?:了|着|住)|食物中毒了|掉进[^，。]{0,6}(?:井|河|水|坑)"
    ),
    "crime": (
        r"(?:正在|现在|刚刚|刚才)[^，。]{0,12}(?:打人|砍人|抢劫|砸店|砸车|强拆|斗殴|行凶|绑架|持刀|打砸|偷东西|杀人)|(?:拿|持|提)着?刀[^，。]{0,8}(?:砍|追|威胁|捅)|"
        r"(?:被|遭)(?:绑架|非法拘禁|囚禁|家暴|拐走)(?:了|，|。|！|$|在)|(?:孩子|小孩|女儿|儿子|老人)[^，。]{0,6}(?:失踪|走失|不见)了|扬言要?(?:杀|砍|弄死|炸)|"
        r"(?:我要|我们要|我就)(?:杀|砍|炸)(?:了|死|掉)"
    ),
    "accident": r"(?:发生|出)(?:了)?(?:车祸|交通事故)|(?:撞(?:到|倒|死|伤)(?:了)?人)|(?:车|客车|货车|大巴)(?:侧翻|翻了|追尾了|起火)",
    "threat": (
        r"(?:集体|组织|联合|几百人|上百人|数百人|上千人|全体)[^，。]{0,10}(?:上访|罢工|罢课|罢运|停运|堵路|堵门|拉横幅|游行|静坐|示威|围堵)|"
        r"(?:要|准备|打算|将)[^，。]{0,6}(?:堵路|堵门|围堵|拉横幅|游行|静坐|示威|罢工|罢运)"
    ),
}
_ALARMS: list[tuple[Kind, re.Pattern[str]]] = [(kind, re.compile(pattern)) for kind, pattern in _PATTERNS.items()]
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]?")
_CLAUSE = re.compile(r"[^，,、：:]+[，,、：:]?")
_NOW = re.compile(r"正在|(?<!到)现在(?!还)|此刻|马上|刚刚|刚才|这会儿|快来|救命|赶快|紧急|今晚|今早")
_NOT = re.compile(
    r"(?:没有?|未|无|不会|不要|不能|禁止|防止|预防|避免|以防|严禁|杜绝|谨防|防范|并非|不是|不敢|绝不|从不|如果|若|假如|一旦|万一|要是|倘若|"
    r"容易|可能|怕|担心|以免|隐患|是否|会不会|会|能|严重时|比如|例如|怎么办|什么时候|关于|规定|宣传|培训|演练|教大家|难道|何时|等到|非要|才|像|仿佛|似的|小说|电影|电视)"
)
_PAST = re.compile(
    r"去年|前年|往年|上个?月|上周|上星期|前几[天年]|几[天年月]前|[一二三四五六七八九十两\d]+(?:多)?(?:天|个月|年)(?:以)?前|曾经?|当时|当年|当天|事发|那[次时天年]|"
    r"(?:19|20)\d{2}[年.\-/]|\d{1,2}月\d{1,2}[日号]|\d{1,2}月份|后来|经过|以前|原来|过去|最终|结果|判决|赔偿|起诉|住院|抢救后|已(?:经)?(?:处理|出院|结案|灭|扑灭|送)"
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What cannot wait in a message: its kind, the words, the number to call, and how sure it is."""

    kind: Kind
    words: str
    number: str
    now: bool

    @property
    def sentence(self) -> Sentence:
        return say(
            "{what}: “{words}”. Call {number} first.", what=_WHAT[self.kind], words=self.words, number=self.number
        )


def find_alarms(text: str) -> list[Alarm]:
    """What cannot wait, each kind once, in the order of danger; told as past, denied or only feared is left out.

    A danger that is said to happen now counts even where the sentence also speaks of the past.
    """
    found: dict[Kind, Alarm] = {}
    told_past = False
    for sentence in _sentences(text):
        present = bool(_NOW.search(sentence))
        told_past = not present and (bool(_PAST.search(sentence)) or told_past)
        for clause in _CLAUSE.findall(sentence):
            for kind, pattern in _ALARMS:
                hit = pattern.search(clause)
                if hit is None or _NOT.search(clause[: hit.start()]):
                    continue
                if kind not in ("threat", "self_harm") and told_past:
                    continue
                if kind not in found or (present and not found[kind].now):
                    found[kind] = Alarm(kind, hit.group().strip("，。！"), NUMBERS[kind], present)
    return [found[kind] for kind, _ in _ALARMS if kind in found]


def _sentences(text: str) -> Iterator[str]:
    narrow = re.sub(r"[ \t\u3000]+", "", unicodedata.normalize("NFKC", text[:LONGEST_READ]))
    wide = narrow.translate(str.maketrans(",!?;:", "，！？；："))
    return (sentence.strip() for sentence in _SENTENCE.findall(wide) if sentence.strip())
