"""Where the drivers of rides are, if the position index answers."""

from uuid import UUID

from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverPosition
from apps.kernel import redis
from apps.rides.models import Ride


def position_of_driver(ride: Ride) -> DriverPosition | None:
    """Where the ride's driver is now, if it has one."""
    return newest_position(ride.driver_id) if ride.driver_id else None


def newest_position(driver_id: UUID, max_age_s: float = fleet.FRESH_S) -> DriverPosition | None:
    """The last that the driver's phone told, in the last `max_age_s` city seconds."""
    try:
        return fleet.position_of(driver_id, max_age_s)
    except redis.Unavailable:
        return None
