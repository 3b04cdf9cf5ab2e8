"""By keyboard alone: no call here touches a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from chancery.city.cast import PASSWORD

from .papers import letter
from .people import Office, dialog, left_a_line, stands
from .taking_in import accepted


def focused(page: Page) -> str:
    name: str = page.evaluate(
        "document.activeElement.name || document.activeElement.id || document.activeElement.tagName"
    )
    return name


def test_signing_in_walking_the_desk_and_opening_a_matter_need_no_mouse(office: Office) -> None:
    page = office.window()
    page.goto("/login/")
    expect(page.locator("#username")).to_be_focused()
    page.keyboard.type("hesuwen")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    rows = page.locator("#groups .d-row")
    expect(rows.nth(1)).to_be_visible()
    first = rows.nth(0)
    expect(first).to_have_class("d-row cur")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_class("d-row cur")
    page.keyboard.press("k")
    expect(first).to_have_class("d-row cur")
    title = (first.locator("a.ti").inner_text()).strip()
    page.keyboard.press("Enter")
    expect(page.locator("#matter h1")).to_contain_text(title)


def test_the_step_on_the_right_is_asked_written_and_sent_by_keys(office: Office) -> None:
    here = accepted(office, letter("社区养老服务设施"))
    page = office.person("hesuwen")
    page.goto(here)
    stands(page, "拟办")
    page.keyboard.press("e")
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog dialog")).to_have_count(0)
    page.keyboard.press("e")
    expect(dialog(page).get_by_role("heading", name="提出拟办")).to_be_visible()
    walk_to(page, "leaders")
    page.keyboard.type("陈国梁")
    walk_to(page, "words", key="Shift+Tab")
    page.keyboard.type("拟请市民政局办理。j k e / 不是快捷键。")
    page.keyboard.press("Control+Enter")
    stands(page, "待批示")
    left_a_line(page, "何素文", "拟办")
    expect(page.locator("#opinions")).to_contain_text("j k e / 不是快捷键。")


def test_control_and_enter_send_a_form_also_from_a_box(office: Office) -> None:
    page = office.person("hesuwen")
    page.goto("/documents/incoming/?state=proposing")
    page.locator(".c-t a.ti").first.press("Enter")
    stands(page, "拟办")
    page.wait_for_function("window.htmx")
    page.keyboard.press("e")
    expect(dialog(page)).to_be_visible()
    walk_to(page, "words")
    page.keyboard.type("拟请有关单位办理。")
    walk_to(page, "leaders")
    page.keyboard.type("陈国梁")
    with page.expect_request(lambda told: told.method == "POST"):
        page.keyboard.press("Control+Enter")


def walk_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press Tab until the field of this name has the focus."""
    for _ in range(40):
        if page.evaluate("document.activeElement.getAttribute('name')") == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never reaches {name}; it stands at {focused(page)}.")


def test_the_search_box_is_reached_by_a_slash_and_by_control_k(office: Office) -> None:
    page = office.person("zhoumin")
    page.keyboard.press("/")
    expect(page.locator(".c-top .c-search input")).to_be_focused()
    expect(page.locator(".c-top .c-search input")).to_have_value("")
    page.goto("/documents/incoming/")
    page.keyboard.press("Control+k")
    page.keyboard.type("供热")
    expect(page.locator(".c-top .c-search input")).to_have_value("供热")


def test_rows_of_a_list_are_chosen_and_let_go_by_keys(office: Office) -> None:
    page = office.person("zhoumin")
    page.goto("/documents/incoming/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator('input[name="row"]:checked')).to_have_count(2)
    expect(page.locator(".c-bulk")).to_contain_text("2")
    page.keyboard.press("Escape")
    expect(page.locator('input[name="row"]:checked')).to_have_count(0)
