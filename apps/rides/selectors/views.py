"""A ride as each of its people sees it."""

from dataclasses import replace
from typing import Any

from apps.pricing.contracts import FareBreakdown
from apps.rides import contracts
from apps.rides.models import FormerDriver, Ride
from apps.rides.selectors.pay import net_of
from apps.rides.selectors.stops import stops_of
from apps.rides.selectors.waiting import waiting_of
from apps.rides.states import RideStatus

PIN_SHOWN = (
    RideStatus.REQUESTED,
    RideStatus.SEARCHING,
    RideStatus.ACCEPTED,
    RideStatus.ARRIVING,
    RideStatus.ARRIVED,
)
NOT_THEIRS = (
    "driver",
    "net_minor",
    "accepted_at",
    "arriving_at",
    "arrived_at",
    "started_at",
    "completed_at",
    "pickup_eta_s",
)


def as_rider_sees(ride: Ride) -> contracts.RideView:
    view = _view(ride, pin=ride.pin if ride.status in PIN_SHOWN else None)
    return replace(view, guest=contracts.Guest(ride.guest_name, str(ride.guest_phone))) if ride.guest_name else view


def as_driver_sees(ride: Ride) -> contracts.RideView:
    """Who rides goes by their first name, and nobody's number is shown."""
    return replace(_view(ride, pin=None), **_for_driver(ride))


def as_former_driver_sees(ride: Ride, left: FormerDriver) -> contracts.RideView:
    """For who gave it up the ride is over, whoever has it now."""
    over: dict[str, Any] = dict.fromkeys(NOT_THEIRS)
    over |= {"status": RideStatus.DRIVER_CANCELED, "cancel_reason": left.reason, "ended_at": left.at}
    return replace(as_driver_sees(ride), **over)


def first_name(ride: Ride) -> str:
    """Of who rides: a guest, or the rider."""
    return next(iter((ride.guest_name or ride.rider.full_name).split()), "")


def _for_driver(ride: Ride) -> dict[str, Any]:
    name, net = first_name(ride), net_of(ride)
    return {
        "rider": contracts.RiderName(ride.rider_id, name),
        "guest": contracts.Guest(name, None) if ride.guest_name else None,
        "net_minor": net.net_minor if net else None,
    }


def pickup(ride: Ride) -> contracts.Place:
    return contracts.Place(ride.pickup_lat, ride.pickup_lng, ride.pickup_label)


def dropoff(ride: Ride) -> contracts.Place:
    return contracts.Place(ride.dropoff_lat, ride.dropoff_lng, ride.dropoff_label)


def _view(ride: Ride, *, pin: str | None) -> contracts.RideView:
    return contracts.RideView(
        id=ride.id,
        status=ride.status,
        category=ride.category,
        pickup=pickup(ride),
        dropoff=dropoff(ride),
        stops=stops_of(ride),
        distance_m=ride.distance_m,
        duration_s=ride.duration_s,
        fare=FareBreakdown.from_dict(ride.breakdown).describe(),
        fee=FareBreakdown.from_dict(ride.fee).describe() if ride.fee else None,
        net_minor=None,
        waiting=waiting_of(ride),
        pin=pin,
        rider=contracts.RiderName(ride.rider_id, next(iter(ride.rider.full_name.split()), "")),
        guest=None,
        driver=ride.driver_card,
        pickup_eta_s=ride.pickup_eta_s,
        queued=ride.queued,
        rematched=ride.rematched,
        cancel_reason=ride.cancel_reason or None,
        scheduled_at=ride.scheduled_at,
        requested_at=ride.requested_at,
        accepted_at=ride.accepted_at,
        arriving_at=ride.arriving_at,
        arrived_at=ride.arrived_at,
        started_at=ride.started_at,
        completed_at=ride.completed_at,
        ended_at=ride.ended_at,
    )
