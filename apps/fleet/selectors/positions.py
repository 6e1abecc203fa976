"""Where drivers are, from Redis, and the keys under which it is kept."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from apps.fleet.algorithms.packing import unpack
from apps.fleet.contracts import DriverPosition
from apps.kernel import clock, redis

FRESH_S = 60.0


def online_key() -> str:
    """A set of the ids of drivers online."""
    return redis.key("fleet", "online")


def routes_key() -> str:
    """A hash of driver id → topic that follows the driver."""
    return redis.key("fleet", "routes")


def bound_for_key() -> str:
    """A hash of driver id → packed `BoundFor`: where the driver goes for who follows."""
    return redis.key("fleet", "bound_for")


def heard_key() -> str:
    """A hash of driver id → when a driver on shift was last heard of, about (Unix city seconds)."""
    return redis.key("fleet", "heard")


def zone_of_key() -> str:
    """A hash of driver id → zone id whose hash holds the driver's position."""
    return redis.key("fleet", "zone_of")


def positions_key(zone_id: UUID | str) -> str:
    """A hash of driver id → packed position."""
    return redis.key("fleet", "positions", zone_id)


def positions(zone_id: UUID, max_age_s: float = FRESH_S) -> list[DriverPosition]:
    """Where the zone's drivers are; who has been silent for more than `max_age_s` city seconds is left out."""
    oldest = clock.now().timestamp() - max_age_s
    stored = cast(dict[bytes, bytes], redis.client().hgetall(positions_key(zone_id)))
    read = (DriverPosition(UUID(driver_id.decode()), *unpack(packed)) for driver_id, packed in stored.items())
    return [position for position in read if position.at >= oldest]


def positions_of(driver_ids: Collection[UUID], max_age_s: float = FRESH_S) -> dict[UUID, DriverPosition]:
    """By driver, of those heard of in `max_age_s` city seconds: two turns to Redis, however many they are."""
    members = [str(driver_id) for driver_id in driver_ids]
    if not members:
        return {}
    zones = cast(list[bytes | None], redis.client().hmget(zone_of_key(), members))
    known = [(member, zone_id.decode()) for member, zone_id in zip(members, zones, strict=True) if zone_id]
    with redis.client().pipeline(transaction=False) as pipeline:
        for member, zone_id in known:
            pipeline.hget(positions_key(zone_id), member)
        stored = pipeline.execute()
    oldest, found = clock.now().timestamp() - max_age_s, {}
    for (member, _zone_id), packed in zip(known, stored, strict=True):
        position = DriverPosition(UUID(member), *unpack(packed)) if packed else None
        if position is not None and position.at >= oldest:
            found[position.driver_id] = position
    return found


def position_of(driver_id: UUID, max_age_s: float = FRESH_S) -> DriverPosition | None:
    zone_id = cast(bytes | None, redis.client().hget(zone_of_key(), str(driver_id)))
    packed = zone_id and cast(bytes | None, redis.client().hget(positions_key(zone_id.decode()), str(driver_id)))
    if not packed:
        return None
    position = DriverPosition(driver_id, *unpack(packed))
    return position if position.at >= clock.now().timestamp() - max_age_s else None
