"""The hot path: a position is checked, kept as the newest of its driver, and written with everybody else's some 40 ms
later in one batch. No database, no thread. State belongs to the event loop that received it."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _
from prometheus_client import Counter

from apps.fleet.algorithms.packing import NO_HEADING
from apps.fleet.algorithms.plausibility import OLD_S, Fix, fault, is_late
from apps.fleet.contracts import BoundFor
from apps.fleet.services.index import Kept, keep_newest, last_kept
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.geo.selectors import NoSuchZone, OutsideEveryZone, azone, azone_at
from apps.kernel import clock, redis
from apps.kernel.problems import Problem
from apps.realtime.services import relay_locations

FLUSH_S = 0.04
PRUNE_ABOVE = 1_000

log = structlog.get_logger(__name__)
written = Counter("superapp_positions_written_total", "Positions written to the index.")
late = Counter("superapp_positions_late_total", "Positions ignored: not newer than the last, or over 60 s old.")
refused = Counter("superapp_positions_refused_total", "Positions refused, by reason.", ["reason"])


class PositionRefused(Problem):
    """`reason`: unreadable, out_of_range, clock (more than 60 s ahead, or behind and nothing was heard of the driver
    before) or speed (faster than 70 m/s since the last one)."""

    status = 422
    slug = "position-refused"
    title = _("This position cannot be right.")


class _Feed:
    """One event loop's positions: the last of each driver, and those that wait to be written."""

    def __init__(self) -> None:
        self.last: dict[UUID, Fix] = {}
        self.waiting: dict[UUID, Fix] = {}
        self.writer: asyncio.Task | None = None

    def recent(self, driver_id: UUID, now: float) -> Fix | None:
        """None too when it was so long ago that other doors may know better."""
        last = self.last.get(driver_id)
        return last if last and abs(now - last.at) <= OLD_S else None

    def keep(self, driver_id: UUID, fix: Fix) -> None:
        waiting = self.waiting.get(driver_id)
        if waiting is None or fix.at > waiting.at:
            self.last[driver_id] = self.waiting[driver_id] = fix

    def take(self) -> dict[UUID, Fix]:
        batch, self.waiting = self.waiting, {}
        if len(self.last) > PRUNE_ABOVE + 2 * len(batch):
            self._prune()
        return batch

    def _prune(self) -> None:
        before = clock.now().timestamp() - OLD_S
        self.last = {driver_id: fix for driver_id, fix in self.last.items() if fix.at >= before}


_feeds: WeakKeyDictionary[asyncio.AbstractEventLoop, _Feed] = WeakKeyDictionary()


async def accept_position(
    *, driver_id: UUID, lat: float, lng: float, at: datetime, heading: float | None = None
) -> None:
    """Take a driver's position at city time `at`; it reaches the index and the followers within some 40 ms.

    One that came late is ignored: it is not newer than the last, or more than 60 s old. Redis is asked for the last one
    only when this process heard none of late. Raises PositionRefused, and kernel.redis.Unavailable.
    """
    feed, fix, now = _feed(), _fix(lat, lng, at, heading), clock.now().timestamp()
    if not _is_news(fix, feed.recent(driver_id, now) or await last_kept(driver_id), now):
        return
    feed.keep(driver_id, fix)
    if feed.writer is None:
        feed.writer = asyncio.get_running_loop().create_task(_write_soon(feed))


async def accept_position_now(
    *, driver_id: UUID, lat: float, lng: float, at: datetime, heading: float | None = None
) -> None:
    """The same, written before it returns: for callers whose event loop may end with the call (REST)."""
    redis.ask_only_if_up()
    fix = _fix(lat, lng, at, heading)
    if _is_news(fix, await last_kept(driver_id), clock.now().timestamp()):
        await _write({driver_id: fix})


def _feed() -> _Feed:
    return _feeds.setdefault(asyncio.get_running_loop(), _Feed())


def _fix(lat: float, lng: float, at: datetime, heading: float | None) -> Fix:
    return Fix(lat, lng, NO_HEADING if heading is None else heading, at.timestamp())


def _is_news(fix: Fix, last: Fix | None, now: float) -> bool:
    if is_late(fix, last, now):
        late.inc()
        return False
    if reason := fault(fix, last, now):
        refused.labels(reason).inc()
        raise PositionRefused(reason=reason)
    return True


async def _write_soon(feed: _Feed) -> None:
    """One task a loop, alive while positions come."""
    try:
        while True:
            await asyncio.sleep(FLUSH_S)
            batch = feed.take()
            if not batch:
                return
            await _write_or_lose(batch)
    finally:
        feed.writer = None


async def _write_or_lose(batch: Mapping[UUID, Fix]) -> None:
    """Positions are latest-only: a batch that Redis did not take is not tried again, newer ones follow."""
    try:
        await _write(batch)
    except Exception:
        log.exception("positions_lost", count=len(batch))


async def _write(batch: Mapping[UUID, Fix]) -> None:
    """Index what is news of those online, and relay it to who follows."""
    kept = await keep_newest([(driver_id, fix, await _zone_id(fix)) for driver_id, fix in batch.items()])
    if followed := [one for one in kept if one.topic]:
        await _relay(followed)
    written.inc(len(kept))


async def _zone_id(fix: Fix) -> str:
    """Empty outside every zone."""
    try:
        return str((await azone_at(Point(fix.lat, fix.lng))).id)
    except OutsideEveryZone:
        return ""


async def _relay(followed: list[Kept]) -> None:
    eta_s = await _eta_s([(topic, fix, to) for fix, topic, to in followed if to and to.topic == topic])
    await relay_locations([(topic, _location(fix, eta_s.get(topic))) for fix, topic, _ in followed])


async def _eta_s(under_way: list[tuple[str, Fix, BoundFor]]) -> dict[str, int]:
    """Seconds to go by topic, from memory. What cannot be told is left out: the position matters more."""
    by_zone: dict[str, list[tuple[str, Point, Point]]] = defaultdict(list)
    for topic, fix, to in under_way:
        by_zone[to.zone_id].append((topic, Point(fix.lat, fix.lng), Point(to.lat, to.lng)))
    told: dict[str, int] = {}
    for zone_id, ways in by_zone.items():
        try:
            zone = await azone(zone_id)
            seconds = await geo.aseconds_between([(here, there) for _, here, there in ways], clock.now(), zone)
        except (NoSuchZone, DatabaseError):
            log.exception("eta_not_told", zone=zone_id)
            continue
        told |= dict(zip((topic for topic, _, _ in ways), seconds, strict=True))
    return told


def _location(fix: Fix, eta_s: int | None) -> dict:
    heading = None if fix.heading == NO_HEADING else fix.heading
    at = datetime.fromtimestamp(fix.at, UTC).isoformat()
    return {"lat": fix.lat, "lng": fix.lng, "heading": heading, "at": at, "eta_s": eta_s}
