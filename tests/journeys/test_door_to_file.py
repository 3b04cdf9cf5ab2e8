"""A document from the door to the file, as seven people live it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .papers import Letter, as_docx, as_html, as_ofd, as_txt, letter, payload, real_ones
from .people import PHONE, Office, left_a_line, on_desk, sign_out, stands, step, take
from .taking_in import accepted, drop, received, sheet_of


def test_a_document_goes_from_the_door_to_the_file_through_seven_hands(office: Office) -> None:
    one = letter("老旧供热管网改造资金缺口")
    secret = letter("人防工程布局", mark="机密★1年")
    clerk = office.person("zhoumin")
    drop(clerk, [payload(secret, "txt", as_txt), payload(one, "docx", as_docx)])
    refused, taken = sheet_of(clerk, f"{secret.subject}.txt"), sheet_of(clerk, f"{one.subject}.docx")
    expect(refused).to_contain_text("有“机密”标识")
    expect(refused.locator(".law")).to_contain_text("中华人民共和国保守国家秘密法")
    expect(refused.get_by_role("button")).to_have_count(0)
    for words in (one.title, one.number, one.issuer, "11-16", "请示", "云城市人民政府"):
        expect(taken).to_contain_text(words)
    taken.get_by_role("button", name="无误，签收并登记").click()
    stands(clerk, "待初审", "收〔")
    left_a_line(clerk, "周敏", "登记")
    step(clerk, "初审通过").click()
    stands(clerk, "拟办")
    left_a_line(clerk, "周敏", "初审通过")
    here = clerk.url
    sign_out(clerk)

    head = office.person("hesuwen")
    expect(on_desk(head, one.title)).to_be_visible()
    head.goto(here)
    take(head, "提出拟办", words="拟请市住建局牵头、市财政局配合办理。妥否，请批示。", leaders="陈国梁")
    stands(head, "待批示")
    left_a_line(head, "何素文", "拟办")

    deputy = office.person("hanliqun")
    on_desk(deputy, one.title).locator("a.ti").click()
    take(deputy, "同意", words="呈国梁同志阅示。")
    stands(deputy, "待批示", "陈国梁")
    left_a_line(deputy, "韩立群", "同意")

    leader = office.person("chenguoliang", size=PHONE, has_touch=True, is_mobile=True)
    on_desk(leader, one.title).locator("a.ti").tap()
    take(leader, "同意", words="请住建局会同财政局实地核实，一周内提出意见。")
    stands(leader, "待交办")
    expect(leader.locator("#opinions")).to_contain_text("请住建局会同财政局实地核实，一周内提出意见。")

    expect(on_desk(head, one.title)).to_be_visible()
    head.goto(here)
    take(head, "交办", lead="市住房城乡建设局", assist="市财政局", days="5")
    stands(head, "在办")
    head.reload()
    expect(head.locator("#handling")).to_contain_text("市住房城乡建设局")
    expect(head.locator("#handling")).to_contain_text("市财政局")
    left_a_line(head, "何素文", "交办")

    finance = office.person("pengjiarui")
    finance.goto(here)
    take(finance, "报送协办意见", words="资金缺口经核属实，建议市级补助两千万元。")
    left_a_line(finance, "彭佳蕊", "协办意见")

    housing = office.person("zhangkeqin")
    housing.goto(here)
    stands(housing, "在办")
    take(housing, "答复", words="已实地核实，拟由市县两级分担，方案附后。")
    stands(housing, "已答复")

    expect(on_desk(head, one.title)).to_be_visible()
    head.goto(here)
    step(head, "办结").click()
    stands(head, "已办结")

    clerk = office.person("zhoumin")
    clerk.goto(here)
    step(clerk, "归档").click()
    box = clerk.locator("#dialog dialog[open]")
    box.get_by_label("30年").check()
    box.locator(".btn-1").click()
    stands(clerk, "已归档")
    left_a_line(clerk, "周敏", "归档")
    expect(clerk.locator("#opinions")).to_contain_text("已实地核实，拟由市县两级分担，方案附后。")


def printed(browser: Browser, one: Letter) -> bytes:
    """The letter printed to PDF by the browser itself."""
    page = browser.new_page()
    page.set_content(as_html(one))
    held = page.pdf()
    page.close()
    return held


@pytest.mark.parametrize("kind", ["docx", "txt", "ofd", "pdf"])
def test_title_number_and_issuer_are_read_from_each_format(office: Office, kind: str) -> None:
    one = letter("城乡供水一体化项目用地")
    make = {"docx": as_docx, "txt": as_txt, "ofd": as_ofd, "pdf": lambda told: printed(office.browser, told)}[kind]
    clerk = office.person("zhoumin")
    drop(clerk, [payload(one, kind, make)])
    for words in (one.title, one.number, one.issuer):
        expect(sheet_of(clerk, f"{one.subject}.{kind}")).to_contain_text(words)


def test_registering_from_the_page_of_a_document_takes_one_press(office: Office) -> None:
    clerk, _ = received(office, letter("乡村道路硬化"))
    with clerk.expect_response(lambda told: "/register/" in told.url) as told:
        step(clerk, "登记").click()
    assert told.value.request.method == "POST"


def test_the_text_of_a_document_stays_on_the_page_after_a_step(office: Office) -> None:
    clerk, _ = received(office, letter("乡村学校取暖"))
    expect(clerk.locator("#paper")).to_be_visible()
    step(clerk, "签收").click()
    stands(clerk, "待登记")
    expect(clerk.locator("#paper")).to_be_visible(timeout=2_000)


def test_what_is_handed_out_to_a_bureau_is_on_the_desk_of_its_office(office: Office) -> None:
    one = letter("校舍安全改造")
    here = accepted(office, one)
    head = office.person("hesuwen")
    head.goto(here)
    take(head, "交办", lead="市住房城乡建设局", days="5")
    stands(head, "在办", "市住房城乡建设局")
    housing = office.person("zhangkeqin")
    expect(on_desk(housing, one.title)).to_be_visible(timeout=2_000)


@pytest.mark.skipif(not real_ones(), reason="no folder of published documents beside the project")
def test_published_documents_are_taken_in_with_title_and_number(office: Office) -> None:
    files = real_ones()
    clerk = office.person("zhoumin")
    drop(clerk, files)
    for file in files:
        sheet = sheet_of(clerk, file.name)
        expect(sheet.locator("h3 a")).not_to_be_empty()
        expect(sheet.locator(".c-facts")).to_contain_text("〔")
