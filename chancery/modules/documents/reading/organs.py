"""Names of organs (机关名称): what can stand in an addressee line or a signature."""

from __future__ import annotations

import re

from .lines import words

_SUFFIX = (
    "国务院|中共中央|人民政府|政府|行政公署|公署|办公厅|办公室|委员会|常委会|管委会|工委|党工委|党委|党组|总支|支部|市委|省委|县委|区委|"
    "州委|旗委|乡委|镇委|团委|地委|军委|教委|部委|政法委|改革委|国资委|健康委|健委|发改委|网信委|纪委|监委|编委|农委|建委|经信委|侨委|民委|"
    "总局|分局|管理局|局|厅|司|处|科|股|署|部|院|办|会|政协|人大|中心|公司|集团|银行|分行|支行|学校|大学|学院|中学|小学|幼儿园|"
    "指挥部|领导小组|协调小组|工作小组|工作组|专家组|专班|委|支队|大队|总队|中队|监狱|站|所|馆|社|团|兵团|军区|司令部|海关|"
    "街道|镇|乡|村|社区|开发区|新区|园区|高新区|林场|农场|医院|联盟|基金会|报社|电视台|电台|台|队|厂|矿|港务局|总会"
)
_GENERIC = (
    "部门|单位|机构|团体|组织|企业|院校|高校|高等学校|党派|系统|机关|主体|事业单位|成员|部位|地区|市|县|区|州|省|盟|旗|乡镇|街道办|高等院校|"
    "工商联|文联|社科联|残联|侨联|科协|工会|妇联|红十字会|法院|检察院|派出所|处室|科室|商会|研究所|集团公司|兵团"
)
_PERSON = (
    "委员|代表|同志|先生|女士|主任|主席|省长|市长|县长|区长|州长|镇长|乡长|局长|厅长|处长|科长|书记|校长|院长|会长|秘书长|常委|"
    "政协委员|人大代表|老师|教授|院士|居民|市民|群众|朋友|申请人|负责人|企业家|职工|员工|业主|用户|考生|家长|经营者|经营户|供应商|投标人|旅客|会员"
)
_ORGAN = re.compile(rf"[0-9A-Za-z\u3400-\u9fff“”·、（）()-]{{0,60}}(?:{_SUFFIX})(?:[（(][^（）()]{{1,20}}[）)])?")
_ADDRESSEE = re.compile(rf"(?:.{{0,80}})(?:{_SUFFIX}|{_GENERIC}|{_PERSON})")
_NOTE = re.compile(r"[（(][^（）()]{0,40}[）)]$")
_NOT_ORGAN = re.compile(
    r"^(?:各|有关|全体|关于|附件|抄送|主送|转发|印发|批转|根据|按照|为|请|现|以上|特此|同意|联系|会议|一、|[（(]?\d)|(?:文件|函件)$"
)


def is_organ(text: str) -> bool:
    """Whether a short text without spaces is the name of an organ, by its form."""
    if not 2 <= len(text) <= 64 or any(mark in text for mark in "，。；：！？《》"):
        return False
    return _NOT_ORGAN.search(text) is None and _ORGAN.fullmatch(text) is not None


def is_addressee(text: str) -> bool:
    """Whether a text is an organ, a group of organs (各部门) or a person with a title, as a letter begins with."""
    bare = text
    while (shorter := _NOTE.sub("", bare)) != bare:
        bare = shorter
    return 2 <= len(bare) <= 90 and _ADDRESSEE.fullmatch(bare) is not None


def organs_of(text: str) -> list[str]:
    """The organs of a line that holds nothing but organs, parted by spaces; otherwise nothing."""
    if len(text) > 300:
        return []
    whole = "".join(text.split())
    parts = words(text)
    if len(parts) > 1 and all(is_organ(part) and len(part) > 2 for part in parts):
        return parts
    if "、" in whole and all(is_organ(part) and len(part) > 3 for part in whole.split("、")):
        return whole.split("、")
    return [whole] if is_organ(whole) else []


def same_organ(one: str, other: str) -> bool:
    """Whether two names can mean the same organ, one of them shortened (市教育局, 云城市教育局)."""
    one, other = one.removeprefix("中华人民共和国"), other.removeprefix("中华人民共和国")
    if one == other:
        return True
    short, full = sorted((one, other), key=len)
    return len(short) >= 3 and (full.endswith(short) or full.endswith(short[1:]) and len(short) > 3)
