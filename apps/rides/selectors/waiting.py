"""Waiting for the rider, counted here and nowhere else: what both people see ticking is what the receipt says."""

from datetime import datetime, timedelta

from apps.kernel import clock
from apps.pricing import services as pricing
from apps.pricing.contracts import WaitingTerms
from apps.rides.contracts import Waiting
from apps.rides.models import Ride
from apps.rides.states import RideStatus


def waits_from(ride: Ride) -> datetime | None:
    """When the driver began to wait; None while they are not at the pickup. Who comes before the time for which a ride
    was reserved waits from then."""
    if ride.arrived_at is None or ride.scheduled_at is None:
        return ride.arrived_at
    return max(ride.arrived_at, ride.scheduled_at)


def waited_s(ride: Ride, until: datetime) -> int:
    """Whole seconds; 0 if the driver is not there."""
    began = waits_from(ride)
    return max(int((until - began).total_seconds()), 0) if began else 0


def waiting_of(ride: Ride) -> Waiting | None:
    """None for a ride that ended before its trip: nothing is paid for waiting then."""
    if ride.ended_at and ride.status != RideStatus.COMPLETED:
        return None
    terms = WaitingTerms(ride.waiting_free_s, ride.waiting_per_minute, ride.currency)
    seconds = waited_s(ride, clock.now()) if ride.waiting_s is None else ride.waiting_s
    began = waits_from(ride)
    return Waiting(
        free_s=terms.free_s,
        per_minute_minor=terms.per_minute_minor,
        free_until=began + timedelta(seconds=terms.free_s) if began else None,
        waited_s=seconds,
        charged_s=max(seconds - terms.free_s, 0),
        amount_minor=pricing.waiting_charge(terms, waiting_s=seconds),
    )
