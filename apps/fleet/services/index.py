"""What Redis knows of the fleet: who is online, who is followed, where everybody is. All of it can be made again."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, cast
from uuid import UUID

import structlog

from apps.fleet import selectors
from apps.fleet.algorithms.packing import TIME_AT, ZONE_AT, pack, unpack, zone_in
from apps.fleet.algorithms.plausibility import Fix
from apps.fleet.contracts import BoundFor
from apps.fleet.models import Shift
from apps.geo.selectors import zones
from apps.kernel import clock, redis

FORGET_S = 600.0  # a position this old is of no use even to a person who looks for a lost car

log = structlog.get_logger(__name__)

# The guard of positions: one script, so whoever writes in whatever order, the newest of a driver who is online stays,
# and in one zone's hash only. Answers, for each: whether it was kept, who follows, where the driver goes for them.
_KEEP_NEWEST = f"""
local online, last, zones, routes, bound_for = unpack(KEYS)
local kept, followers, ways = {{}}, {{}}, {{}}
for n = 1, #ARGV / 3 do
    local driver, packed, zone = unpack(ARGV, 3 * n - 2, 3 * n)
    local before = redis.call('HGET', last, driver)
    local newer = not before or struct.unpack('<d', packed, {TIME_AT}) > struct.unpack('<d', before, {TIME_AT})
    kept[n], followers[n], ways[n] = 0, false, false
    if newer and redis.call('SISMEMBER', online, driver) == 1 then
        local left = before and string.sub(before, {ZONE_AT}) or ''
        if left ~= '' and left ~= zone then redis.call('HDEL', zones .. left, driver) end
        if zone ~= '' then redis.call('HSET', zones .. zone, driver, packed) end
        redis.call('HSET', last, driver, packed .. zone)
        kept[n], followers[n], ways[n] = 1, redis.call('HGET', routes, driver), redis.call('HGET', bound_for, driver)
    end
end
return {{kept, followers, ways}}
"""


class Kept(NamedTuple):
    """A position that is the driver's newest now; `topic` follows it, `to` is where the driver goes."""

    fix: Fix
    topic: str
    to: BoundFor | None


async def last_kept(driver_id: UUID) -> Fix | None:
    """The newest position that any process heard of a driver online."""
    packed = cast(bytes | None, await redis.async_client().hget(selectors.last_key(), str(driver_id)))
    return Fix(*unpack(packed)) if packed else None


async def keep_newest(rows: Iterable[tuple[UUID, Fix, str]]) -> list[Kept]:
    """Index positions (driver, where, id of the zone or empty) in one turn, each only if it is the driver's newest.

    Returns those that were. Raises kernel.redis.Unavailable.
    """
    keys = [selectors.online_key(), selectors.last_key(), selectors.positions_key("")]
    keys += [selectors.routes_key(), selectors.bound_for_key()]
    rows = list(rows)
    packed = [value for driver_id, fix, zone_id in rows for value in (str(driver_id), pack(*fix), zone_id)]
    answer = await redis.async_client().eval(_KEEP_NEWEST, len(keys), *keys, *packed)
    return [
        Kept(fix, _text(topic or b""), BoundFor.read(_text(way)) if way else None)
        for (_, fix, _), kept, topic, way in zip(rows, *answer, strict=True)
        if kept
    ]


def mark_online(driver_id: UUID) -> None:
    with redis.client().pipeline() as pipeline:
        pipeline.sadd(selectors.online_key(), str(driver_id))
        pipeline.hset(selectors.heard_key(), str(driver_id), clock.now().timestamp())
        pipeline.execute()


def mark_offline(driver_id: UUID) -> None:
    """Offline first: from then on no position is kept, so none can come back after what was known is forgotten."""
    client, member = redis.client(), str(driver_id)
    client.srem(selectors.online_key(), member)
    last = cast(bytes | None, client.hget(selectors.last_key(), member))
    with client.pipeline() as pipeline:
        pipeline.hdel(selectors.heard_key(), member)
        pipeline.hdel(selectors.last_key(), member)
        if last:
            pipeline.hdel(selectors.positions_key(zone_in(last)), member)
        pipeline.execute()


