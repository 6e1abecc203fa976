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


def last_key() -> str:
    """A hash of driver id → packed position, the newest by any door, and the id of the zone whose hash has it too."""
    return redis.key("fleet", "last")


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
    """By driver, of those heard of in `max_age_s` city seconds, in a zone or not: one turn to Redis."""
    if not driver_ids:
        return {}
    members = [str(driver_id) for driver_id in driver_ids]
    stored = cast(list[bytes | None], redis.client().hmget(last_key(), members))
    oldest = clock.now().timestamp() - max_age_s
    read = (DriverPosition(one, *unpack(packed)) for one, packed in zip(driver_ids, stored, strict=True) if packed)
    return {position.driver_id: position for position in read if position.at >= oldest}


def position_of(driver_id: UUID, max_age_s: float = FRESH_S) -> DriverPosition | None:
    return positions_of([driver_id], max_age_s).get(driver_id)
