"""Maps without tiles: what lies where on the drawing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chancery.ui.maps import EDGE, HIGH, WIDE, Area, Drawing, Line, Map, Spot

points = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@given(st.lists(points, min_size=1, max_size=30))
def test_everything_lies_inside_the_frame(track):
    drawing = Drawing(Map("", "", lines=[Line("1", "", track)]))
    for x, y in map(drawing.place, track):
        assert EDGE - 1 <= x <= WIDE - EDGE + 1
        assert EDGE - 1 <= y <= HIGH - EDGE + 1


def test_north_is_up_and_east_is_right():
    drawing = Drawing(Map("", "", spots=[Spot("a", (30.0, 120.0)), Spot("b", (30.1, 120.1))]))
    (_, x, y), (_, further, higher) = drawing.spots()
    assert further > x
    assert higher < y


def test_the_scale_is_as_long_as_it_says():
    drawing = Drawing(Map("", "", spots=[Spot("a", (30.0, 120.0)), Spot("b", (30.0898, 120.0))]))
    (_, _, y), (_, _, higher) = drawing.spots()
    words, long = drawing.scale()
    km = float(words.split()[0])
    assert abs((y - higher) / 9.997 - long / km) < 0.5
    assert long <= WIDE / 4


def test_points_that_fall_together_are_drawn_once_and_a_ring_is_closed():
    dense = [(30 + n / 1e6, 120.0) for n in range(1000)]
    drawing = Drawing(
        Map("", "", lines=[Line("1", "", [*dense, (31.0, 120.0)])], areas=[Area("", [(30, 120), (30, 121), (31, 120)])])
    )
    assert drawing.lines()[0][1].count(" ") < 12
    assert drawing.areas()[0][1].endswith("Z")
