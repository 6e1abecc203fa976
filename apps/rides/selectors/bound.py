"""Where the driver of a ride goes now: the pickup, the next stop, the drop-off."""

from uuid import UUID

from apps.dispatch.selectors import topic_of
from apps.fleet.contracts import BoundFor
from apps.geo.contracts import Point
from apps.rides.models import Ride
from apps.rides.selectors.stops import stop_points
from apps.rides.states import WITH_DRIVER, RideStatus


def next_place(ride: Ride) -> Point | None:
    """None while nobody comes, and while the driver stands at the pickup."""
    if ride.status in (RideStatus.ACCEPTED, RideStatus.ARRIVING):
        return Point(ride.pickup_lat, ride.pickup_lng)
    if ride.status != RideStatus.IN_PROGRESS:
        return None
    _reached, to_come = stop_points(ride)
    return next(iter(to_come), Point(ride.dropoff_lat, ride.dropoff_lng))


def bound_for(ride: Ride) -> BoundFor | None:
    place = next_place(ride)
    return BoundFor(topic_of("ride", ride.id), place.lat, place.lng, str(ride.zone_id)) if place else None


def all_bound_for() -> dict[UUID, BoundFor]:
    """Of every driver who goes somewhere for a ride. One query."""
    rides = Ride.objects.filter(status__in=WITH_DRIVER, queued=False)
    found = {ride.driver_id: bound_for(ride) for ride in rides}
    return {driver_id: to for driver_id, to in found.items() if driver_id and to}
