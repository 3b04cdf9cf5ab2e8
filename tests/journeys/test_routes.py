"""A proposal that comes back: returned with a reason, proposed again, recalled."""

from __future__ import annotations

from playwright.sync_api import expect

from .papers import letter
from .people import Office, left_a_line, on_desk, stands, step, take
from .taking_in import accepted


def test_a_returned_proposal_comes_back_to_the_drafter_with_its_reason_and_can_be_recalled(office: Office) -> None:
    one = letter("农村公路养护经费")
    here = accepted(office, one)
    head = office.person("hesuwen")
    head.goto(here)
    take(head, "提出拟办", words="拟请市交通局办理。", leaders="陈国梁")
    stands(head, "待批示")

    deputy = office.person("hanliqun")
    deputy.goto(here)
    take(deputy, "退回", words="请先补充上年度经费使用情况。")

    on_desk(head, one.title).locator("a.ti").click()
    stands(head, "拟办", "文电科")
    left_a_line(head, "韩立群", "退回")
    expect(head.locator("#opinions")).to_contain_text("请先补充上年度经费使用情况。")

    take(head, "提出拟办", words="上年度经费使用情况已附，拟请市交通局办理。", leaders="陈国梁")
    stands(head, "待批示")
    take(head, "撤回", reason="主办单位有误，改为市发改委。")
    stands(head, "拟办")
    left_a_line(head, "何素文", "撤回")
    expect(step(head, "提出拟办")).to_be_visible()
    deputy.goto(here)
    expect(step(deputy, "同意")).to_have_count(0)


def test_the_desk_says_that_a_proposal_was_returned(office: Office) -> None:
    one = letter("农村客运补贴")
    here = accepted(office, one)
    head = office.person("hesuwen")
    head.goto(here)
    take(head, "提出拟办", words="拟请市交通局办理。", leaders="陈国梁")
    stands(head, "待批示")
    deputy = office.person("hanliqun")
    deputy.goto(here)
    take(deputy, "退回", words="请先补充依据。")
    expect(on_desk(head, one.title)).to_contain_text("退回", timeout=2_000)
