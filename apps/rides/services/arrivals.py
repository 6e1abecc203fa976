"""Whether the car is at the pickup when its driver says so: only then waiting and a no-show are paid. Decision 0024."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverPosition
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.kernel import clock, redis
from apps.rides.models import Ride
from apps.rides.services import jobs, moves
from apps.rides.states import RideFlag

NEAR_M = 300  # from the pickup: so much do phones err between houses, and pickups beside the road


def heard(ride: Ride, here: DriverPosition | None) -> dict[str, Any]:
    """What changes as we hear that the driver is there; `here` is the newest position of their car."""
    now = clock.now()
    seen = here is not None and _tells_of(now, here) and _is_near(ride, here)
    return {"arrival_heard_at": now, "seen_at_pickup_at": now if seen else None}


def odd_arrival(ride: Ride, here: DriverPosition | None, at: datetime) -> list[dict[str, Any]]:
    """A flag if the car was elsewhere at the time at which its driver says it was there."""
    if here is None or not _tells_of(at, here) or _is_near(ride, here):
        return []
    return [moves.flag(RideFlag.FAR_FROM_PICKUP, status="arrived", metres=_metres(ride, here))]


def odd_no_show(ride: Ride, here: DriverPosition | None) -> list[dict[str, Any]]:
    """A flag if the car is not at the pickup any more. Silence since it was seen there says nothing."""
    since = ride.seen_at_pickup_at.timestamp() if ride.seen_at_pickup_at else clock.now().timestamp() - fleet.FRESH_S
    if here is None or here.at < since or _is_near(ride, here):
        return []
    return [moves.flag(RideFlag.FAR_FROM_PICKUP, status="driver_canceled", metres=_metres(ride, here))]


def see_arrivals() -> int:
    """Whoever said it before they were there, or in silence: from when their car is seen there, waiting counts.

    Returns how many were seen. One query, and those of each that is new: two workers at once see it once, by the
    ride's revision.
    """
    unseen = [ride for ride in Ride.objects.unseen().with_people() if ride.driver_id]
    cars = _positions([ride.driver_id for ride in unseen if ride.driver_id])
    return sum(_see(ride) for ride in unseen if ride.driver_id in cars and _is_near(ride, cars[ride.driver_id]))


def _positions(driver_ids: list[UUID]) -> dict[UUID, DriverPosition]:
    try:
        return fleet.positions_of(driver_ids)
    except redis.Unavailable:
        return {}


def _see(ride: Ride) -> bool:
    try:
        with transaction.atomic():
            moves.amend(ride=ride, seen_at_pickup_at=clock.now())
            moves.tell_both(ride)
    except moves.RideChanged:
        return False
    return True


def _tells_of(at: datetime, here: DriverPosition) -> bool:
    return abs(here.at - at.timestamp()) <= fleet.FRESH_S


def _is_near(ride: Ride, here: DriverPosition) -> bool:
    return _metres(ride, here) <= NEAR_M


def _metres(ride: Ride, here: DriverPosition) -> int:
    return round(geo.great_circle_m(Point(here.lat, here.lng), jobs.pickup(ride)))
