"""Names of invented people: common surnames and given names, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Set
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "志远 文涛 海峰 建华 国庆 立新 永胜 德明 成林 家栋 书恒 振宇 明辉 春生 云鹏 少华 宏伟 俊杰 学文 卫国 "
    "晓东 向阳 长河 光明 庆丰 树人 景行 思源 承志 润泽 浩然 子轩 博文 宇航 天佑 一鸣 嘉树 铭泽 奕辰 维钧 "
    "秀兰 玉梅 淑芬 桂英 丽华 雅琴 春燕 红霞 慧敏 爱华 素珍 月娥 凤英 彩云 静怡 雪梅 晓燕 海燕 婷婷 佳慧 "
    "雨桐 思琪 梦洁 诗涵 欣怡 若兰 清扬 婉清 书瑶 语嫣 佩瑜 心悦 亚楠 文静 晓雯 丹丹 艳红 翠萍 美玲 芳芳 "
    "勇 磊 军 杰 涛 斌 超 鹏 波 辉 刚 健 明 亮 峰 宁 凯 洋 帆 晨 敏 静 燕 霞 娟 琳 颖 洁 莉 倩 蕾 雪 璐 悦 婧 蓉 薇 琪 岚 钰"
).split()
# Drawn by chance, these would be somebody everybody knows.
WELL_KNOWN = frozenset(
    "王勇 王健 王刚 王明 王涛 王凯 王琳 李健 李宁 李军 李斌 李晨 李静 李霞 李颖 刘洋 刘涛 刘军 刘健 刘翔 张军 张斌 张勇 张杰 "
    "张宁 张明 张亮 张静 陈凯 陈明 陈敏 陈刚 杨洋 杨洁 杨颖 杨倩 杨帆 周涛 周杰 周波 周洁 周迅 徐峥 孙杨 孙宁 高峰 高洁 林丹丹 "
    "马琳 马超 罗杰 郑洁 郑凯 郑爽 郭涛 郭晶晶 郝蕾 朱军 朱婷婷 朱文静 许晴 董洁 董卿 韩磊 韩雪 蒋欣怡 佟丽华 姚晨 姚明 黄磊 黄勇 黄明 "
    "江月娥 潘岳 毛宁 汪洋 汪涵 武磊 段奕宏 夏雨 石凯 马凯 万钢 傅莹 易建联 孔雪 苏醒 陆毅 尹力 何洁 谢霆锋 李海峰 罗志祥 周思琪".split()
)

DUTY_ROOM = "8600 1234"


def names(seed: int, *, taken: Set[str] = frozenset()) -> Iterator[str]:
    """Different names in an order that `seed` decides, without those that are `taken`; about 11,000 of them."""
    everybody = [surname + given for surname in SURNAMES for given in GIVEN]
    Random(seed).shuffle(everybody)  # noqa: S311  a seed makes a believable city, not a secret
    return (name for name in everybody if name not in taken and name not in WELL_KNOWN)


def staff_number(order: int) -> str:
    """The staff number (工号) of the `order`th person, from 0."""
    return f"{260001 + order}"


def extension(order: int) -> str:
    """An office telephone such as 8600 1001; 8600 1234 is left to the duty room (值班室)."""
    number = 86001001 + order
    number += number >= int(DUTY_ROOM.replace(" ", ""))
    return f"{number // 10000} {number % 10000:04d}"


def address(account: str) -> str:
    """An e-mail address under a domain that nobody can own."""
    return f"{account}@yuncheng.example"
