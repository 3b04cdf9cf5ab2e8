"""Masking of what tells who somebody is (脱敏): telephones, numbers of persons, cards and vehicles, e-mails, names. Pure.

Masking twice changes nothing; when in doubt a name is rather masked once too often.
"""

from __future__ import annotations

import re

_WIDE = str.maketrans("０１２３４５６７８９＠．－　", "0123456789@.- ")
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松"
    "井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘"
    "党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃"
    "利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
)
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|长孙|宇文|端木|南宫"
_NAME = rf"(?:(?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}}|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
_AFTER = r"(?=[\s，,。；;、！!？?：:（(）)\d\-—/]|$|住在?|系|是|家住|男|女|身份证|电话|手机|联系|反映|来电|的)"
_CALLED = re.compile(
    rf"(我叫|我的名字叫|姓名(?:[:：是为]|\s)\s*|名叫|联系人(?:[:：是为]|\s)?\s*|本人叫?)({_NAME}){_AFTER}"
)
_SURELY_CALLED = re.compile(r"(我叫|我的名字叫|本人叫)(?![了过来他她人车不])([\u4e00-\u9fff·]{2,4}?)" + _AFTER)
_FORM_OF_ADDRESS = re.compile(rf"(我姓|免贵姓)([{_SURNAMES}])")
_MAIL = re.compile(r"(?<![\w.+-])([A-Za-z0-9_])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)", re.ASCII)
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PERSON_NUMBER = re.compile(
    rf"(?<!\d)([1-9]\d{{5}})[ -]?((?:18|19|20)\d{{2}}{_MONTH_DAY}[ -]?\d{{3}}[\dXx]|\d{{2}}{_MONTH_DAY}\d{{3}})(?!\d)"
)
_CARD = re.compile(r"(?<!\d)(?:\d[ -]?){15,18}\d(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})([ -]?)(\d{3,4})[ -]?(\d{4})(?!\d)")
_CALLED_AT = re.compile(r"((?:电话|手机|座机|联系方式|致电|拨打)[号码]*[:：是为]?\s*)(\d{3,4})[ -]?(\d{4})(?!\d)")
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-Z])[·•. ]?([A-HJ-NP-Z0-9]{3,5}[A-HJ-NP-Z0-9学警港澳挂领])"
    r"(?![A-Za-z0-9])"
)


def mask_phone(phone: str) -> str:
    """A telephone number with its first three (or its area) and last four digits: 138****5678, 0571-****1234."""
    digits = re.sub(r"\D", "", phone.translate(_WIDE))
    if len(digits) < 7:
        return "*" * len(digits)
    if digits.startswith("86") and len(digits) == 13:
        digits = digits[2:]
    if digits.startswith("0") and len(digits) >= 10:
        head = digits[: len(digits) - 8] if len(digits) in (11, 12) else digits[:3]
        return f"{head}-****{digits[-4:]}"
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else f"****{digits[-4:]}"


def mask_name(name: str) -> str:
    """A name with its first character only: 张*, 欧***; a Latin name keeps its first letter."""
    name = name.strip()
    return name[:1] + "*" * min(len(name) - 1, 3) if len(name) > 1 else name and "*"


def mask_id(number: str) -> str:
    """The number of a person, a passport or a card with its first four and last two characters."""
    kept = re.sub(r"\s", "", number.translate(_WIDE))
    return kept[:4] + "*" * (len(kept) - 6) + kept[-2:] if len(kept) > 8 else "*" * len(kept)


def mask_text(text: str) -> str:
    """Running text in which nobody can be called, found or paid any more (脱敏文本)."""
    masked = _masked(text.translate(_WIDE))
    while masked != text:
        text, masked = masked, _masked(masked)
    return masked


def _masked(text: str) -> str:
    if any(mark in text for mark in ("叫", "本人", "姓", "联系人")):
        text = _CALLED.sub(_named, text)
        text = _SURELY_CALLED.sub(_named, text)
        text = _FORM_OF_ADDRESS.sub(lambda found: found[1] + "*", text)
    text = _MAIL.sub(lambda found: f"{found[1]}***@{found[2]}", text)
    text = _PLATE.sub(lambda found: f"{found[1]}·***{found[2][-2:]}", text)
    if not any(character.isdigit() for character in text):
        return text
    text = _PERSON_NUMBER.sub(lambda found: mask_id(re.sub(r"[ -]", "", found[0])), text)
    text = _MOBILE.sub(lambda found: f"{found[1]}****{found[3]}", text)
    text = _CARD.sub(lambda found: mask_id(re.sub(r"[ -]", "", found[0])), text)
    text = _LANDLINE.sub(lambda found: f"{found[1]}-****{found[4]}", text)
    return _CALLED_AT.sub(lambda found: f"{found[1]}****{found[3]}", text)


def _named(found: re.Match[str]) -> str:
    return found[1] + found[2] if "*" in found[2] else found[1] + mask_name(found[2])
