"""Ending a ride before its destination: by the rider, by the driver, by operations."""

import math
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import services as accounts
from apps.dispatch import services as dispatch
from apps.kernel import clock, events
from apps.kernel.problems import Problem
from apps.rides import selectors
from apps.rides.contracts import RideView
from apps.rides.events import RideCanceled
from apps.rides.models import Ride
from apps.rides.services import moves
from apps.rides.services.rematch import rematch
from apps.rides.states import CancelReason, RideFlag, RideStatus

GIVE_UPS_MOST = 3  # drivers who may give a ride up before it ends
NO_SHOW_WAIT = timedelta(seconds=120)  # city time, from the driver's arrival


class TooEarly(Problem):
    """`seconds_left` of city time until the driver may say that the rider did not come."""

    status = 409
    slug = "too-early"
    title = _("Wait a little longer for the rider.")


def cancel_by_rider(*, rider_id: UUID, ride_id: UUID, reason: str = "") -> RideView:
    """`reason` is one of RIDER_REASONS or empty. Raises TransitionRefused once the trip has started."""
    with transaction.atomic():
        ride = selectors.ride_of_rider(rider_id, ride_id, to_change=True)
        _end(ride, RideStatus.RIDER_CANCELED, rider_id, reason)
    return selectors.as_rider_sees(ride)


def cancel_by_driver(*, driver_person_id: UUID, ride_id: UUID, reason: str) -> RideView:
    """`reason` is one of DRIVER_REASONS. The ride goes on without this driver, unless the rider did not come.

    A no-show is for the pickup, after NO_SHOW_WAIT. Raises TooEarly, TransitionRefused once the trip has started.
    """
    with transaction.atomic():
        ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
        if reason != CancelReason.RIDER_NO_SHOW:
            return _give_up(ride, driver_person_id, reason)
        _check_waited(ride)
        _end(ride, RideStatus.DRIVER_CANCELED, driver_person_id, reason)
    return selectors.as_driver_sees(ride)


def cancel_by_operations(*, staff_id: UUID, ride_id: UUID, note: str) -> None:
    """End any active ride, with a note for the audit trail. Raises TransitionRefused if it has ended already."""
    with transaction.atomic():
        ride = selectors.any_ride(ride_id, to_change=True)
        was = ride.status
        _end(ride, RideStatus.FAILED, staff_id, CancelReason.OPERATIONS)
        accounts.audit(staff_id, "ride.canceled", f"ride:{ride.id}", was=was, note=note)


def _check_waited(ride: Ride) -> None:
    if ride.status != RideStatus.ARRIVED or ride.arrived_at is None:
        raise moves.refused(ride, RideStatus.DRIVER_CANCELED)
    left = NO_SHOW_WAIT - (clock.now() - ride.arrived_at)
    if left > timedelta(0):
        raise TooEarly(seconds_left=math.ceil(left.total_seconds()))


def _give_up(ride: Ride, driver_id: UUID, reason: str) -> RideView:
    """Look for somebody else, until too many have given up: then the ride ends, and staff see why."""
    if ride.rematched + 1 < GIVE_UPS_MOST:
        return selectors.as_former_driver_sees(ride, rematch(ride=ride, reason=reason))
    given_up = [*ride.flags, {"code": RideFlag.GIVEN_UP_OFTEN, "times": ride.rematched + 1}]
    changes = {"rematched": ride.rematched + 1, "flags": given_up, "needs_review": True}
    _end(ride, RideStatus.DRIVER_CANCELED, driver_id, reason, **changes)
    return selectors.as_driver_sees(ride)


def _end(ride: Ride, to: str, actor_id: UUID, reason: str, **changes: object) -> None:
    moves.move(ride=ride, to=to, actor_id=actor_id, cancel_reason=reason, **changes)
    dispatch.cancel_job(kind="ride", ref=ride.id)
    moves.tell_both(ride)
    driver_id = str(ride.driver_id) if ride.driver_id else None
    events.publish(RideCanceled(ride_id=str(ride.id), driver_id=driver_id, status=to, reason=reason))
