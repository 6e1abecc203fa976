"""Whether a reported position can be true. Units: degrees, metres, seconds."""

import math
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_008.8
MAX_CLOCK_SKEW_S = 60.0
MAX_SPEED_MPS = 70.0
OLD_S = 60.0
MIN_INTERVAL_S = 1.0  # two fixes in one breath differ by noise, not by speed


class Fix(NamedTuple):
    lat: float
    lng: float
    heading: float
    at: float


def fault(fix: Fix, last: Fix | None, now: float) -> str:
    """Why `fix` cannot be true at `now`: out_of_range, clock or speed; empty when it can."""
    if not _in_range(fix):
        return "out_of_range"
    if abs(fix.at - now) > MAX_CLOCK_SKEW_S:
        return "clock"
    if last is not None and _implied_speed_mps(last, fix) > MAX_SPEED_MPS:
        return "speed"
    return ""


def is_late(fix: Fix, last: Fix | None, now: float) -> bool:
    """A fix that is not newer than the last one has nothing to say, nor one that was long on its way.

    Whose clock was right a while ago has a right clock: an old fix was held up, in a tunnel or by a busy machine. Of
    whom nothing is known an old fix is a `fault`: it may be the clock, and the app must hear of it.
    """
    return last is not None and (fix.at <= last.at or fix.at < now - MAX_CLOCK_SKEW_S)


def distance_m(a: Fix, b: Fix) -> float:
    """Great-circle distance, haversine."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lng - a.lng) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


def _in_range(fix: Fix) -> bool:
    """NaN compares false, so it is refused too."""
    return -90 <= fix.lat <= 90 and -180 <= fix.lng <= 180 and -1 <= fix.heading <= 360 and math.isfinite(fix.at)


def _implied_speed_mps(last: Fix, fix: Fix) -> float:
    elapsed = fix.at - last.at
    if elapsed > OLD_S:
        return 0.0
    return distance_m(last, fix) / max(elapsed, MIN_INTERVAL_S)
