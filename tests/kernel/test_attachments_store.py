"""Files are kept once, reached through their entry, and proved unchanged."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.utils import translation

from chancery.kernel.attachments.models import Attachment, FileText, StoredFile
from chancery.kernel.attachments.services import (
    attach,
    attach_prepared,
    files_of,
    fit_name,
    open_file,
    prepare,
    text_of,
    verify_all,
    void,
)
from chancery.kernel.attachments.store import FolderStore, file_store
from chancery.kernel.base.refusals import Conflict, Refused

from .filekit import docx, paragraph

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    with translation.override("en"):
        yield


def test_the_same_content_under_two_names_is_kept_once(make_entry):
    first = attach(make_entry(), io.BytesIO(docx(paragraph("正文"))), name="a.docx", role="main")
    second = attach(make_entry(), io.BytesIO(docx(paragraph("正文"))), name="b.docx")
    assert first.file_id == second.file_id
    assert StoredFile.objects.count() == FileText.objects.count() == 1
    assert open_file(second).read() == docx(paragraph("正文"))


def test_a_file_is_attached_once_to_one_entry_and_again_after_it_was_voided(make_entry):
    entry = make_entry()
    first = attach(entry, io.BytesIO(b"one"), name="one.txt")
    with pytest.raises(Conflict, match="already, as one.txt"):
        attach(entry, io.BytesIO(b"one"), name="again.txt")
    with pytest.raises(Refused, match="Write why"):
        void(first, " ")
    void(first, "wrong file")
    assert files_of(entry) == []
    attach(entry, io.BytesIO(b"one"), name="again.txt")
    assert [one.name for one in files_of(entry)] == ["again.txt"]
    assert Attachment.objects.get(pk=first.pk).void_reason == "wrong file"


def test_files_come_in_the_order_of_their_arrival_with_their_text(make_entry):
    entry = make_entry()
    for name in ("b", "a", "c"):
        attach(entry, io.BytesIO(f"text of {name}".encode()), name=f"{name}.txt")
    assert [one.name for one in files_of(entry)] == ["b.txt", "a.txt", "c.txt"]
    assert text_of(entry) == "text of b\ntext of a\ntext of c"


def test_what_is_only_prepared_is_not_kept(make_entry, settings):
    ready = prepare(io.BytesIO("一页纸".encode()), "p.txt")
    assert ready.lines == ["一页纸"]
    assert not Path(settings.FILES).exists()
    assert attach_prepared(make_entry(), ready).file.digest == ready.digest


def test_what_a_guard_of_the_house_refuses_comes_in_by_no_way(make_entry, settings):
    with pytest.raises(Refused):
        attach(make_entry(), io.BytesIO("秘密★一年".encode()), name="p.txt")
    assert not Path(settings.FILES).exists()


def test_a_changed_and_a_missing_file_are_found_and_repaired_by_the_same_content(make_entry):
    sound = attach(make_entry(), io.BytesIO(b"sound"), name="s.txt")
    changed = attach(make_entry(), io.BytesIO(b"changed"), name="c.txt")
    missing = attach(make_entry(), io.BytesIO(b"missing"), name="m.txt")
    assert list(verify_all()) == []
    store = file_store()
    assert isinstance(store, FolderStore)
    store.path(changed.file.digest).write_bytes(b"other")
    store.path(missing.file.digest).unlink()
    assert list(verify_all()) == [changed.file.digest, missing.file.digest]
    with pytest.raises(Refused, match=r"m.txt is missing"):
        open_file(missing)
    attach(make_entry(), io.BytesIO(b"changed"), name="c2.txt")
    assert list(verify_all()) == [missing.file.digest]
    assert store.verify(sound.file.digest)


def test_a_digest_is_never_a_path():
    with pytest.raises(FileNotFoundError):
        file_store().open("../../etc/passwd")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("C:\\docs\\通知.docx", "通知.docx"), ("../../x.pdf", "x.pdf"), ("a\u202efdp.exe", "afdp.exe"), ("/", "file")],
)
def test_a_name_keeps_no_path_and_no_trick(given, kept):
    assert fit_name(given) == kept


def test_a_long_name_keeps_its_ending():
    assert fit_name("长" * 300 + ".docx") == "长" * 195 + ".docx"
