"""A ride as a job of dispatch: what drivers are shown of it, where it goes, when it will be over."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from apps.dispatch import services as dispatch
from apps.geo.contracts import Point
from apps.pricing import services as pricing
from apps.pricing.contracts import FareBreakdown
from apps.rides import selectors
from apps.rides.models import Ride


def open_job(ride: Ride) -> None:
    dispatch.open_job(
        kind="ride",
        ref=ride.id,
        zone_id=ride.zone_id,
        category=ride.category,
        pickup=pickup(ride),
        dropoff=dropoff(ride),
        details=_details(ride),
        opened_at=ride.requested_at,
        requester_id=ride.rider_id,
        **_later(ride),
    )


def match_from(scheduled_at: datetime) -> datetime:
    """When a driver is looked for."""
    return scheduled_at - timedelta(seconds=settings.RESERVATION_MATCH_FROM_S)


def update_job(ride: Ride) -> None:
    """The ride goes elsewhere; an open offer, which says what is not true any more, is taken back."""
    dispatch.update_job_places(
        kind="ride", ref=ride.id, pickup=pickup(ride), dropoff=dropoff(ride), details=_details(ride)
    )


def expect_end(ride: Ride) -> None:
    """The trip has begun: forward offers may count on the driver at its end."""
    if ride.started_at is not None:
        at = ride.started_at + timedelta(seconds=ride.duration_s)
        dispatch.expect_free(kind="ride", ref=ride.id, at=at, place=dropoff(ride))


def pickup(ride: Ride) -> Point:
    return Point(ride.pickup_lat, ride.pickup_lng)


def dropoff(ride: Ride) -> Point:
    return Point(ride.dropoff_lat, ride.dropoff_lng)


def _later(ride: Ride) -> dict[str, Any]:
    if ride.scheduled_at is None:
        return {}
    return {"match_from": match_from(ride.scheduled_at), "patience_s": settings.RESERVATION_PATIENCE_S}


def _details(ride: Ride) -> dict:
    """What the offer says beside its places. `net_minor` is what the driver keeps, in the fare's currency."""
    net = pricing.driver_net(FareBreakdown.from_dict(ride.breakdown), zone_id=ride.zone_id, at=ride.requested_at)
    return {
        "fare": ride.breakdown,
        "net_minor": net.net_minor,
        "distance_m": ride.distance_m,
        "duration_s": ride.duration_s,
        "stops": len(ride.stops),
        "rider": {"first_name": selectors.first_name(ride)},
        **({"scheduled_at": ride.scheduled_at.isoformat()} if ride.scheduled_at else {}),
    }
