"""Documents are recognised by their form."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from chancery.modules.documents.reading import KINDS, kind_of, read_lines, split_addressees

from .samples import SAMPLES, Sample

_SHARED = Path(os.environ.get("CHANCERY_SHARED", Path(__file__).parents[5] / "shared")) / "data" / "gov-documents"
_MANIFEST = _SHARED / "manifest.json"
_FIELDS = ("title", "number", "kind", "issuer", "signed_on")


def _text_of(element: Any) -> str:
    written = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(written[node.tag] or node.text or "" for node in element.iter(*written))


def _docx_lines(path: Path) -> Iterator[str]:
    for element in docx.Document(str(path)).element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield _text_of(element)
        else:
            for row in element.iter(qn("w:tr")):
                yield "\t".join(_text_of(cell) for cell in row.iter(qn("w:tc")))


def _shared_documents() -> list[dict[str, str]]:
    return json.loads(_MANIFEST.read_text("utf-8")) if _MANIFEST.exists() else []


@pytest.mark.skipif(not _MANIFEST.exists(), reason="the shared folder of real documents is not on this machine")
@pytest.mark.parametrize("suffix", ["docx", "txt"])
@pytest.mark.parametrize("stated", _shared_documents(), ids=lambda stated: stated["file"])
def test_a_real_document_is_read_as_its_manifest_states(stated: dict[str, str], suffix: str) -> None:
    path = _SHARED / f"{stated['file']}.{suffix}"
    lines = list(_docx_lines(path)) if suffix == "docx" else path.read_text("utf-8").splitlines()

    read = read_lines(lines, file_name=stated["file"]).as_json()

    assert {name: read[name] for name in _FIELDS} == {name: stated[name] for name in _FIELDS}
    assert read["secrecy"] == ""
    assert not any("，" in addressee or "号" in addressee for addressee in read["addressees"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_an_invented_document_is_read_as_it_states(sample: Sample) -> None:
    read = read_lines(sample.text.split("\n"))

    known = read.as_json()
    assert {name: known[name] if name in known else getattr(read, name) for name in sample.states} == sample.states
    assert read.kind in ("", *KINDS)


def test_the_json_object_has_the_keys_that_others_rely_on() -> None:
    assert {
        "file",
        "title",
        "issuer",
        "number",
        "kind",
        "signed_on",
        "addressees",
        "urgency",
        "secrecy",
        "attachments",
    } <= set(read_lines([], file_name="empty.txt").as_json())


@pytest.mark.parametrize("lines", [[], [""], ["   "], ["\u3000"], ["— 1 —"], ["\n\n"]])
def test_an_empty_copy_states_nothing(lines: list[str]) -> None:
    read = read_lines(lines).as_json()

    assert not any(read.values())


@pytest.mark.parametrize(
    ("printed", "organs"),
    [
        (
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：",
            ["各省、自治区、直辖市人民政府", "国务院各部委", "各直属机构"],
        ),
        ("各市、县、区人民政府", ["各市、县、区人民政府"]),
        ("各县（市、区）党委、人民政府", ["各县（市、区）党委、人民政府"]),
        ("市发展改革委、市财政局、市审计局", ["市发展改革委", "市财政局", "市审计局"]),
        ("清河县、云河区人民政府，市水务局", ["清河县、云河区人民政府", "市水务局"]),
        ("王若川委员", ["王若川委员"]),
    ],
)
def test_addressees_that_share_an_ending_stay_one(printed: str, organs: list[str]) -> None:
    assert split_addressees(printed) == organs


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云城市人民政府嘉奖令", "命令"),
        ("云城市人民政府办公室关于征地补偿有关问题的复函", "函"),
        ("云城市人民政府关于促进就业的若干意见", "意见"),
        ("云城市人民政府关于印发办法的通知（试行）", "通知"),
        ("云城市供热管理办法", "其他"),
        ("云城市人民政府第三次全体会议纪要", "纪要"),
        ("", ""),
    ],
)
def test_a_kind_is_what_the_title_ends_with(title: str, kind: str) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("二〇〇四年八月十二日", "2004-08-12"),
        ("二○一○年十月二十日", "2010-10-20"),
        ("二零一九年十二月三十一日", "2019-12-31"),
        ("二OO六年元月三日", "2006-01-03"),
        ("2024年02月29日", "2024-02-29"),
        ("2023年2月29日", None),
    ],
)
def test_a_date_is_read_in_every_style_and_an_impossible_one_is_left_out(printed: str, iso: str | None) -> None:
    read = read_lines(["关于值班工作的通知", "各单位：", "请做好值班工作。", "云城市档案馆", printed])

    assert read.as_json()["signed_on_iso"] == iso


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("云政发[2024]12号", "云政发〔2024〕12号"),
        ("云政发【2024】12 号", "云政发〔2024〕12号"),
        ("云政发［２０２４］１２号", "云政发〔2024〕12号"),
        ("云政发（2024）12号", "云政发〔2024〕12号"),
        ("云政发2024〕12号", "云政发〔2024〕12号"),
        ("云政发202412号", "云政发〔2024〕12号"),
        ("发文字号：云政发〔2024〕12号", "云政发〔2024〕12号"),
        ("（云政发〔2024〕12号）", "云政发〔2024〕12号"),
        ("根据云政发〔2024〕12号", ""),
        ("2024年5月12号", ""),
    ],
)
def test_a_number_gets_its_brackets_right(printed: str, number: str) -> None:
    read = read_lines(["云城市人民政府关于植树工作的通知", printed, "各单位：", "请做好植树工作。"])

    assert read.number == number


def test_the_text_is_told_apart_from_head_and_signature() -> None:
    lines = [
        "云城市教育局文件",
        "",
        "云教〔2024〕1号",
        "关于放假的通知",
        "各学校：",
        "一",
        "二。",
        "附件：日程",
        "云城市教育局",
        "2024年1月2日",
    ]

    read = read_lines(lines)

    assert lines[read.body[0] : read.body[1]] == ["一", "二。"]


def test_the_name_is_given_back_with_the_reading() -> None:
    assert read_lines(["通知"], file_name="a.docx").file == "a.docx"


HOSTILE = (
    "〔" * 5000,
    "云" * 100_000,
    "（" * 3000 + "）" * 3000,
    "各省、" * 20_000,
    "附件：" * 10_000,
    "《〈" * 10_000,
    "机密★" * 10_000,
    "机密" * 30,
    "密级：" * 20,
    "二〇" * 10_000 + "年",
    " ".join("国务院" * 1) * 5000,
    "索引号：" * 5000,
    "的通知" * 5000,
    "签发人：" + "张" * 10_000,
    "0" * 50_000,
    "a\t" * 10_000,
    "关于" * 40,
    "第" * 79 + "号",
)


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_line_changes_nothing_that_the_form_states(line: str) -> None:
    sample = SAMPLES[0]
    lines = sample.text.split("\n")

    read = read_lines([*lines, line, *[line[:60]] * 500])

    assert (read.title, read.number, read.signed_on_text) == tuple(
        sample.states[name] for name in ("title", "number", "signed_on")
    )


def test_a_very_long_copy_is_read_to_its_signature() -> None:
    lines = [
        "云城市档案馆关于目录的通知",
        "各单位：",
        *["第1页", "条目。", "乡镇"] * 66_000,
        "云城市档案馆",
        "2024年8月20日",
    ]

    read = read_lines(lines)

    assert (read.signed_on_text, read.issuer, read.body) == ("2024年8月20日", "云城市档案馆", (3, len(lines) - 2))
