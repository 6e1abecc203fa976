"""What Redis knows of the fleet: who is online, who is followed, where everybody is. All of it can be made again."""

from collections.abc import Callable, Mapping
from typing import cast
from uuid import UUID

import structlog

from apps.fleet import selectors
from apps.fleet.algorithms.packing import unpack
from apps.fleet.contracts import BoundFor
from apps.fleet.models import Shift
from apps.geo.selectors import zones
from apps.kernel import clock, redis

FORGET_S = 600.0  # a position this old is of no use even to a person who looks for a lost car

log = structlog.get_logger(__name__)


def mark_online(driver_id: UUID) -> None:
    with redis.client().pipeline() as pipeline:
        pipeline.sadd(selectors.online_key(), str(driver_id))
        pipeline.hset(selectors.heard_key(), str(driver_id), clock.now().timestamp())
        pipeline.execute()


def mark_offline(driver_id: UUID) -> None:
    client, member = redis.client(), str(driver_id)
    zone_id = cast(bytes | None, client.hget(selectors.zone_of_key(), member))
    with client.pipeline() as pipeline:
        pipeline.srem(selectors.online_key(), member)
        pipeline.hdel(selectors.heard_key(), member)
        pipeline.hdel(selectors.zone_of_key(), member)
        if zone_id:
            pipeline.hdel(selectors.positions_key(zone_id.decode()), member)
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
    for zone in zones():
        _forget_old(zone.id)


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
    seen = redis.client().hmget(selectors.zone_of_key(), [str(shift.driver_id) for shift in homeless])
    for shift, zone_id in zip(homeless, seen, strict=True):
        if zone_id:
            Shift.objects.filter(id=shift.id, zone__isnull=True).update(zone_id=_text(zone_id))


def _open_shifts():
    return Shift.objects.filter(ended_at__isnull=True)


def _forget_old(zone_id: UUID) -> None:
    key, before = selectors.positions_key(zone_id), clock.now().timestamp() - FORGET_S
    stored = cast(dict[bytes, bytes], redis.client().hgetall(key))
    old = [member for member, packed in stored.items() if unpack(packed)[-1] < before]
    if old:
        redis.client().hdel(key, *old)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
