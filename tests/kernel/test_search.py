"""What holds the words is found, by those who may see it and by nobody else."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.kernel.search.excerpts import excerpt
from chancery.kernel.search.services import find, index, rebuild, reindex_viewers, remove
from chancery.kernel.search.tokens import tokens_of, words_of

pytestmark = pytest.mark.django_db


def keys(words: str, viewers=(7,), **more) -> list[int]:
    return [hit.entry_id for hit in find(words, viewers=viewers, **more)]


@pytest.fixture
def shelf():
    index(1, noun=1, title="关于加强公务用车管理的通知", number="云政发〔2026〕12号", viewers=[7, 8])
    index(2, noun=1, title="关于Ｂｕｄｇｅｔ调整的请示", number="云财〔2026〕123号", body="预算\n调整方案", viewers=[7])
    index(3, noun=2, title="会议通知", number="云政办〔2025〕3号", viewers=[8])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("通知", [3, 1]),
        ("用车管理", [1]),
        ("车", [1]),
        ("知", [3, 1]),
        ("关于 请示", [2]),
        ("budget", [2]),
        ("BUD", [2]),
        ("2026〕12", [2, 1]),
        ("2026〕12号", [1]),
        ("〔2026〕", [2, 1]),
        ("预算调整", [2]),
        ("车用", []),
        ("管理通知", []),
        ("〕", []),
        ("", []),
    ],
)
def test_words_are_found_where_they_stand(shelf, words, found):
    assert keys(words, viewers=None) == found


def test_only_viewers_find_and_nouns_and_pages_narrow(shelf):
    assert keys("通知", (7,)) == [1]
    assert keys("通知", (8,)) == [3, 1]
    assert keys("通知", (9,)) == keys("通知", ()) == []
    assert keys("通知", (8,), noun=2) == [3]
    assert keys("通知", (8,), limit=1) == [3]
    assert keys("通知", (8,), before=3) == [1]


def test_no_text_can_pretend_to_be_a_viewer(shelf):
    index(4, noun=1, title="v9 n1 关于v9的通知", viewers=[1])
    assert keys("通知", (9,)) == []
    assert keys("v9", (1,)) == [4]


def test_a_change_of_text_or_viewers_or_a_removal_is_seen_at_once(shelf):
    index(1, noun=1, title="关于办公用房的通知", viewers=[7])
    assert keys("用车") == []
    assert keys("用房") == [1]
    reindex_viewers(1, [9])
    assert keys("用房") == []
    assert keys("用房", (9,)) == [1]
    remove(1)
    remove(1)
    reindex_viewers(1, [7])
    assert keys("用房", None) == []
    assert rebuild() == 2
    assert keys("会议", None) == [3]


def test_a_question_is_never_syntax(shelf):
    for words in ('"通知" OR *', "通知)(", "' | 'v8", "NEAR(通知", "%_", "\\", "-通知:*"):
        find(words, viewers=[7])
    assert keys("会议' | 'v8") == []


def test_hits_beyond_the_first_candidates_are_still_reached():
    index(1, noun=1, title="甲乙丙", viewers=[7])
    for key in range(2, 60):
        index(key, noun=1, title="乙丙甲乙", viewers=[7])
    assert keys("甲乙丙", limit=5) == [1]


def test_an_excerpt_shows_the_first_hit_and_marks_all_within():
    text = "一" * 100 + "关于预\n算调整与Budget的说明" + "二" * 100
    pieces = excerpt(text, "预算 ｂｕｄｇｅｔ", around=20)
    assert [piece for piece, hit in pieces if hit] == ["预\n算", "Budget"]
    assert "".join(piece for piece, _ in pieces).strip("…") in text
    assert excerpt("短", "无") == [("短", False)]


def test_words_are_limited_in_number_and_length():
    assert len(words_of("字 " * 50)) == 8
    assert words_of("〔〕 —") == []
    assert all(token.isascii() and token.isalnum() for token in tokens_of("关于 é ñandú 𠮷野家 ２０２６ data_base"))


PIECES = st.text("关于车辆管理的通知ab12 〔〕", min_size=1, max_size=14)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(PIECES, st.sets(st.integers(1, 4), max_size=2)), min_size=1, max_size=6), st.data())
def test_what_holds_the_words_is_found_by_its_viewers_and_by_nobody_else(db, rows, data):
    with transaction.atomic():
        for key, (text, viewers) in enumerate(rows, 1):
            index(key, noun=1, title=text, viewers=viewers)
        text, _ = data.draw(st.sampled_from(rows))
        first = data.draw(st.integers(0, len(text) - 1))
        last = data.draw(st.integers(first + 1, len(text)))
        whole = first == 0 or not (text[first - 1].isalnum() and text[first - 1].isascii())
        words = text[first:last]
        viewer = data.draw(st.integers(1, 4))
        allowed = {key for key, (_, viewers) in enumerate(rows, 1) if viewer in viewers}
        found = set(keys(words, (viewer,), limit=20))
        assert found <= allowed
        if whole and words_of(words) and len(words.split()) == 1:
            one = words.strip()
            begins = {key for key in allowed if _begins(rows[key - 1][0], one)}
            assert begins <= found
        transaction.set_rollback(True)


def _begins(text: str, word: str) -> bool:
    """Whether a word stands in a text where a search promises to find it: not from the middle of a Latin word."""
    at = text.find(word)
    while at >= 0:
        inside = at and word[0].isascii() and word[0].isalnum() and text[at - 1].isascii() and text[at - 1].isalnum()
        if not inside:
            return True
        at = text.find(word, at + 1)
    return False


def test_the_index_is_of_the_databases_own_kind():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_text_tsv'")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'search_text'")
        assert "gin" in (made := cursor.fetchone()[0]) or "fts5" in made
