"""A reserved ride's time has come: a driver is looked for, or the rider hears why not (decision 0018)."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from apps.accounts import selectors as accounts
from apps.dispatch import services as dispatch
from apps.geo import selectors as zones
from apps.kernel import clock
from apps.rides import selectors
from apps.rides.models import Ride
from apps.rides.services import moves, notices
from apps.rides.services.ending import end
from apps.rides.states import CancelReason, RideStatus

LOOK_AGAIN = timedelta(minutes=1)


@transaction.atomic
def begin(*, ride_id: UUID) -> None:
    """Dispatch has opened the ride's job. What was heard before changes nothing."""
    ride = selectors.any_ride(ride_id, to_change=True)
    if ride.status == RideStatus.REQUESTED and ride.scheduled_at and begin_now(ride):
        moves.tell_both(ride)


def begin_now(ride: Ride) -> bool:
    """Whether a driver is looked for, in the caller's transaction, who tells of it then.

    If not, the rider was told: service is paused, their account suspended, and the ride has ended; or they are in
    another ride, and the job waits. Guard: a rider has one active ride, by a unique constraint.
    """
    if obstacle := _obstacle(ride):
        _give_up(ride, obstacle)
        return False
    try:
        with transaction.atomic():
            moves.move(ride=ride, to=RideStatus.SEARCHING, remind_at=None)
        return True
    except IntegrityError:
        _wait(ride)
        return False


def _obstacle(ride: Ride) -> CancelReason | None:
    if not ride.rider.is_active or accounts.rider_is_suspended(ride.rider_id):
        return CancelReason.RIDER_SUSPENDED
    if ride.category in zones.paused_categories(ride.zone_id):
        return CancelReason.SERVICE_PAUSED
    return None


def _wait(ride: Ride) -> None:
    """Minute by minute, until nobody could call it that ride any more; said once."""
    again = clock.now() + LOOK_AGAIN
    if ride.scheduled_at and again > ride.scheduled_at + timedelta(seconds=settings.RESERVATION_WAITS_S):
        return _give_up(ride, CancelReason.OTHER_RIDE)
    dispatch.postpone_job(kind="ride", ref=ride.id, match_from=again)
    if ride.deferred_at is None:
        moves.amend(ride=ride, deferred_at=clock.now())
        notices.deferred(ride)
    return None


def _give_up(ride: Ride, reason: CancelReason) -> None:
    end(ride=ride, to=RideStatus.FAILED, actor_id=None, reason=reason, remind_at=None)
    notices.not_begun(ride)
