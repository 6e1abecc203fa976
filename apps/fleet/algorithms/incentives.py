"""Windows and amounts of incentives: plain arithmetic, described with worked numbers in docs/algorithms/fleet.md."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo

WHOLE, DAY, WEEK = "whole", "day", "week"
SECONDS_AN_HOUR = 3_600

Span = tuple[datetime, datetime]


def window_at(period: str, whole: Span, at: datetime, zone: tzinfo) -> Span:
    """The window that `at` (aware) falls into: the whole of the incentive, or a day or a week (from Monday) of the
    zone's calendar, cut at the ends of the whole."""
    if period == WHOLE:
        return whole
    local = at.astimezone(zone)
    first = local.date() - timedelta(days=local.weekday() if period == WEEK else 0)
    after = first + timedelta(days=7 if period == WEEK else 1)
    begins, ends = (datetime.combine(day, time.min, zone).astimezone(at.tzinfo) for day in (first, after))
    return max(begins, whole[0]), min(ends, whole[1])


def online_s(shifts: Iterable[tuple[datetime, datetime | None]], window: Span, now: datetime) -> int:
    """Seconds online inside `window`, up to `now`, of shifts (started, ended or None)."""
    begins, ends = window[0], min(window[1], now)
    spans = ((max(started, begins), min(ended or now, ends)) for started, ended in shifts)
    return int(sum((end - start).total_seconds() for start, end in spans if end > start))


def guaranteed(per_hour: int, seconds: int) -> int:
    """What is guaranteed for so many seconds online, in minor units, halves up."""
    return (2 * per_hour * seconds + SECONDS_AN_HOUR) // (2 * SECONDS_AN_HOUR)


def top_up(per_hour: int, seconds: int, fares: int) -> int:
    """What is missing between the fares and the guarantee, in minor units; never less than nothing."""
    return max(guaranteed(per_hour, seconds) - fares, 0)
