"""The working calendar, and the notice that moves due moments."""

from __future__ import annotations

import json
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.city.lookup import City
from chancery.kernel.access.rows import acting
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import HOUSE, now
from chancery.kernel.deadlines.calendars import forget
from chancery.kernel.deadlines.clocks import start_clock
from chancery.kernel.deadlines.models import CalendarYear
from chancery.kernel.desk.models import Due, Entry, Noun
from chancery.kernel.desk.projection import viewers_of, write_due, write_sight

from .pages_kit import enter, text

ADMINISTRATOR = "沈䶮"


def _notice() -> str:
    days = [{"name": "元旦", "date": f"2027-01-0{n}", "isOffDay": True} for n in (1, 4, 5)]
    return json.dumps({"year": 2027, "papers": ["国办发明电〔2026〕7号"], "days": days})


def _due(city: City) -> Entry:
    """An open matter that is due on Monday, 4 January 2027."""
    keeper = city.actor("周敏")
    with acting(keeper):
        entry = Entry.objects.create(
            noun=Noun.objects.get(key="rooms.room"), organ_id=keeper.organ, opened_at=now(), title="年初到期的办件"
        )
        clock = start_clock(entry.pk, key="x", amount=2, unit="workday", start=datetime(2026, 12, 30, 9, tzinfo=HOUSE))
    entry.due_at = clock.due_at
    entry.save()
    viewers = viewers_of(entry, "subtree")
    write_sight(entry, viewers)
    write_due(entry, viewers, was=None)
    return entry


def test_a_year_without_notice_says_that_it_is_provisional(city: City) -> None:
    client = enter(city, "周敏")
    assert "Provisional: the holiday notice of 2027 is not out" in text(client.get("/calendar/?year=2027"))
    assert "Provisional: the holiday notice" not in text(client.get("/calendar/?year=2026"))


def test_the_preview_keeps_nothing(city: City) -> None:
    entry, before = _due(city), CalendarYear.objects.count()
    page = enter(city, ADMINISTRATOR).post(
        "/calendar/import/", {"year": "2027", "do": "try", "file": SimpleUploadedFile("2027.json", _notice().encode())}
    )
    assert len(page.context["tried"].moved) == 1
    assert CalendarYear.objects.count() == before
    assert Entry.objects.get(pk=entry.pk).due_at == entry.due_at


def test_bringing_in_a_notice_moves_what_is_due(city: City) -> None:
    entry, client = _due(city), enter(city, ADMINISTRATOR)
    answer = client.post("/calendar/import/", {"year": "2027", "do": "keep", "data": _notice()})
    forget()
    assert answer.status_code == 303
    moved = Entry.objects.get(pk=entry.pk)
    assert moved.due_at > entry.due_at
    assert set(Due.objects.filter(entry=entry.pk).values_list("due_at", flat=True)) == {moved.due_at}
    assert Line.objects.filter(action="flow.due.move", entry=entry.pk).count() == 1
    assert "1 due moments moved" in text(client.get(answer.headers["Location"]))


def test_a_text_that_is_no_notice_is_refused_with_what_is_missing(city: City) -> None:
    page = enter(city, ADMINISTRATOR).post(
        "/calendar/import/", {"year": "2027", "do": "try", "text": "一、元旦：1月1日放假。"}
    )
    assert page.status_code == 422
    assert "国庆" in text(page)


def test_a_file_that_is_no_json_is_refused(city: City) -> None:
    page = enter(city, ADMINISTRATOR).post("/calendar/import/", {"year": "2027", "do": "keep", "data": "{]"})
    assert page.status_code == 422
    assert "no valid JSON" in text(page)


def test_who_keeps_no_rules_brings_nothing_in(city: City) -> None:
    assert enter(city, "周敏").post("/calendar/import/", {"do": "keep", "data": _notice()}).status_code == 403


def test_a_year_asks_a_bounded_number_of_questions(city: City) -> None:
    client = enter(city, "周敏")
    client.get("/calendar/")
    with CaptureQueriesContext(connection) as told:
        client.get("/calendar/?year=2026")
    assert len(told) < 20
