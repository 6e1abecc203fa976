"""Encoded polylines, as Valhalla (six decimals) and OSRM (five) write the way they found."""

from collections.abc import Iterator
from itertools import accumulate

MOST_BITS = 35  # 180° with six decimals, doubled, take 29


def decode(text: str, decimals: int) -> tuple[tuple[float, float], ...]:
    """(latitude, longitude) of each corner, in degrees. Raises ValueError for what is no polyline on earth."""
    steps = list(_numbers(text))
    if len(steps) % 2:
        raise ValueError("a corner without a longitude")
    unit = 10**decimals
    corners = tuple(
        (lat / unit, lng / unit) for lat, lng in zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)
    )
    if not all(-90 <= lat <= 90 and -180 <= lng <= 180 for lat, lng in corners):
        raise ValueError("a corner that is not on earth")
    return corners


def _numbers(text: str) -> Iterator[int]:
    """Each number in groups of five bits, the lowest first, each group but the last marked by a sixth bit."""
    number = shift = 0
    for character in text:
        group = ord(character) - 63
        if not 0 <= group < 64 or shift > MOST_BITS:
            raise ValueError("not an encoded polyline")
        number |= (group & 31) << shift
        shift += 5
        if group < 32:
            yield ~(number >> 1) if number & 1 else number >> 1
            number = shift = 0
    if shift:
        raise ValueError("the last number is cut off")
