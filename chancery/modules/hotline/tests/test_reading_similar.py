"""Near copies of a message are found, strangers are not, and the reason is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.modules.hotline.reading.similar import ALIKE, BANDS, Said, bands, compare, likeness

LIFT = (
    "翠湖小区三栋的电梯已经坏了十天，老人每天爬二十层楼，物业说维修基金没有批下来。请求有关部门督促物业尽快修好电梯。"
)
DUST = "城东采石场的大货车整夜在村道上跑，扬尘很大，庄稼上全是灰，孩子们上学的路也被压烂了。"
CLAUSES = [clause for text in (LIFT, DUST) for clause in re.split("[，。]", text) if clause]
texts = st.lists(
    st.sampled_from([*CLAUSES, "路灯不亮", "停水三天", "公交车不停站"]), min_size=3, max_size=9, unique=True
)


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_a_text_is_like_itself_and_its_keys_fit_a_signed_column(text: str) -> None:
    keys = bands(text)

    assert keys == bands(text)
    assert len(keys) in (0, BANDS)
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert likeness(text, text) == (1.0 if keys else 0.0)


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=60)
def test_likeness_is_the_same_both_ways_and_within_bounds(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@given(texts, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_clauses_does_not_matter(clauses: list[str], random: object) -> None:
    turned = list(clauses)
    random.shuffle(turned)  # type: ignore[attr-defined]

    assert bands("，".join(clauses)) == bands("。".join(turned))
    assert likeness("，".join(clauses), "。".join(turned)) == 1.0


@given(st.integers(0, 99_999), st.sampled_from([LIFT, DUST]))
@settings(max_examples=30)
def test_changed_numbers_and_an_added_sentence_keep_it_alike(number: int, text: str) -> None:
    longer = f"{text}我已经打了{number}次电话，没有人来看过。"

    assert likeness(text, longer) >= ALIKE
    assert set(bands(text)) & set(bands(longer))
    assert bands(f"{number}栋的电梯坏了") == bands("7栋的电梯坏了")


def test_different_matters_are_not_alike_and_share_no_key() -> None:
    assert likeness(LIFT, DUST) < 0.1
    assert not set(bands(LIFT)) & set(bands(DUST))


def test_courtesies_alone_make_nothing_alike() -> None:
    assert likeness("尊敬的市长您好！路灯不亮。谢谢！", "尊敬的市长您好！食堂太贵。谢谢！") == 0.0


@pytest.mark.parametrize("text", ["", "  ", "！！！", "谢谢"])
def test_a_text_without_words_resembles_nothing(text: str) -> None:
    assert bands(text) == []
    assert likeness(text, LIFT) == 0.0


def test_the_reason_names_words_caller_and_place() -> None:
    found = compare(
        Said(LIFT, caller="k1", point=(28.2000, 112.9000)),
        Said(LIFT[:40] + "，急！", caller="k1", point=(28.2005, 112.9003)),
    )

    assert found.same_caller
    assert found.same_place
    assert found.share > found.words
    assert "翠湖小区" in found.phrase or "电梯" in found.phrase
    assert all(part in str(found.why.as_json()) for part in ("the same caller", "the same place", "of the words"))


def test_one_caller_with_two_matters_has_two_matters() -> None:
    assert compare(Said(LIFT, "翠湖小区", "k1"), Said(DUST, "翠湖小区", "k1")).share < ALIKE
