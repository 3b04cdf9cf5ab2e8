"""The dispatcher's day: trips are given vehicles by keys, by dragging and by a form; who comes second is told who was first."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .people import PHONE, Office, dialog
from .test_places import AXE, faults_of, spilt_from

FIRST, SECOND = "zhengkai", "260080"
"""郑凯 and 龙景行, who both dispatch."""
HREF = "/vehicles/board/"


def to_the_day_of_the_first_trip(page: Page) -> None:
    """The board of the day for which the first trip waits."""
    page.goto(HREF)
    link = page.locator(".q article .c-muted a").first
    if not page.locator(".q .piece").count():
        link.click()
    expect(page.locator(".q .piece").first).to_be_visible()


def piece_of(page: Page, at: int = 0) -> Locator:
    return page.locator(".q article:has(form) .piece").nth(at)


def bar_of(page: Page, key: str) -> Locator:
    return page.locator(f"#piece-{key}")


def lane_of(bar: Locator) -> str:
    return str(bar.evaluate("bar => bar.closest('.ln').getAttribute('aria-label')"))


def test_a_trip_is_given_a_vehicle_and_another_time_by_keys_alone(office: Office) -> None:
    page = office.person(FIRST)
    to_the_day_of_the_first_trip(page)
    piece = piece_of(page)
    key = str(piece.get_attribute("data-piece"))
    piece.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".bar.held")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("Enter")
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        page.keyboard.press("Enter")
    assert told.value.status == 200
    bar = bar_of(page, key)
    expect(bar).to_have_class(re.compile(r"\bplanned\b"))
    expect(bar).to_be_focused()
    expect(page.locator("#status")).to_contain_text("云A")
    before = bar.locator("small").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator(".bar.held")).to_have_count(0)
    assert bar.locator("small").inner_text() == before
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(bar_of(page, key).locator("small")).not_to_have_text(before)
    expect(bar_of(page, key)).to_be_focused()


def test_a_trip_is_dragged_onto_a_vehicle_and_on_to_another(office: Office) -> None:
    page = office.person(FIRST, size={"width": 1440, "height": 2600})
    to_the_day_of_the_first_trip(page)
    piece = piece_of(page)
    key, lane = (str(piece.get_attribute(name)) for name in ("data-piece", "data-lane"))
    drag(page, piece, page.locator(f'.ln[data-lane="{lane}"]'))
    bar = bar_of(page, key)
    expect(bar).to_have_class(re.compile(r"\bplanned\b"))
    first = lane_of(bar)
    other = page.locator(f'.ln[data-lane="{fitting(page, key)}"]')
    wished = str(other.get_attribute("aria-label"))
    drag(page, bar, other)
    expect(page.locator("#status")).to_contain_text(wished)
    assert lane_of(bar_of(page, key)) == wished != first


def fitting(page: Page, key: str) -> str:
    """Another vehicle of which the form of the trip says nothing that speaks against it."""
    form = page.request.get(f"{HREF}?place={key}").text()
    options = re.findall(r'<option value="(v\d+)"( selected)?>([^<]*)</option>', form)
    return next(lane for lane, chosen, words in options if not chosen and "：" not in words)


def drag(page: Page, what: Locator, to: Locator) -> None:
    """Take it near its left edge and let it go at the same height along the hours."""
    start, end = what.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 12, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, end["y"] + end["height"] / 2, steps=6)
    page.mouse.move(start["x"] + 12, end["y"] + end["height"] / 2, steps=2)
    expect(page.locator(".bar.held")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".bar.held")).to_have_count(0)


def test_who_dispatches_the_same_trip_second_is_told_who_was_first(office: Office) -> None:
    one, other = office.person(FIRST), office.person(SECOND)
    to_the_day_of_the_first_trip(one)
    to_the_day_of_the_first_trip(other)
    key = str(piece_of(one).get_attribute("data-piece"))
    one.locator(f"#card-{key} form button").click()
    expect(bar_of(one, key)).to_have_class(re.compile(r"\bplanned\b"))
    with other.expect_response(lambda answer: answer.request.method == "POST") as told:
        other.locator(f"#card-{key} form button").click()
    assert told.value.status == 409
    expect(dialog(other)).to_contain_text("郑凯")
    expect(dialog(other)).to_contain_text("没有执行")
    dialog(other).get_by_role("link", name="看现在的情况").click()
    expect(other.locator(f"#card-{key}")).to_have_count(0)


def test_two_trips_that_want_one_vehicle_at_once_leave_one_with_a_sentence(office: Office) -> None:
    page = office.person(FIRST)
    to_the_day_of_the_first_trip(page)
    card = page.locator(".q article:has(form)").first
    card.get_by_role("link", name="改车").click()
    form = dialog(page)
    taken = form.locator("#lane option", has_text="该时段已派出").first
    form.locator("#lane").select_option(value=taken.get_attribute("value"))
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        form.locator(".btn-1").click()
    assert told.value.status == 409
    expect(dialog(page)).to_contain_text("已安排给")


def test_without_a_script_and_on_a_phone_a_form_gives_the_vehicle(office: Office) -> None:
    page = office.person(SECOND, size=PHONE, java_script_enabled=False)
    page.goto(HREF)
    card = page.locator(".q article:has(form)").first
    title = card.locator("h3").inner_text()
    card.get_by_role("link", name="改车").click()
    lanes = page.locator("#lane option[value^=v]")
    page.locator("#lane").select_option(index=1)
    assert lanes.count() > 5
    page.locator(".c-page-dlg .btn-1").click()
    expect(page.locator(".q article", has_text=title)).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [HREF, f"{HREF}?span=week", f"{HREF}?show=table", f"{HREF}?by=driver", "/vehicles/proposal/", "/vehicles/map/"],
)
def test_its_pages_are_accessible_in_light_and_dark_and_never_wider_than_a_phone(office: Office, address: str) -> None:
    page = office.person(FIRST, reduced_motion="reduce")
    page.add_init_script(path=AXE)
    page.goto(address)
    assert faults_of(page) == {}
    assert spilt_from(page) == {}
