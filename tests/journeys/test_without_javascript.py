"""With JavaScript off every step is possible, only slower."""

from __future__ import annotations

from playwright.sync_api import expect

from .papers import as_txt, letter, payload
from .people import PHONE, Office, left_a_line, stands, step
from .taking_in import drop, sheet_of


def test_a_document_is_signed_for_registered_and_returned_without_a_script(office: Office) -> None:
    one = letter("乡镇卫生院设备更新")
    clerk = office.person("zhoumin", java_script_enabled=False)
    drop(clerk, [payload(one, "txt", as_txt)])
    sheet_of(clerk, f"{one.subject}.txt").locator("h3 a").click()
    step(clerk, "签收").click()
    stands(clerk, "待登记")
    left_a_line(clerk, "周敏", "签收")
    step(clerk, "登记").click()
    asked_again = clerk.locator(".c-page-dlg .btn-1")
    if asked_again.count():
        asked_again.click()
    stands(clerk, "待初审", "收〔")
    step(clerk, "退回来文单位").click()
    expect(clerk.get_by_role("heading", name="退回来文单位", level=1)).to_be_visible()
    clerk.locator("#reason").fill("未附资金使用计划，请补充后重新报送。")
    clerk.locator(".c-page-dlg .btn-1").click()
    stands(clerk, "已退回来文单位")
    left_a_line(clerk, "周敏", "未附资金使用计划")


def test_a_refusal_keeps_what_was_typed_without_a_script(office: Office) -> None:
    clerk = office.person("zhoumin", java_script_enabled=False)
    clerk.goto("/documents/incoming/new/?by=hand")
    clerk.locator("#issuer").fill("清河县人民政府")
    clerk.locator("#sender_number").fill("清政〔2026〕18号")
    clerk.locator("#sheet .btn-1").click()
    refusal = clerk.get_by_role("alert")
    expect(refusal).to_contain_text("标题")
    expect(clerk.locator("#issuer")).to_have_value("清河县人民政府")
    expect(clerk.locator("#sender_number")).to_have_value("清政〔2026〕18号")
    refusal.get_by_role("link").first.click()
    expect(clerk.locator("#title")).to_be_in_viewport()


def test_a_refused_step_keeps_what_was_typed_on_a_phone_without_a_script(office: Office) -> None:
    """The lead organ cannot assist itself; the words, the organs and the days are still there afterwards."""
    head = office.person("hesuwen", java_script_enabled=False, size=PHONE)
    head.goto("/documents/incoming/?state=proposing")
    head.locator(".c-t a.ti").first.click()
    head.locator("#moves a", has_text="交办").first.click()
    head.locator("#words").fill("请两局会商后一周内报送。")
    head.locator("#days").fill("5")
    head.locator("#lead").fill("市财政局")
    head.locator("#assist").fill("市财政局")
    head.locator(".c-page-dlg .btn-1").click()
    expect(head.get_by_role("alert")).to_contain_text("没有保存任何改动")
    expect(head.locator("#words")).to_have_value("请两局会商后一周内报送。")
    expect(head.locator("#days")).to_have_value("5")
    expect(head.locator("#assist")).to_have_value("市财政局")
    expect(head.locator("#lead")).to_have_value("市财政局")
