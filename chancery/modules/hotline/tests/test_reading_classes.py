"""A learned model proposes classes, says which words decided, and is judged only by messages it did not learn."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chancery.kernel.base.refusals import Refused
from chancery.modules.hotline.reading.classes import Model
from chancery.modules.hotline.reading.commands import run_evaluate, run_train
from chancery.modules.hotline.reading.evaluate import Evaluation, evaluate
from chancery.modules.hotline.reading.features import areas, learn_words, plain
from chancery.modules.hotline.reading.learning import learn
from chancery.modules.hotline.reading.tables import Leaf, Message, read_messages

from .test_reading_tables import HEADINGS, MESSAGES, needs_messages, workbook

SAID = {
    "道路": ("公交车", "出租车", "高速公路", "货车", "快递", "客运站"),
    "学校": ("中学", "幼儿园", "教师", "高考", "学生", "培训班"),
    "看病": ("医院", "医生", "疫苗", "药店", "住院", "诊所"),
}


def _messages() -> Iterator[Message]:
    for label, nouns in SAID.items():
        for at, noun in enumerate(nouns * 2):
            text = f"反映{noun}的问题已经第{at}次了，{noun}没有人管，请有关部门处理。"
            yield Message(at + 2, str(at), "", f"A{at}市{noun}的问题", text, None, label)


@pytest.fixture(scope="module")
def told() -> list[Message]:
    return list(_messages())


@pytest.fixture(scope="module")
def model(told: list[Message]) -> Model:
    return learn(told)


def test_the_likeliest_class_comes_first_with_the_words_that_decided(model: Model) -> None:
    found = model.propose("出租车不打表", "出租车司机乱收钱")

    assert found[0].label == "道路"
    assert found[0].share > 0.8
    assert sum(one.share for one in found) == pytest.approx(1, abs=0.001)
    assert "出租车" in [word.word for word in found[0].words]
    assert all(0 < word.share <= 1 for word in found[0].words)


def test_a_word_that_no_message_held_is_known_by_its_area(model: Model) -> None:
    assert areas()["拒载"] == areas()["出租车"]
    assert model.label_of("司机拒载", "拒载又绕路") == "道路"


def test_a_model_is_plain_text_that_says_the_same_after_it_was_saved(model: Model, told: list[Message]) -> None:
    again = Model.from_json(model.as_json())

    for one in told[::5]:
        before, after = model.propose(one.title, one.text), again.propose(one.title, one.text)
        assert [each.label for each in after] == [each.label for each in before]
        assert after[0].share == pytest.approx(before[0].share, abs=0.02)


@pytest.mark.parametrize("text", ["", "😀" * 50, "a" * 100_000, "\x00\u202e12345"])
def test_any_text_gets_a_proposal(model: Model, text: str) -> None:
    assert {one.label for one in model.propose(text, text)} == set(SAID)


@pytest.mark.parametrize("stored", ["", "{}", "[]", '{"edition": 1}', "null"])
def test_what_is_no_model_is_refused(stored: str) -> None:
    with pytest.raises(Refused):
        Model.from_json(stored)


def test_one_class_or_a_lone_message_is_too_little_to_learn_from(told: list[Message]) -> None:
    with pytest.raises(Refused):
        learn(told[:6])
    with pytest.raises(Refused):
        learn(told[:13])


def test_lines_of_other_classes_in_the_taxonomy_change_nothing(told: list[Message], model: Model) -> None:
    assert learn(told, [Leaf("另一类", "二级", "三级")]).as_json() == model.as_json()


def test_each_message_is_asked_once_and_the_same_seed_gives_the_same_folds(told: list[Message]) -> None:
    one, other = evaluate(told, folds=3), evaluate(told, folds=3)

    assert one == other
    assert len(one.pairs) == len(told)
    assert sorted(one.folds) == sorted(at % 3 for at in range(len(told)))
    assert any(line.startswith("macro-F1 ") for line in one.lines())


def test_macro_f1_counts_each_class_the_same() -> None:
    pairs = (("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"))
    found = Evaluation(pairs, (0, 0, 0, 0))

    assert found.f1("a") == pytest.approx(0.8)
    assert found.f1("b") == pytest.approx(2 / 3)
    assert found.macro_f1() == pytest.approx((0.8 + 2 / 3) / 2)


def test_too_few_messages_for_the_folds_are_refused(told: list[Message]) -> None:
    with pytest.raises(Refused):
        evaluate(told[::6], folds=5)


def test_places_that_were_hidden_and_numbers_are_read_as_such() -> None:
    assert plain("Ａ７县 123号\n院") == "县0号院"


def test_words_are_learned_whole() -> None:
    texts = [f"{before}翻斗机{after}" for before, after in ("修的", "看了", "买得", "拆坏", "运来", "装走")]
    others = ["".join(chr(0x5000 + 90 * at + place) for place in range(40)) for at in range(20)]
    found = learn_words([*texts, *others])

    assert "翻斗机" in found
    assert "斗机" not in found


def test_suggesting_does_not_load_what_learning_needs() -> None:
    script = (
        "import sys, chancery.modules.hotline.reading.classes; "
        "sys.exit(any(name.split('.')[0] in ('sklearn', 'scipy', 'numpy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0  # noqa: S603


def test_the_commands_judge_and_learn_a_workbook(told: list[Message], tmp_path: Path) -> None:
    file, out = tmp_path / "messages.xlsx", tmp_path / "model" / "classes.json"
    rows = [[one.number, "", one.title, "", one.text, one.label] for one in told]
    file.write_bytes(workbook([HEADINGS, *rows]).getvalue())

    assert any(line.startswith("macro-F1 ") for line in run_evaluate([str(file), "--folds", "2"]))
    list(run_train([str(file), "--out", str(out)]))
    saved = Model.load(out)
    assert saved is not None
    assert saved.messages == len(told)
    with pytest.raises(Refused):
        list(run_train([str(tmp_path / "nowhere.xlsx")]))


@pytest.mark.slow
@needs_messages
def test_on_the_shared_messages_the_model_is_better_than_characters_alone() -> None:
    with MESSAGES.open("rb") as stream:
        messages = read_messages(stream, MESSAGES.name, labelled=True)

    assert evaluate(messages).macro_f1() > 0.86