def route_positions(*, driver_id: UUID, topic: str | None) -> None:
    """From now on relay the driver's positions to `topic`; None: to nobody."""
    if topic is None:
        redis.client().hdel(selectors.routes_key(), str(driver_id))
    else:
        redis.client().hset(selectors.routes_key(), str(driver_id), topic)


def set_routes(*, read: Callable[[], Mapping[UUID, str]]) -> None:
    """Make what `read` says (driver → topic) all the routes there are: mends what a lost Redis or process left behind.

    Redis is asked first: a route that is made meanwhile is not among those known, so it cannot be taken for stale.
    """
    _mend(selectors.routes_key(), read)


def bind_for(*, driver_id: UUID, to: BoundFor | None) -> None:
    """From now on `to.topic` is told with each position how long the driver takes there; None: it is not."""
    if to is None:
        redis.client().hdel(selectors.bound_for_key(), str(driver_id))
    else:
        redis.client().hset(selectors.bound_for_key(), str(driver_id), to.packed())


def set_bound_for(*, read: Callable[[], Mapping[UUID, BoundFor]]) -> None:
    """Make what `read` says all that is known of where drivers go, as `set_routes` does."""
    _mend(selectors.bound_for_key(), lambda: {driver_id: to.packed() for driver_id, to in read().items()})


def restore_online() -> None:
    """Make the set of drivers online equal to the open shifts, and forget positions too old for anybody.

    Redis is asked first: who comes online meanwhile is not among those known, so nobody takes them for stale.
    """
    client = redis.client()
    known = {_text(member) for member in client.smembers(selectors.online_key())}
    wanted = {str(driver_id) for driver_id in _open_shifts().values_list("driver_id", flat=True)}
    with client.pipeline() as pipeline:
        if wanted - known:
            pipeline.sadd(selectors.online_key(), *(wanted - known))
        if known - wanted:
            pipeline.srem(selectors.online_key(), *(known - wanted))
        pipeline.execute()
    _note_zones()
    for key in (selectors.last_key(), *(selectors.positions_key(zone.id) for zone in zones())):
        _forget_old(key)


def _mend(key: str, read: Callable[[], Mapping[UUID, str]]) -> None:
    stored = cast(dict[bytes, bytes], redis.client().hgetall(key))
    known = {_text(member): _text(value) for member, value in stored.items()}
    wanted = {str(driver_id): value for driver_id, value in read().items()}
    stale = known.keys() - wanted.keys()
    lost = {member: value for member, value in wanted.items() if known.get(member) != value}
    with redis.client().pipeline() as pipeline:
        if stale:
            pipeline.hdel(key, *stale)
        if lost:
            pipeline.hset(key, mapping=lost)  # type: ignore[arg-type]
        pipeline.execute()


def _note_zones() -> None:
    """A shift belongs to the zone in which its driver was first seen."""
    homeless = list(_open_shifts().filter(zone__isnull=True))
    if not homeless:
        return
    members = [str(shift.driver_id) for shift in homeless]
    seen = cast(list[bytes | None], redis.client().hmget(selectors.last_key(), members))
    for shift, last in zip(homeless, seen, strict=True):
        if last and (zone_id := zone_in(last)):
            Shift.objects.filter(id=shift.id, zone__isnull=True).update(zone_id=zone_id)


def _open_shifts():
    return Shift.objects.filter(ended_at__isnull=True)


def _forget_old(key: str) -> None:
    """Likewise what is dated so far ahead: until then nothing would be newer."""
    now = clock.now().timestamp()
    stored = cast(dict[bytes, bytes], redis.client().hgetall(key))
    old = [member for member, packed in stored.items() if abs(now - unpack(packed)[-1]) > FORGET_S]
    if old:
        redis.client().hdel(key, *old)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
