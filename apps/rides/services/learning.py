"""What a completed ride teaches: geo how long its road takes, fleet what the driver has done."""

from uuid import UUID

from apps.fleet import services as fleet
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.pricing.contracts import FareBreakdown
from apps.rides.models import Ride


def learn(*, ride_id: UUID) -> None:
    """Told again, nothing is counted twice."""
    ride = Ride.objects.get(id=ride_id)
    if ride.driver_id is None or ride.started_at is None or ride.completed_at is None:
        return
    fleet.record_trip(
        driver_id=ride.driver_id,
        ref=ride.id,
        completed_at=ride.completed_at,
        fare_minor=_before_promotion(ride),
        zone_id=ride.zone_id,
    )
    if ride.stops:
        return  # its minutes are not those of the road between two places
    geo.record_trip(
        ref=ride.id,
        zone_id=ride.zone_id,
        pickup=Point(ride.pickup_lat, ride.pickup_lng),
        dropoff=Point(ride.dropoff_lat, ride.dropoff_lng),
        started_at=ride.started_at,
        ended_at=ride.completed_at,
    )


def _before_promotion(ride: Ride) -> int:
    """A promotion costs the driver nothing."""
    line = FareBreakdown.from_dict(ride.breakdown).line("promo")
    return ride.total_minor - (line.amount_minor if line else 0)
