"""A count in the basement: the list is taken along, the network goes, what was seen is sent later, and nothing is lost or doubled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chancery.ui.labels import qr

from .conftest import CHROMIUM, FLAGS
from .people import PHONE, Office, dialog, step

KEEPER = "260089"


def planned(page: Page, title: str) -> str:
    """Plan a stocktake of everything and start it; the number of the plan."""
    page.goto("/assets/stocktake/new/?by=hand")
    page.locator("#title").fill(title)
    page.locator("#until_on").fill("2026-12-20")
    page.locator("#sheet .btn-1").click()
    expect(page.locator("#state")).to_contain_text("拟订中")
    step(page, "开始盘点").click()
    expect(page.locator("#state")).to_contain_text("盘点中")
    found = re.search(r"/assets/stocktake/(\d+)/", page.url)
    assert found
    return found[1]


def taken_along(page: Page, plan: str) -> None:
    """Take the first two rooms along, and wait until the phone can open the page without a network."""
    page.goto(f"/assets/count/{plan}/")
    for box in page.locator("#along input[type=checkbox]").all()[:2]:
        box.check()
    page.locator("#along button").click()
    expect(page.locator("#working")).to_be_visible()
    expect(page.locator("#net")).to_contain_text("已连网")
    page.wait_for_function(
        "navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready.then(() => true)"
    )
    page.wait_for_function(
        "async () => { for (const name of await caches.keys()) if ((await (await caches.open(name)).keys()).length > 5) return true; return false; }"
    )


def first_left(page: Page) -> str:
    """The code of the first thing that nobody has looked at."""
    page.locator("#left .sc-open").first.click()
    return page.locator("#card code").inner_text()


@pytest.fixture(autouse=True)
def without_a_network(office: Office) -> Iterator[None]:
    """What the browser notes because it was offline, or because an answer was lost, is meant."""
    yield
    office.troubles[:] = [one for one in office.troubles if not re.search("ERR_INTERNET_DISCONNECTED|ERR_FAILED", one)]


def counted(office: Office, plan: str, account: str) -> tuple[int, int]:
    """How many lines the office knows as looked at, and how many there are."""
    desk = office.person(account)
    desk.goto(f"/assets/rooms/{plan}/")
    words = desk.locator("#rooms p").first.inner_text()
    done, lines = re.search(r"([\d,]+) / ([\d,]+)", words).groups()  # type: ignore[union-attr]
    return int(done), int(lines)


def test_what_is_seen_in_the_basement_is_sent_later_and_counts_once(office: Office, keeper_of_assets: str) -> None:
    phone = office.person(keeper_of_assets, size=PHONE)
    plan = planned(phone, "地下室离线盘点")
    taken_along(phone, plan)
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("#working")).to_be_visible()
    expect(phone.locator("#net")).to_contain_text("离线，0条待传")
    phone.locator("#group").select_option(index=1)
    code = first_left(phone)
    phone.locator("#card .btn-1:visible").click()
    expect(phone.locator("#net")).to_contain_text("离线，1条待传")
    phone.locator("#code").fill(code.lower())
    phone.locator("#codeform button").click()
    expect(phone.locator("#card")).to_contain_text("相符")
    phone.locator("#left .ph-row .btn").first.click()
    expect(phone.locator("#net")).to_contain_text("离线，2条待传")
    phone.locator("#code").fill("https://zichan.example.org/a/ZC2019000341")
    phone.locator("#codeform button").click()
    expect(phone.locator("#card h2")).to_have_text("带走的清单上没有这个标签")
    phone.locator("#card .btn-1:visible").click()
    phone.locator("#left [data-extra]").click()
    extra = phone.locator("#card [data-extra]")
    extra.click()
    phone.locator("#words").fill("旧碎纸机一台")
    extra.click()
    expect(phone.locator("#net")).to_contain_text("离线，4条待传")
    phone.reload()
    expect(phone.locator("#net")).to_contain_text("离线，4条待传")

    lost = []

    def answer_is_lost(route: Route) -> None:
        """The first sending reaches the house, but its answer does not come back."""
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route("**/send/", answer_is_lost)
    phone.context.set_offline(False)
    expect(phone.locator("#answers .sc-answer")).to_have_count(1, timeout=60_000)
    assert lost == [200]
    expect(phone.locator("#answers")).to_contain_text("其他单位的标签：zichan.example.org")
    expect(phone.locator("#net")).to_contain_text("已连网")
    assert counted(office, plan, keeper_of_assets)[0] == 2


def test_what_is_sent_after_the_count_is_kept_and_told(office: Office, keeper_of_assets: str) -> None:
    phone = office.person(keeper_of_assets, size=PHONE)
    plan = planned(phone, "结束后上传")
    taken_along(phone, plan)
    phone.context.set_offline(True)
    phone.locator("#left .ph-row .btn").first.click()
    expect(phone.locator("#net")).to_contain_text("离线，1条待传")
    desk = office.person(keeper_of_assets)
    desk.goto(f"/assets/stocktake/{plan}/")
    step(desk, "结束盘点").click()
    dialog(desk).locator(".btn-1").click()
    dialog(desk).locator("#reason").fill("时间已到。")
    dialog(desk).locator(".btn-1").click()
    expect(desk.locator("#state")).to_contain_text("查明差异原因")
    phone.context.set_offline(False)
    expect(phone.locator("#answers")).to_contain_text("的盘点已经结束", timeout=60_000)
    desk.goto(f"/assets/differences/{plan}/?kind=odd")
    expect(desk.locator("main")).to_contain_text("的盘点已经结束")


def test_signing_out_clears_the_phone(office: Office, keeper_of_assets: str) -> None:
    phone = office.person(keeper_of_assets, size=PHONE)
    plan = planned(phone, "退出时清除")
    taken_along(phone, plan)
    phone.goto("/me/")
    phone.get_by_role("button", name="退出").click()
    expect(phone.locator("#username")).to_be_visible()
    kept = phone.evaluate("async () => [(await caches.keys()).length, (await indexedDB.databases()).length]")
    assert kept == [0, 0]


def test_counting_works_without_a_script(office: Office, keeper_of_assets: str) -> None:
    phone = office.person(keeper_of_assets, size=PHONE, java_script_enabled=False)
    phone.goto("/assets/stocktake/?view=all")
    phone.locator(".c-t a.ti").first.click()
    phone.locator("#progress a", has_text="用手机盘点").click()
    phone.locator("#group").select_option(index=1)
    phone.locator("form[data-scan] .btn-1").click()
    phone.locator(".ph-row a").first.click()
    phone.locator("#card .btn-1").click()
    expect(phone.locator(".sc-well")).to_contain_text("已记录")


def video_of(label: str, path: Path) -> Path:
    """What a camera sees that looks at a label: a film of grey frames with the QR code in the middle."""
    width, height, scale = 640, 480, 8
    size, runs = qr(label)
    grey = bytearray(b"\xeb" * (width * height))
    left, top = (width - size * scale) // 2, (height - size * scale) // 2
    for y, x, run in runs:
        for line in range(scale):
            start = (top + y * scale + line) * width + left + x * scale
            grey[start : start + run * scale] = b"\x10" * (run * scale)
    frame = b"FRAME\n" + bytes(grey) + b"\x80" * (width * height // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 3)
    return path


def test_the_camera_of_the_browser_reads_a_label(
    browser: Browser, house: str, keeper_of_assets: str, tmp_path: Path
) -> None:
    """jsQR reads what the camera sees, because this browser has no reader of its own; the form is sent by itself."""
    office = Office(browser, house)
    plan = planned(office.person(keeper_of_assets), "摄像头扫码")
    phone = office.person(keeper_of_assets, size=PHONE)
    phone.goto(f"/assets/count/{plan}/?group={first_room(phone, plan)}")
    phone.locator(".ph-row a").first.click()
    code = phone.locator("#card code").inner_text()
    film = video_of(f"{house}/a/{code}", tmp_path / "label.y4m")
    seeing = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *seeing])
    camera = Office(other, house)
    eye = camera.person(keeper_of_assets, size=PHONE)
    eye.goto(f"/assets/count/{plan}/")
    eye.locator("[data-camera]").click()
    expect(eye.locator("#card code")).to_have_text(code, timeout=30_000)
    eye.goto(f"/a/{code}")
    expect(eye).to_have_url(re.compile(r"/assets/asset/\d+/"))
    assert camera.troubles == []
    camera.leave()
    other.close()
    office.leave()


def first_room(page: Page, plan: str) -> str:
    """The key of the first room of a plan."""
    page.goto(f"/assets/count/{plan}/")
    return str(page.locator("#group option").nth(1).get_attribute("value"))


@pytest.fixture(scope="session")
def keeper_of_assets(browser: Browser, house: str) -> str:
    """The account of somebody who keeps the assets of the bureau; where it has none yet, four are registered."""
    office = Office(browser, house)
    desk = office.person(KEEPER)
    desk.goto("/assets/asset/?view=all")
    if not desk.locator(".c-t a.ti").count():
        for number, (name, room) in enumerate(
            (("笔记本电脑", "401"), ("打印机", "401"), ("文件柜", "402"), ("办公桌", "402"))
        ):
            register(desk, name, room, number)
    office.leave()
    return KEEPER


def register(page: Page, name: str, room: str, number: int) -> None:
    """Register one card by its form."""
    page.goto("/assets/asset/new/")
    page.locator("#name").fill(name)
    page.locator("#category").select_option("A02010105")
    page.locator("#acquired_on").fill(f"2024-03-{number + 11}")
    page.locator("#cost").fill("1200")
    page.locator("#building").fill("3号楼")
    page.locator("#room").fill(room)
    page.locator("#sheet .btn-1").click()
    expect(page.locator("h1")).to_contain_text(name)
