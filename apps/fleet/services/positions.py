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

from apps.fleet import selectors
from apps.fleet.algorithms.packing import NO_HEADING, pack
from apps.fleet.algorithms.plausibility import OLD_S, Fix, fault, is_late
from apps.fleet.contracts import BoundFor
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
refused = Counter("superapp_positions_refused_total", "Positions refused, by reason.", ["reason"])


class PositionRefused(Problem):
    """`reason`: out_of_range, clock (more than 60 s off) or speed (faster than 70 m/s since the last one)."""

    status = 422
    slug = "position-refused"
    title = _("This position cannot be right.")


class _Feed:
    """One event loop's positions: the last of each driver, and those that wait to be written."""

    def __init__(self) -> None:
        self.last: dict[UUID, Fix] = {}
        self.waiting: dict[UUID, Fix] = {}
        self.writer: asyncio.Task | None = None

    def keep(self, driver_id: UUID, fix: Fix) -> None:
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

    One that is not newer than the last is ignored. Raises PositionRefused.
    """
    feed = _feed()
    if _take_in(feed, driver_id, _fix(lat, lng, at, heading)) and feed.writer is None:
        feed.writer = asyncio.get_running_loop().create_task(_write_soon(feed))


async def accept_position_now(
    *, driver_id: UUID, lat: float, lng: float, at: datetime, heading: float | None = None
) -> None:
    """The same, written before it returns: for callers whose event loop ends with the call (REST)."""
    feed = _feed()
    if _take_in(feed, driver_id, _fix(lat, lng, at, heading)):
        await _write(feed.take())


def _feed() -> _Feed:
    return _feeds.setdefault(asyncio.get_running_loop(), _Feed())


def _fix(lat: float, lng: float, at: datetime, heading: float | None) -> Fix:
    return Fix(lat, lng, NO_HEADING if heading is None else heading, at.timestamp())


def _take_in(feed: _Feed, driver_id: UUID, fix: Fix) -> bool:
    last = feed.last.get(driver_id)
    if is_late(fix, last):
        return False
    if reason := fault(fix, last, clock.now().timestamp()):
        refused.labels(reason).inc()
        raise PositionRefused(reason=reason)
    feed.keep(driver_id, fix)
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
    """Index those online, and relay those that are followed."""
    members = [str(driver_id) for driver_id in batch]
    async with redis.async_client().pipeline(transaction=False) as pipeline:
        pipeline.smismember(selectors.online_key(), members)
        pipeline.hmget(selectors.zone_of_key(), members)
        pipeline.hmget(selectors.routes_key(), members)
        pipeline.hmget(selectors.bound_for_key(), members)
        online, *known = await pipeline.execute()
    rows = [row for row in zip(members, batch.values(), online, *known, strict=True) if row[2]]
    await _index([(member, fix, zone and zone.decode()) for member, fix, _, zone, _, _ in rows])
    followed = [(topic.decode(), fix, to and BoundFor.read(to.decode())) for _, fix, _, _, topic, to in rows if topic]
    if followed:
        await _relay(followed)
    written.inc(len(rows))


async def _relay(followed: list[tuple[str, Fix, BoundFor | None]]) -> None:
    eta_s = await _eta_s([(topic, fix, to) for topic, fix, to in followed if to and to.topic == topic])
    await relay_locations([(topic, _location(fix, eta_s.get(topic))) for topic, fix, _ in followed])


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


async def _index(rows: list[tuple[str, Fix, str | None]]) -> None:
    """One HSET a zone; who left a zone leaves its hash. Outside every zone a driver is heard of all the same."""
    arrived: dict[str, dict[str, bytes]] = defaultdict(dict)
    left: dict[str, list[str]] = defaultdict(list)
    moved: dict[str, str] = {}
    outside: dict[str, float] = {}
    for member, fix, before in rows:
        zone_id = await _zone_id(fix)
        if before and before != zone_id:
            left[before].append(member)
        if zone_id:
            arrived[zone_id][member] = pack(*fix)
            if before != zone_id:
                moved[member] = zone_id
        else:
            outside[member] = fix.at
    await _write_index(arrived, left, moved, outside)


async def _write_index(
    arrived: Mapping[str, Mapping[str, bytes]],
    left: Mapping[str, list[str]],
    moved: Mapping[str, str],
    outside: Mapping[str, float],
) -> None:
    async with redis.async_client().pipeline(transaction=False) as pipeline:
        for zone_id, members in left.items():
            pipeline.hdel(selectors.positions_key(zone_id), *members)
        for zone_id, packed in arrived.items():
            pipeline.hset(selectors.positions_key(zone_id), mapping=packed)  # type: ignore[arg-type]
        if moved:
            pipeline.hset(selectors.zone_of_key(), mapping=moved)  # type: ignore[arg-type]
        if nowhere := [member for members in left.values() for member in members if member not in moved]:
            pipeline.hdel(selectors.zone_of_key(), *nowhere)
        if outside:
            pipeline.hset(selectors.heard_key(), mapping=outside)  # type: ignore[arg-type]
        await pipeline.execute()


async def _zone_id(fix: Fix) -> str | None:
    try:
        return str((await azone_at(Point(fix.lat, fix.lng))).id)
    except OutsideEveryZone:
        return None


def _location(fix: Fix, eta_s: int | None) -> dict:
    heading = None if fix.heading == NO_HEADING else fix.heading
    at = datetime.fromtimestamp(fix.at, UTC).isoformat()
    return {"lat": fix.lat, "lng": fix.lng, "heading": heading, "at": at, "eta_s": eta_s}
