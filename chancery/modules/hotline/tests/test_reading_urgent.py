"""What cannot wait is heard with the number to call; what is past, denied or feared is not."""

from __future__ import annotations

import pytest

from chancery.modules.hotline.reading.tables import read_messages
from chancery.modules.hotline.reading.urgent import find_alarms

from .test_reading_tables import MESSAGES, needs_messages


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("我家楼下的店着火了，好大的烟！", "fire", "119"),
        ("现在三楼往外冒浓烟", "fire", "119"),
        ("楼道里闻到很重的煤气味，有人头晕", "fire", "119"),
        ("快来，有人被困在电梯里，老人晕倒了", "injury", "120"),
        ("隔壁有人拿着刀在追人", "crime", "110"),
        ("我女儿昨晚失踪了，联系不上", "crime", "110"),
        ("中山路口刚刚发生车祸，两个人躺在地上", "accident", "122"),
        ("拿不到钱我只能跳楼了", "self_harm", "110"),
        ("我真的不想活了", "self_harm", "110"),
        ("再不解决，我们业主明天集体上访", "threat", "110"),
        ("出租车司机准备停运，几百人要堵路", "threat", "110"),
    ],
)
def test_a_danger_is_heard(text: str, kind: str, number: str) -> None:
    assert (kind, number) in [(alarm.kind, alarm.number) for alarm in find_alarms(text)]


@pytest.mark.parametrize(
    "text",
    [
        "消防通道被占，一旦着火了消防车进不来",
        "小区没有消防栓，存在火灾隐患",
        "去年我们厂着火了，赔偿到现在没有下来",
        "2018年5月工地发生爆炸，家属起诉",
        "万一有人受伤谁负责",
        "请问火灾保险怎么办理",
        "路口容易发生车祸，请装红绿灯",
        "这里前年发生车祸，一直没有装护栏",
        "请组织一次消防演练，教大家着火了怎么办",
        "严禁组织集体上访",
        "电影里的人跳楼",
        "油价跳水，气死人了",
    ],
)
def test_what_is_past_denied_or_feared_is_no_alarm(text: str) -> None:
    assert find_alarms(text) == []


def test_a_present_danger_counts_though_the_past_is_told_too() -> None:
    found = find_alarms("去年这里就出过事。现在又着火了，快来！")

    assert [(alarm.kind, alarm.now) for alarm in found] == [("fire", True)]
    assert found[0].sentence.params["number"] == "119"
    assert "着火" in found[0].words


@needs_messages
def test_of_the_shared_messages_at_most_one_in_a_hundred_raises_an_alarm() -> None:
    with MESSAGES.open("rb") as stream:
        messages = read_messages(stream, MESSAGES.name)

    assert sum(bool(find_alarms(f"{one.title}。{one.text}")) for one in messages) <= 5
