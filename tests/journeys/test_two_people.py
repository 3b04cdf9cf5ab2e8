"""Two people at the same document at once."""

from __future__ import annotations

from playwright.sync_api import expect

from .papers import letter
from .people import Office, dialog, left_a_line, stands, step
from .taking_in import registered


def test_who_presses_second_is_told_who_was_first_and_nothing_is_done_twice(office: Office) -> None:
    clerk, here = registered(office, letter("冬春农田水利建设"))
    head = office.person("hesuwen")
    head.goto(here)
    step(head, "初审通过").wait_for()
    step(clerk, "初审通过").click()
    stands(clerk, "拟办")
    with head.expect_response(lambda answer: answer.request.method == "POST") as told:
        step(head, "初审通过").click()
    assert told.value.status == 409
    expect(dialog(head)).to_contain_text("周敏")
    expect(dialog(head)).to_contain_text("没有执行")
    dialog(head).get_by_role("link", name="看现在的情况").click()
    stands(head, "拟办")
    left_a_line(head, "周敏", "初审通过")
    expect(head.locator("#trail .trail li", has_text="初审通过")).to_have_count(1)
