"""A driver cancels: the ride goes on with somebody else, unless nobody came to the car."""

import math
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.fleet.contracts import DriverPosition
from apps.kernel import clock
from apps.kernel.money import Money
from apps.kernel.problems import Problem
from apps.rides import selectors
from apps.rides.contracts import RideView
from apps.rides.models import Ride
from apps.rides.services import arrivals, moves, notices
from apps.rides.services.ending import end
from apps.rides.services.rematch import rematch
from apps.rides.states import CancelReason, RideFlag, RideStatus

GIVE_UPS_MOST = 3  # drivers who may give a ride up before it ends
NO_SHOW_WAIT_S = 300  # where the market has no policy


class TooEarly(Problem):
    """`seconds_left` of city time until the driver may say that the rider did not come."""

    status = 409
    slug = "too-early"
    title = _("Wait a little longer for the rider.")


def cancel_by_driver(*, driver_person_id: UUID, ride_id: UUID, reason: str) -> RideView:
    """`reason` is one of DRIVER_REASONS. The ride goes on without this driver, unless the rider did not come.

    A no-show is for the pickup, after the wait of the ride's cancellation policy, and charges its fee if the car was
    seen there and has not left. Raises TooEarly, TransitionRefused once the trip has started.
    """
    nobody_came = reason == CancelReason.RIDER_NO_SHOW
    here = selectors.newest_position(driver_person_id, math.inf) if nobody_came else None  # Redis may hang: not below
    with transaction.atomic():
        ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
        return _no_show(ride, driver_person_id, here) if nobody_came else _give_up(ride, driver_person_id, reason)


def _no_show(ride: Ride, driver_id: UUID, here: DriverPosition | None) -> RideView:
    _check_waited(ride)
    odd = arrivals.odd_no_show(ride, here)
    fee = None if odd else selectors.cancellation_of(ride, by="no_show").fee
    to, reason = RideStatus.DRIVER_CANCELED, CancelReason.RIDER_NO_SHOW
    end(ride=ride, to=to, actor_id=driver_id, reason=reason, fee=fee, **moves.flagged(ride, *odd))
    if fee:
        notices.no_show(ride, Money(fee.total_minor, fee.currency))
    return selectors.as_driver_sees(ride)


def _check_waited(ride: Ride) -> None:
    if ride.status != RideStatus.ARRIVED:
        raise moves.refused(ride, RideStatus.DRIVER_CANCELED)
    left = selectors.no_show_at(ride, otherwise_s=NO_SHOW_WAIT_S) - clock.now()
    if left > timedelta(0):
        raise TooEarly(seconds_left=math.ceil(left.total_seconds()))


def _give_up(ride: Ride, driver_id: UUID, reason: str) -> RideView:
    """Look for somebody else, until too many have given up: then the ride ends, and staff see why."""
    times = ride.rematched + 1
    if times < GIVE_UPS_MOST:
        return selectors.as_former_driver_sees(ride, rematch(ride=ride, reason=reason))
    often = moves.flag(RideFlag.GIVEN_UP_OFTEN, times=times)
    changes = {"rematched": times, **moves.flagged(ride, often)}
    end(ride=ride, to=RideStatus.DRIVER_CANCELED, actor_id=driver_id, reason=reason, **changes)
    return selectors.as_driver_sees(ride)
