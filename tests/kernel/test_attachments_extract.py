"""What is read out of files, and what is refused, in which words."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.kernel.attachments import bounds
from chancery.kernel.attachments.extract import extract
from chancery.kernel.base.refusals import Refused

from .filekit import OFD, W, docx, ofd, paragraph, pdf, text_object, zipped


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def refusal(content: bytes, name: str = "in.docx") -> str:
    with pytest.raises(Refused) as caught:
        extract(content, name=name)
    assert name in str(caught.value)
    return str(caught.value)


def test_a_docx_gives_paragraphs_tables_and_text_boxes_in_order_and_headers_last():
    cells = f"<w:tc>{paragraph('车牌')}</w:tc><w:tc>{paragraph('浙A1')}{paragraph('备用')}</w:tc>"
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    box = f"<w:p><w:r><w:txbxContent>{paragraph('云城市人民政府文件')}</w:txbxContent></w:r></w:p>"
    content = docx(box + paragraph("关于", "车辆的通知") + table + paragraph("此致"), header1=paragraph("秘密★一年"))
    read = extract(content, name="通知.docx")
    assert read.lines == ["云城市人民政府文件", "关于车辆的通知", "车牌\t浙A1 备用", "此致", "秘密★一年"]
    assert (read.kind, read.notes) == ("docx", [])


def test_a_text_box_kept_twice_for_old_programs_is_read_once_and_deleted_words_are_not_read():
    twice = (
        "<w:p><w:r><w:AlternateContent><w:Choice><w:txbxContent>"
        + paragraph("印章")
        + "</w:txbxContent></w:Choice><w:Fallback>"
        "<w:txbxContent>" + paragraph("印章") + "</w:txbxContent></w:Fallback></w:AlternateContent></w:r>"
        "<w:del><w:r><w:delText>作废</w:delText></w:r></w:del></w:p>"
    )
    assert extract(docx(twice), name="a.docx").lines == ["印章"]


def test_a_line_break_inside_a_paragraph_starts_a_line_and_a_tab_stop_setting_is_no_text():
    stops = '<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>'
    body = f"<w:p>{stops}<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>"
    assert extract(docx(body), name="a.docx").lines == ["甲\t乙", "丙"]


def test_an_ofd_gives_its_pages_in_order_with_pieces_of_one_height_in_one_line():
    first = (
        text_object(60, 50, "云政发〔2026〕12号")
        + text_object(20, 20.3, "云城市")
        + text_object(35, 20, "人民政府文件")
    )
    read = extract(ofd(first, text_object(10, 10, "第二页")), name="通知.ofd")
    assert read.lines == ["云城市人民政府文件", "云政发〔2026〕12号", "第二页"]
    assert (read.kind, read.pages) == ("ofd", 2)


def test_an_ofd_parts_cells_that_stand_far_from_each_other():
    assert extract(ofd(text_object(10, 10, "金额") + text_object(80, 10, "3000")), name="a.ofd").lines == ["金额 3000"]


def test_a_pdf_gives_text_and_pages():
    read = extract(pdf("Notice 12", "Page two"), name="n.pdf")
    assert (read.kind, read.lines, read.pages) == ("pdf", ["Notice 12", "Page two"], 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_the_encodings_of_offices(encoding):
    assert extract("关于㐂的通知\r\n正文".encode(encoding), name="a.txt").lines == ["关于㐂的通知", "正文"]


def test_html_gives_what_a_reader_sees():
    page = "<!DOCTYPE html><html><meta charset=gbk><title>t</title><script>alert('偷')</script>"
    page += "<p>第一<b>段</b></p><table><tr><td>甲<td>乙&amp;丙</table>"
    read = extract(page.encode("gbk"), name="a.html")
    assert (read.kind, read.lines) == ("html", ["第一段", "甲\t乙&丙"])


def test_html_that_never_closes_anything_is_read_in_one_pass():
    assert extract(b"<html>one<p>" + b"<!-- " * 400_000, name="a.html").lines == ["one"]
    assert extract(b"<html>one<p>" + b"<a b='" * 400_000, name="a.html").lines == ["one"]
    assert extract(b"<html>1 < 2<script>" + b"</scrip" * 100_000, name="a.html").lines == ["1 < 2"]


def test_a_workbook_gives_rows_as_text_under_the_name_of_the_sheet():
    book = openpyxl.Workbook()
    book.active.title = "车辆"
    book.active.append(["车牌", "取得日期", "价格"])
    book.active.append(["浙A1", date(2021, 3, 4), 120000.0])
    held = io.BytesIO()
    book.save(held)
    assert extract(held.getvalue(), name="a.xlsx").lines == ["车辆", "车牌\t取得日期\t价格", "浙A1\t2021-03-04\t120000"]


def test_content_counts_and_a_name_that_disagrees_is_noted():
    read = extract(docx(paragraph("正文")), name="通知.pdf")
    assert read.kind == "docx"
    assert [str(note) for note in read.notes] == [
        "The name 通知.pdf ends in pdf, but the content is DOCX; it is kept as DOCX."
    ]


def test_a_picture_is_kept_and_the_missing_text_is_noted():
    assert "cannot be searched" in str(extract(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, name="a.png").notes[0])


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"ID3\x04\x00", "a.mp3", "mp3"), (b"\xff\xfb\x90\x64", "a.mp3", "mp3"), (b"OggS\x00\x02", "a.opus", "ogg"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "a.wav", "wav"), (b"#!AMR\n", "a.amr", "amr"), (b"\x00\x00\x00\x20ftypM4A \x00", "a.m4a", "m4a"),
    ],
)  # fmt: skip
def test_a_recording_is_kept_and_the_missing_text_is_noted(head, name, kind):
    told = extract(head + bytes(200), name=name)
    assert (told.kind, told.lines) == (kind, [])
    assert "is a recording" in str(told.notes[0])


def test_a_stream_is_left_open_at_its_start_and_a_path_is_read_too(tmp_path: Path):
    stream = io.BytesIO("一".encode())
    assert extract(stream, name="a.txt").lines == ["一"]
    assert stream.read() == "一".encode()
    (tmp_path / "a.txt").write_text("二", encoding="utf-8")
    assert extract(tmp_path / "a.txt", name="a.txt").lines == ["二"]


def test_an_empty_file_is_refused():
    assert "is empty" in refusal(b"")


def test_a_file_of_200_megabytes_is_refused_without_being_read(tmp_path: Path):
    with (tmp_path / "big.pdf").open("wb") as big:
        big.truncate(200 * bounds.MEBIBYTE)
    with pytest.raises(Refused, match=r"big.pdf has 200 MB; one file may have 64 MB"):
        extract(tmp_path / "big.pdf", name="big.pdf")


def test_a_package_that_would_unpack_to_a_flood_is_refused():
    assert "would unpack to" in refusal(zipped({"word/document.xml": b"0" * (40 * bounds.MEBIBYTE)}))


def test_a_package_of_too_many_parts_is_refused():
    assert "5001 parts inside" in refusal(zipped({f"word/{n}": "" for n in range(bounds.MAX_MEMBERS + 1)}))


ENTITY = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("trap", [ENTITY, LAUGHS])
def test_entities_inside_are_refused_in_docx_ofd_and_xlsx(trap):
    document = f'{trap}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
    assert "declares entities" in refusal(zipped({"word/document.xml": document}))
    assert "declares entities" in refusal(
        zipped({"OFD.xml": f'{trap}<ofd:OFD xmlns:ofd="{OFD}">&a;</ofd:OFD>'}), "in.ofd"
    )
    assert "declares entities" in refusal(zipped({"xl/workbook.xml": f"{trap}<workbook>&a;</workbook>"}), "in.xlsx")


def test_bottomless_nesting_is_refused():
    assert "nested deeper" in refusal(docx("<w:p>" * 5000 + "</w:p>" * 5000))


def test_one_far_cell_does_not_claim_a_rectangle_of_memory():
    cells = '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'
    sheet = f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"
    assert "Delete empty rows" in refusal(
        zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": sheet}), "in.xlsx"
    )


def test_files_under_a_password_and_of_old_formats_say_what_to_do():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert "Remove the password" in refusal(ole + "EncryptedPackage".encode("utf-16-le"))
    assert "Save it as DOCX" in refusal(ole + "WordDocument".encode("utf-16-le"), "old.doc")
    assert "Save it as XLSX" in refusal(ole + "Workbook".encode("utf-16-le"), "old.xls")
    assert "save it as DOCX" in refusal(b"{\\rtf1 x}", "old.rtf")
    assert "Unpack it" in refusal(zipped({"a.txt": "x"}), "a.zip")
    assert "not kept here" in refusal(b"\x7fELF" + bytes(range(256)), "a.exe")


def test_damaged_files_are_refused_with_a_sentence():
    assert "damaged" in refusal(docx(paragraph("正文"))[:-40])
    assert "damaged" in refusal(b"%PDF-1.4\nnothing", "in.pdf")
    assert "damaged" in refusal(zipped({"word/document.xml": "<w:document>"}))


def test_too_much_text_is_refused():
    assert "more than 5000000 characters" in refusal(b"0123456789" * (bounds.MAX_TEXT // 10) + b"0", "a.txt")


SAMPLES = [docx(paragraph("正文")), ofd(text_object(1, 1, "正文")), pdf("Text"), "文字".encode("gb18030")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 10**6), st.binary(min_size=1, max_size=6))
def test_however_a_file_is_spoiled_the_answer_is_text_or_a_refusal(sample, at, bytes_):
    at %= len(sample)
    with suppress(Refused):
        assert isinstance(extract(sample[:at] + bytes_ + sample[at + len(bytes_) :], name="x").lines, list)
