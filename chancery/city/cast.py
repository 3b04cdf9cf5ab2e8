"""The cast: the people whom pictures, demo and tests know by name, each with an account that can be typed."""

from __future__ import annotations

from dataclasses import dataclass

from chancery.kernel.base.sentences import Sentence, say

PASSWORD = "yuncheng-2026"  # noqa: S105  the demo's, printed on its first page


@dataclass(frozen=True)
class CastMember:
    """A key person: account, name, seat (organ, title, first of that title) and what the person does in the demo."""

    account: str
    name: str
    organ: str
    title: str
    does: Sentence

    @property
    def post_name(self) -> str:
        return f"{self.organ} {self.title}"


CAST = (
    CastMember(
        "zhoumin", "周敏", "文电科", "文书", say("Signs for documents, registers, reviews, numbers and files them")
    ),
    CastMember("hesuwen", "何素文", "文电科", "科长", say("Heads the documents section and keeps the approval routes")),
    CastMember(
        "wuyue", "吴越", "秘书一科", "科长", say("Proposes how documents are handled; stands in for section two")
    ),
    CastMember("liweidong", "李卫东", "秘书二科", "科长", say("Proposes how documents are handled; away this week")),
    CastMember("linxiao", "林晓", "秘书三科", "科长", say("Proposes how documents are handled")),
    CastMember("chenguoliang", "陈国梁", "市政府办公室", "副秘书长", say("Writes instructions for his fields")),
    CastMember(
        "hanliqun", "韩立群", "市政府办公室", "副主任", say("Leads the documents section and writes instructions")
    ),
    CastMember(
        "liangqiming", "梁启明", "市政府", "秘书长", say("Writes instructions and sees the whole city government")
    ),
    CastMember("fangzhixing", "方致行", "市政府", "市长", say("Decides on the telephone, with one tap")),
    CastMember("xuchengye", "许承业", "市政府", "常务副市长", say("Writes instructions and stands in for the mayor")),
    CastMember(
        "tangzhiyuan", "唐致远", "督查科", "科长", say("Follows up instructions; heads the information section as well")
    ),
    CastMember("hewanqing", "何婉清", "热线办", "话务员", say("Takes calls and what comes by the public site")),
    CastMember("dingruoshui", "丁若水", "热线办", "派单员", say("Dispatches the orders of the hotline")),
    CastMember("maoguohua", "茅国华", "值班室", "主任", say("Heads the duty room, telephone 8600 1234")),
    CastMember(
        "hewanqing", "何婉清", "热线办", "话务员", say("Takes what citizens say, by telephone and by the public site")
    ),
    CastMember("zhengkai", "郑凯", "车辆科", "调度", say("Dispatches the vehicles")),
    CastMember(
        "zhangkeqin",
        "张克勤",
        "市住建局办公室",
        "主任",
        say("Receives what is passed to the housing bureau and sees it answered"),
    ),
    CastMember("caojianping", "曹建平", "市住房城乡建设局", "局长", say("Leads the housing bureau")),
    CastMember(
        "pengjiarui",
        "彭佳蕊",
        "市财政局办公室",
        "联络员",
        say("Answers for the finance bureau; came to the post today"),
    ),
    CastMember(
        "yaolian",
        "姚立安",
        "市司法局办公室",
        "联络员",
        say("Answers for the justice bureau, which an acting head leads"),
    ),
    CastMember("taoxiuzhen", "陶秀珍", "清河县政府办公室", "文书", say("Signs for documents in the county of Qinghe")),
    CastMember("dingyufen", "丁玉芬", "人事科", "科长", say("Keeps organs, posts and appointments")),
    CastMember("shenyan", "沈䶮", "信息科", "系统管理员", say("Administers the platform")),
    CastMember("fengyaqin", "冯雅琴", "综合科", "审计员", say("Reads everything and changes nothing")),
)
