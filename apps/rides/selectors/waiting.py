"""Waiting for the rider, counted here and nowhere else: what both people see ticking is what the receipt says."""

from datetime import datetime, timedelta

from apps.kernel import clock
from apps.pricing import services as pricing
from apps.pricing.contracts import WaitingTerms
from apps.rides.contracts import Waiting
from apps.rides.models import Ride
from apps.rides.states import RideStatus


def waits_from(ride: Ride) -> datetime | None:
    """From when the driver's waiting is paid: their car was seen at the pickup. None while it was not (decision 0024).
    Who comes before the time for which a ride was reserved waits from then."""
    return _as_reserved(ride, ride.seen_at_pickup_at) if ride.seen_at_pickup_at else None


def attends_from(ride: Ride) -> datetime | None:
    """The same; and where the car was not seen, from when we heard that it is there. None while we did not."""
    heard_at = ride.arrival_heard_at or ride.arrived_at  # the last is of a process from before there was the first
    return waits_from(ride) or (_as_reserved(ride, heard_at) if heard_at else None)


def waited_s(ride: Ride, until: datetime) -> int:
    """Whole seconds that count; 0 if the car was not seen there."""
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


def _as_reserved(ride: Ride, there_at: datetime) -> datetime:
    return max(there_at, ride.scheduled_at) if ride.scheduled_at else there_at
