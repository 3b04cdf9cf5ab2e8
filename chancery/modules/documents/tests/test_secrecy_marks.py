"""A secrecy mark is found wherever a copy carries one, and a text about secrets is none."""

from __future__ import annotations

import pytest

from chancery.modules.documents.reading import find_secrecy_mark, read_lines

_HEAD = ("云城市人民政府文件", "云政发〔2024〕12号", "关于做好防汛工作的通知")


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("机密★1年", "机密"),
        ("秘密 ★ 长期", "秘密"),
        ("机 密", "机密"),
        ("机　　密", "机密"),
        ("绝密★启用前", "绝密"),
        ("绝密★30年", "绝密"),
        ("秘密★６个月", "秘密"),
        ("秘密", "秘密"),
        ("【机密】", "机密"),
        ("（秘密）", "秘密"),
        ("机密☆10年", "机密"),
        ("★机密★", "机密"),
        ("机密级", "机密"),
        ("密级：机密", "机密"),
        ("密级：机密  保密期限：10年", "机密"),
        ("密级\t秘密\t紧急程度\t特急", "秘密"),
        ("000123 机密★1年 特急", "机密"),
        ("000123机密★1年", "机密"),
        ("机密·特急", "机密"),
        ("机密★10年 云委发〔2024〕1号", "机密"),
        ("秘密  云城市人民政府文件", "秘密"),
        ("密级：☑秘密 □机密 □绝密", "秘密"),
        ("機密★三年", "机密"),
        ("机密\n特急", "机密"),
        ("秘密★10年解密", "秘密"),
        ("机\u200b密★1年", "机密"),
    ],
)
def test_a_mark_is_found_in_the_head_and_at_the_end_of_a_copy(line: str, level: str) -> None:
    assert find_secrecy_mark([line, *_HEAD]) == level
    assert read_lines([line, *_HEAD]).secrecy == level
    if "文件" not in line:
        assert find_secrecy_mark([*_HEAD, *["正文。"] * 50, line]) == level


def test_a_mark_set_upright_is_found() -> None:
    assert find_secrecy_mark(["机", "密", "★", "1", "年", *_HEAD]) == "机密"


def test_the_highest_of_several_marks_counts() -> None:
    assert find_secrecy_mark(["秘密", *_HEAD, "附件", "绝密★5年"]) == "绝密"


@pytest.mark.parametrize(
    "line",
    [
        "商业秘密",
        "保守国家秘密法",
        "中华人民共和国保守国家秘密法",
        "各单位要严守秘密。",
        "不得泄露商业秘密、个人隐私",
        "秘密级以上文件由机要室统一管理，不得上网。",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "密级分为绝密、机密、秘密",
        "涉密文件应当标注“机密★10年”等字样",
        "密级：",
        "密级：无",
        "密级：□绝密 □机密 □秘密",
        "机密性要求",
        "绝密级国家秘密的保密期限不超过三十年",
        "严守党的秘密",
        "市国家保密局",
        "加密传输",
        "关于加强商业秘密保护工作的通知",
    ],
)
def test_a_text_about_secrets_carries_no_mark(line: str) -> None:
    assert find_secrecy_mark([line, *_HEAD]) is None
    assert find_secrecy_mark([*_HEAD, line]) is None


@pytest.mark.parametrize(
    "line", ["机密★" * 10_000, "机密" * 100_000, "密" * 100_000, "★" * 100_000 + "密", "机 密 " * 15]
)
def test_a_line_longer_than_any_mark_carries_none_by_itself(line: str) -> None:
    assert find_secrecy_mark([line]) in (None, "机密")
    assert find_secrecy_mark([line, "秘密★1年"]) in ("秘密", "机密")
