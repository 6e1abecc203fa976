"""Rides reserved ahead: how many, how far apart, and the reminder before (decision 0018)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.pricing.services import PickupTimeOutOfRange
from apps.rides import selectors
from apps.rides.models import Ride
from apps.rides.services import moves, notices
from apps.rides.services.jobs import match_from
from apps.rides.states import RideStatus

SWEEP = 200


class TooManyReservations(Problem):
    """`maximum` rides may wait at a time."""

    status = 409
    slug = "too-many-reservations"
    title = _("You have reserved as many rides as one can. Cancel one first.")


class ReservationsOverlap(Problem):
    """`ride_id` is the other ride, `apart_s` how far from it a reservation must be."""

    status = 409
    slug = "reservations-overlap"
    title = _("You have reserved a ride at nearly the same time.")


def check(*, rider_id: UUID, at: datetime) -> None:
    """Whether the rider may reserve a ride for `at`; true until the commit, for the caller holds the rider's standing.

    Raises PickupTimeOutOfRange, TooManyReservations, ReservationsOverlap. The price is promised for minutes, so a quote
    asked for in time is: only who could not be driven any more, or is too far ahead, is refused.
    """
    now = clock.now()
    if not now < match_from(at) or at > now + timedelta(seconds=settings.RESERVE_LATEST_S):
        raise PickupTimeOutOfRange()
    waiting = list(Ride.objects.of_rider(rider_id).reserved().values_list("id", "scheduled_at"))
    apart = timedelta(seconds=settings.RESERVATIONS_APART_S)
    if near := [ride_id for ride_id, other in waiting if other and abs(other - at) < apart]:
        raise ReservationsOverlap(ride_id=str(near[0]), apart_s=settings.RESERVATIONS_APART_S)
    if len(waiting) >= settings.RESERVATIONS_PER_RIDER:
        raise TooManyReservations(maximum=settings.RESERVATIONS_PER_RIDER)


def remind_at(scheduled_at: datetime | None) -> datetime | None:
    """None for who reserves so late that they need no reminder."""
    if scheduled_at is None:
        return None
    before = timedelta(seconds=settings.RESERVATION_REMINDER_S)
    return scheduled_at - before if scheduled_at - before > clock.now() + before else None


def remind_due() -> int:
    """Remind the riders whose time it is. Returns how many."""
    due = Ride.objects.reserved().filter(remind_at__lte=clock.now()).order_by("remind_at")
    return sum(_remind(ride_id) for ride_id in list(due.values_list("id", flat=True)[:SWEEP]))


@transaction.atomic
def _remind(ride_id: UUID) -> bool:
    """At most once: who takes `remind_at` away reminds, in the same transaction."""
    ride = selectors.any_ride(ride_id, to_change=True)
    if ride.status != RideStatus.REQUESTED or ride.remind_at is None:
        return False
    try:
        moves.amend(ride=ride, remind_at=None)
    except moves.RideChanged:
        return False
    notices.reminder(ride)
    return True
