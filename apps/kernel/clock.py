"""The one clock (rule 10), with two readings.

`now()` is the time of the city: trips, offers, quotes, shifts. The simulator may run it faster than the wall, for
every process at once, through an anchor kept in Redis; production refuses that. Should Redis lose it, every process
that read it goes on by it and puts it back, the newest wins, and city time does not go back. Only when none is up it is
as safe as Redis' own files, which `make run` keeps: without them a fresh start is at wall time, behind the database.
`wall()` is the time of the machine: tokens, one-time codes, leases and broker delays, which no simulation may shorten.
Tests move both with `travel`.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.kernel import redis

ANCHOR_REFRESH_S = 0.5


@dataclass(frozen=True)
class Anchor:
    """City time was `city` when wall time was `wall` (both Unix seconds), and runs `speed` times as fast since."""

    wall: float = 0.0
    city: float = 0.0
    speed: float = 1.0

    def city_at(self, wall: float) -> float:
        return self.city + (wall - self.wall) * self.speed


_anchor = Anchor()
_anchor_read_at = float("-inf")
_offset_s = 0.0


def wall() -> datetime:
    return datetime.fromtimestamp(_wall_s(), UTC)


def now() -> datetime:
    return datetime.fromtimestamp(_current_anchor().city_at(_wall_s()), UTC)


def speed() -> float:
    """City seconds a wall second."""
    return _current_anchor().speed


def wall_seconds(city: timedelta) -> float:
    """How many wall seconds pass while `city` passes: for broker countdowns and sleeps."""
    return city.total_seconds() / speed()


def set_speed(factor: float) -> None:
    """Run the city `factor` times as fast from now on, in every process. City time never jumps and never goes back."""
    if not settings.CLOCK_SCALING_ALLOWED:
        raise ImproperlyConfigured("The clock may not be scaled in this environment.")
    if not 0.1 <= factor <= 100:
        raise ValueError("speed must be between 0.1 and 100")
    _refresh()
    wall_s = _wall_s()
    anchor = Anchor(wall=wall_s, city=_anchor.city_at(wall_s), speed=factor)
    _write(anchor)
    _refresh()


@contextmanager
def travel(delta: timedelta) -> Iterator[None]:
    """For tests: both readings move by `delta` inside the block, in this process."""
    global _offset_s
    _offset_s += delta.total_seconds()
    try:
        yield
    finally:
        _offset_s -= delta.total_seconds()


def _wall_s() -> float:
    return time.time() + _offset_s


def _current_anchor() -> Anchor:
    if settings.CLOCK_SCALING_ALLOWED and time.monotonic() - _anchor_read_at > ANCHOR_REFRESH_S:
        _refresh()
    return _anchor


def _refresh() -> None:
    """An outage changes nothing, nor an anchor older than ours: Redis forgot, or was told by who knew no better."""
    global _anchor, _anchor_read_at
    _anchor_read_at = time.monotonic()
    try:
        stored = redis.client().get(redis.key("clock"))
        found = Anchor(**json.loads(stored)) if stored else Anchor()
        if found.wall < _anchor.wall:
            _write(_anchor)
        else:
            _anchor = found
    except redis.Unavailable:
        return


def _write(anchor: Anchor) -> None:
    redis.client().set(redis.key("clock"), json.dumps(asdict(anchor)))


def forget_anchor() -> None:
    """For tests: as in a process that starts now."""
    global _anchor, _anchor_read_at
    _anchor, _anchor_read_at = Anchor(), float("-inf")
