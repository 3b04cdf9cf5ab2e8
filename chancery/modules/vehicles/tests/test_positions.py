"""Position files: what is read, what is refused, and what looks wrong in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.kernel.base.refusals import Refused
from chancery.modules.vehicles.models import Alert, Track
from chancery.modules.vehicles.reading import Fix, figures_of, read_positions, thinned
from chancery.modules.vehicles.services.tracks import keep_track
from tests.maker import maker

from .fleet import vehicle

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
places = st.tuples(st.floats(-89, 89), st.floats(-179, 179), st.integers(1, 600))


def gpx(points: list[tuple[str, str, str]]) -> bytes:
    told = "".join(f'<trkpt lat="{lat}" lon="{lon}"><time>{at}</time></trkpt>' for at, lat, lon in points)
    return f'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{told}</trkseg></trk></gpx>'.encode()


def drive(km: float, *, at: datetime = START, minutes: int = 60) -> bytes:
    """A drive to the north, a position a minute, as a table."""
    rows = [
        f"{at + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ},{30.27 + km / 111.2 * n / minutes:.6f},120.15"
        for n in range(minutes + 1)
    ]
    return ("时间,纬度,经度\n" + "\n".join(rows)).encode()


def test_gpx_and_tables_in_two_encodings_say_the_same():
    rows = [("2026-11-20T01:00:00Z", "30.1", "120.1"), ("2026-11-20T01:01:00Z", "30.11", "120.1")]
    table = "时间,纬度,经度\n" + "\n".join(",".join(row) for row in rows)
    read = [read_positions(BytesIO(told), "a") for told in (gpx(rows), table.encode(), table.encode("gb18030"))]
    assert read[0] == read[1] == read[2]
    assert [fix.lat for fix in read[0]] == [30.1, 30.11]


@pytest.mark.parametrize(
    "told",
    [
        b"", b"\x00\xff\xfe", b"<gpx>", b"a,b\n1,2", b"time,lat,lon\n", "时间,纬度,经度\n2026-13-40 00:00,30,120\n2026-11-20 00:01,30,120".encode(),
        "时间,纬度,经度\n2026-11-20 00:00,91,120\n2026-11-20 00:01,30,120".encode(), "时间,纬度,经度\n2026-11-20 00:00,nan,120\n".encode(),
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><gpx>&b;</gpx>', b"<" * 100_000, b"<a>" * 5_000,
        "时间,纬度,经度\n1990-01-01 00:00,30,120\n2026-11-20 00:01,30,120".encode(), b'"' + b"a" * 200_000,
    ],
)  # fmt: skip
def test_a_bad_file_is_a_sentence(told):
    with pytest.raises(Refused) as caught:
        read_positions(BytesIO(told), "轨迹.csv")
    assert str(caught.value)


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_refuse(told):
    with pytest.raises(Refused):
        read_positions(BytesIO(told), "a")


def test_the_refusal_says_in_which_row():
    with pytest.raises(Refused, match="3"):
        read_positions(BytesIO("时间,纬度,经度\n2026-11-20 00:00,30,120\n2026-11-20 00:01,北,120".encode()), "a")


@given(st.lists(places, min_size=2, max_size=40))
def test_figures_are_bounded_and_thinning_keeps_the_ends(steps):
    at, fixes = START, []
    for lat, lon, seconds in steps:
        at += timedelta(seconds=seconds)
        fixes.append(Fix(at, lat, lon))
    figures = figures_of(fixes)
    assert 0 <= figures.km <= 260 * sum(step[2] for step in steps) / 3600 + 1
    kept = thinned(fixes, most=5)
    assert len(kept) <= 5 or len(fixes) <= 5
    assert (kept[0], kept[-1]) == (fixes[0], fixes[-1])


def test_a_standing_vehicle_drives_nothing():
    fixes = [Fix(START + timedelta(minutes=n), 30.27 + (n % 2) * 0.00002, 120.15) for n in range(600)]
    assert figures_of(fixes).km == 0


@pytest.mark.django_db
def test_a_drive_without_a_trip_by_night_and_too_far_is_found_once(city):
    one = vehicle(city, home_lat=30.27, home_lon=120.15)
    night = datetime(2026, 11, 20, 15, tzinfo=UTC)
    track, alerts = keep_track(one.pk, BytesIO(drive(90, at=night, minutes=40)), "夜间.csv", actor=maker())
    assert abs(float(track.km) - 90) < 1
    assert len(track.points) <= 2_000
    assert {alert.kind for alert in alerts} == {"no_trip", "night", "fence", "speed"}
    with pytest.raises(Refused):
        keep_track(one.pk, BytesIO(drive(90, at=night, minutes=40)), "夜间.csv", actor=maker())
    assert (Track.objects.count(), Alert.unscoped.count()) == (1, 4)


@pytest.mark.django_db
def test_a_drive_on_a_day_off_is_found_as_driven_while_sealed(city):
    _, alerts = keep_track(
        vehicle(city).pk, BytesIO(drive(20, at=datetime(2026, 11, 21, 2, tzinfo=UTC))), "a.csv", actor=maker()
    )
    assert {alert.kind for alert in alerts} == {"no_trip", "lockup"}
