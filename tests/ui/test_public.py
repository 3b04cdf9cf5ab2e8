"""The frame of pages for anybody: bounded forms, two languages, refusals in the site's own words."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.sentences import say
from chancery.ui.public import DRAINED, MEBIBYTE, public, too_much, with_files

pytestmark = pytest.mark.django_db
MOST = MEBIBYTE


@with_files(MOST)
def received(request):
    files = [(one.name, one.size) for one in request.FILES.getlist("files")]
    return HttpResponse(f"{request.POST.get('words')}|{files}|{too_much(request)}")


def sent(*sizes: int, **more):
    files = [BytesIO(b"\xff\xd8\xff" + b"x" * (size - 3)) for size in sizes]
    for number, file in enumerate(files):
        file.name = f"{number}.jpg"
    request = RequestFactory().post("/", {"files": files, "words": "路灯坏了"}, **more)
    request._dont_enforce_csrf_checks = True
    request.session = SessionStore()
    return request


def test_files_within_the_bound_arrive():
    assert received(sent(1000, 2000)).content.decode() == "路灯坏了|[('0.jpg', 1000), ('1.jpg', 2000)]|0"


def test_files_beyond_the_bound_are_never_kept_and_the_words_beside_them_are():
    assert received(sent(2 * MEBIBYTE, 10)).content.decode() == "路灯坏了|[]|3"


def test_what_is_beyond_all_measure_is_not_read_at_all():
    request = sent(1000, CONTENT_LENGTH=str(DRAINED * MOST + 1))
    answer = received(request)
    assert answer.status_code == 422
    assert not hasattr(request, "_files")


def test_a_form_with_files_still_needs_its_token():
    request = sent(1000)
    request._dont_enforce_csrf_checks = False
    assert received(request).status_code == 403


def test_a_refusal_stands_in_the_frame_of_the_site():
    @public
    def refusing(request):
        raise NotFound(say("There is no such page, or it was taken back."))

    request = RequestFactory().get("/portal/notices/1/")
    request.session = SessionStore()
    with translation.override("en"):
        answer = refusing(request)
    assert answer.status_code == 404
    assert "There is no such page, or it was taken back." in answer.content.decode()


def test_a_form_that_changes_the_language_is_answered_in_it_and_the_next_page_as_well():
    @public
    def speaking(request):
        return HttpResponse(translation.get_language())

    request = RequestFactory().post("/", {"speak": "en"})
    request.session = SessionStore()
    with translation.override("zh-hans"):
        answer = speaking(request)
    assert answer.content == b"en"
    assert answer["Content-Language"] == "en"
    assert request.session["language"] == "en"


def test_an_unknown_language_changes_nothing():
    @public
    def speaking(request):
        return HttpResponse(translation.get_language())

    request = RequestFactory().post("/", {"speak": "tlh"})
    request.session = SessionStore()
    with translation.override("zh-hans"):
        assert speaking(request).content == b"zh-hans"
    assert "language" not in request.session
