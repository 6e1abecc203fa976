"""Encoded polylines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.geo.algorithms import polyline


def test_the_example_of_the_format():
    assert polyline.decode("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5) == ((38.5, -120.2), (40.7, -120.95), (43.252, -126.453))


def test_nothing_is_nowhere():
    assert polyline.decode("", 6) == ()


@pytest.mark.parametrize("decimals", [5, 6])
@given(st.data())
def test_what_was_encoded_is_decoded(decimals, data):
    unit = 10**decimals
    corner = st.tuples(st.integers(-90 * unit, 90 * unit), st.integers(-180 * unit, 180 * unit))
    corners = data.draw(st.lists(corner, max_size=8))

    assert polyline.decode(_encode(corners), decimals) == tuple((lat / unit, lng / unit) for lat, lng in corners)


@given(st.text(max_size=40))
def test_any_text_is_a_line_or_refused(text):
    try:
        corners = polyline.decode(text, 6)
    except ValueError:
        return
    assert all(-90 <= lat <= 90 and -180 <= lng <= 180 for lat, lng in corners)


def _encode(corners: list[tuple[int, int]]) -> str:
    flat = [number for before, after in pairwise([(0, 0), *corners]) for number in _difference(before, after)]
    return "".join(_number(number) for number in flat)


def _difference(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    return after[0] - before[0], after[1] - before[1]


def _number(number: int) -> str:
    bits = ~(number << 1) if number < 0 else number << 1
    text = ""
    while bits >= 32:
        text += chr((bits & 31 | 32) + 63)
        bits >>= 5
    return text + chr(bits + 63)
