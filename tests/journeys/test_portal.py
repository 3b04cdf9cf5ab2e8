"""A citizen and the office: asked on a telephone, seen by an operator, answered, rated, opened again; and the site's own pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .people import DESKTOP, PHONE, Office, on_desk, sign_in, take
from .test_places import AXE, faults_of, spilt_from

OPERATOR = "hewanqing"
PAGES = ("/portal/", "/portal/ask/", "/portal/follow/", "/portal/answers/", "/portal/notices/", "/portal/ask/taken/")


def say(page: Page, text: str, *, kind: str = "投诉", phone: str = "138 1234 5678") -> tuple[str, str]:
    """From the first page to number and code."""
    page.goto("/portal/")
    page.locator("#say").fill(text)
    press(page, "下一步")
    page.get_by_label(kind, exact=True).check()
    press(page, "下一步")
    page.locator("#address").fill("东湖路18号")
    press(page, "下一步")
    page.locator("#name").fill("王小明")
    page.locator("#phone").fill(phone)
    press(page, "提交")
    expect(page.get_by_role("heading", name="已经收到")).to_be_visible()
    return page.locator("#given-number").inner_text(), page.locator("#given-code").inner_text()


def press(page: Page, words: str) -> None:
    page.locator("main button", has_text=re.compile(rf"^\s*{words}\s*$")).first.click()


def follow(page: Page, number: str, code: str) -> None:
    page.goto("/portal/follow/")
    page.locator("#number").fill(number)
    page.locator("#code").fill(code)
    press(page, "查询")
    expect(page.locator("main")).to_contain_text(number)


def test_a_citizen_asks_is_answered_says_how_it_was_and_has_it_opened_again(office: Office) -> None:
    citizen = office.window(size=PHONE)
    text = "东湖路18号门口的路灯坏了三天，晚上看不见台阶。"
    number, code = say(citizen, text)
    press(citizen, "现在就看进度")
    expect(citizen.locator("main")).to_contain_text(text)
    assert code not in citizen.url
    operator = office.window()
    sign_in(operator, OPERATOR)
    on_desk(operator, "路灯坏了三天").locator("a.ti, .ti a").first.click()
    expect(operator.locator("main")).not_to_contain_text("13812345678")
    take(operator, "直接答复", words="已更换灯具，今晚可亮。")
    follow(citizen, number, code)
    expect(citizen.locator("main")).to_contain_text("已更换灯具，今晚可亮。")
    citizen.get_by_label("没有解决", exact=True).check()
    citizen.get_by_label("不满意", exact=True).check()
    citizen.locator("#reason").fill("换了灯泡，还是不亮。")
    press(citizen, "告诉我们结果")
    expect(citizen.get_by_role("status").first).to_contain_text("谢谢")
    citizen.locator("summary", has_text="没有解决").click()
    citizen.locator("#why-again").fill("换了灯泡，还是不亮。")
    press(citizen, "要求重办")
    expect(citizen.locator("main")).to_contain_text("已经重新办理")
    operator.reload()
    expect(operator.locator("#trail")).to_contain_text("换了灯泡，还是不亮。")


def test_without_a_script_it_takes_a_little_longer(office: Office) -> None:
    citizen = office.window(size=PHONE, java_script_enabled=False)
    citizen.goto("/portal/ask/")
    citizen.locator("#text").fill("望江路公交站的站牌倒了，盲道被挡住。")
    citizen.get_by_label("求助", exact=True).check()
    press(citizen, "下一步")
    citizen.locator(".po-tap").click(position={"x": 100, "y": 150})
    expect(citizen.locator("#position-told")).to_contain_text("已标记")
    press(citizen, "下一步")
    citizen.locator("#phone").fill("13912345678")
    press(citizen, "提交")
    alert = citizen.get_by_role("alert").first
    expect(alert).to_contain_text("秒后再提交一次")
    expect(citizen.locator("#phone")).to_have_value("13912345678")


def test_a_wrong_code_opens_nothing(office: Office) -> None:
    citizen = office.window(size=PHONE)
    citizen.goto("/portal/follow/")
    citizen.locator("#number").fill("RX20260000001")
    citizen.locator("#code").fill("AAAAAAAA")
    press(citizen, "查询")
    expect(citizen.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_site_is_accessible_and_never_wider_than_a_phone(office: Office, address: str) -> None:
    page = office.window(reduced_motion="reduce")
    page.add_init_script(path=AXE)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    assert faults_of(page) == {}
    assert spilt_from(page) == {}


def test_each_step_of_saying_is_accessible_also_when_something_is_wrong(office: Office) -> None:
    page = office.window(reduced_motion="reduce")
    page.add_init_script(path=AXE)
    page.goto("/portal/ask/")
    press(page, "下一步")
    looked_at(page)
    page.locator("#text").fill("小区门口垃圾三天没有人清运。")
    page.get_by_label("投诉", exact=True).check()
    press(page, "下一步")
    expect(page.locator("#tap")).to_be_visible()
    looked_at(page)
    press(page, "下一步")
    press(page, "提交")
    expect(page.get_by_role("alert").first).to_be_visible()
    looked_at(page)


def test_what_is_shown_afterwards_is_accessible(office: Office) -> None:
    page = office.window(reduced_motion="reduce")
    page.add_init_script(path=AXE)
    say(page, "清河路下水道堵塞，污水流到人行道上。", phone="13712345678")
    looked_at(page)
    press(page, "现在就看进度")
    expect(page.locator(".fo-now")).to_be_visible()
    looked_at(page)


def looked_at(page: Page) -> None:
    """Accessible in each look, and never wider than the narrowest phone."""
    assert faults_of(page) == {}
    assert spilt_from(page) == {}
    page.set_viewport_size(DESKTOP)


def test_a_notice_is_read_from_the_first_page_in_english(office: Office) -> None:
    page = office.window(size=PHONE)
    page.goto("/portal/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Newly released")).to_be_visible()
    page.locator(".po-li a").first.click()
    expect(page.get_by_role("link", name="Public notices").first).to_be_visible()
