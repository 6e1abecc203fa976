"""What both engines' answers have in common."""

import math
from collections.abc import Sequence

from apps.geo.algorithms.eta import whole

SNAP_M = 1_000  # how far a point may lie from the road that stands for it

Way = tuple[tuple[float, float], ...]


def number(value: object, unit: float = 1) -> int:
    """A figure of an answer times `unit`, as a whole number. Raises ValueError for what is none, or negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError(f"not a figure: {value!r:.40}")
    return whole(value * unit)


def joined(legs: Sequence[Way]) -> Way:
    """One way of several, each of which begins where the one before ended."""
    return tuple(corner for number, leg in enumerate(legs) for corner in (leg[1:] if number else leg))
