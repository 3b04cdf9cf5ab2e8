"""What tells who somebody is does not survive masking, and nothing else is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.kernel.base.masking import mask_id, mask_name, mask_phone, mask_text

CASES = [
    ("请回电13812345678，谢谢", "请回电138****5678，谢谢"),
    ("电话 138-1234-5678", "电话 138****5678"),
    ("+86 138 1234 5678 找我", "138****5678 找我"),
    ("１３８１２３４５６７８", "138****5678"),
    ("座机0571-87654321", "座机0571-****4321"),
    ("单位电话87654321有人接", "单位电话****4321有人接"),
    ("身份证330106199003074512", "身份证3301************12"),
    ("身份证33010619900307451X。", "身份证3301************1X。"),
    ("老证330106900307451", "老证3301*********51"),
    ("卡号6222 0212 3456 7890 123", "卡号6222*************23"),
    ("车牌云A·0H316占道", "车牌云A·***16占道"),
    ("新能源粤BD12345停在门口", "新能源粤B·***45停在门口"),
    ("写信到 zhang.san@example.com", "写信到 z***@example.com"),
    ("我叫张小三，住在春风小区", "我叫张**，住在春风小区"),
    ("我叫欧阳明月。", "我叫欧***。"),
    ("本人李四反映路灯不亮", "本人李*反映路灯不亮"),
    ("姓名：王五 电话：13900001111", "姓名：王* 电话：139****1111"),
    ("免贵姓赵", "免贵姓*"),
]
KEPT = [
    "本人于2026年11月22日10:30经过湖东街道春风小区3栋2单元",
    "本人是业主，暖气不热，已经报修3次",
    "工单20261122000123至今没有答复",
    "2026-11-22 下午，公交12路、100路都绕行",
    "我叫了救护车",
    "水费从120.50元涨到1800元",
]


@pytest.mark.parametrize(("text", "masked"), CASES)
def test_what_tells_who_somebody_is_is_masked(text, masked):
    assert mask_text(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_times_places_and_sums_stay(text):
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("told", "masked"),
    [("13812345678", "138****5678"), ("0571-87654321", "0571-****4321"), ("87654321", "****4321"), ("110", "***"), ("", "")],
)  # fmt: skip
def test_a_telephone_keeps_what_tells_two_calls_apart(told, masked):
    assert mask_phone(told) == masked


def test_names_and_numbers_keep_their_beginning():
    assert [mask_name(name) for name in ("张三", "欧阳明月", "王", " ", "Smith")] == ["张*", "欧***", "*", "", "S***"]
    assert [mask_id(number) for number in ("330106199003074512", "E12345678", "12345")] == [
        "3301************12",
        "E123***78",
        "*****",
    ]


WORDS = st.sampled_from(
    ["我叫", "本人", "张三", "李小龙", "电话", "13812345678", "0571-87654321", "6222021234567890123", "云A12345", "a.b@c.cn", "330106199003074512", "，", "路灯", " ", "3栋"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map("".join))
def test_masking_twice_changes_nothing(text):
    once = mask_text(text)
    assert mask_text(once) == once


@given(
    st.text(alphabet="，。 修路灯abc", max_size=6),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text(alphabet="，。 修路灯abc", max_size=6),
)
def test_no_mobile_number_survives(before, phone, after):
    assert not re.search(r"1[3-9]\d{9}", mask_text(before + phone + after))
