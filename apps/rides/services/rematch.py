"""Without its driver, a ride is matched again: ahead of the queue, at the agreed fare, never with that driver."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.dispatch import services as dispatch
from apps.kernel import clock, events
from apps.rides import selectors
from apps.rides.events import RideRematched
from apps.rides.models import FormerDriver, Ride
from apps.rides.services import moves
from apps.rides.states import BEFORE_START, CancelReason, RideStatus

WITHOUT_DRIVER: dict[str, Any] = {
    "driver_id": None, "driver_card": None, "pickup_eta_s": None, "promised_pickup_at": None, "pin_tries": 0,
    "accepted_at": None, "arriving_at": None, "arrived_at": None, "arrival_heard_at": None,
    "seen_at_pickup_at": None, "queued": False,
}  # fmt: skip


def rematch(*, ride: Ride, reason: str) -> FormerDriver:
    """The driver gives the ride up, in the caller's transaction, which has read `ride` to change it. Tells all three.

    Raises TransitionRefused once the trip has started, or when the ride is another driver's by now.
    """
    if ride.driver_id is None or RideStatus.SEARCHING not in moves.following(ride):
        raise moves.refused(ride, RideStatus.SEARCHING)
    job = dispatch.rematch_job(kind="ride", ref=ride.id, not_driver_id=ride.driver_id)
    return _search_again(
        ride, ride.driver_id, reason, actor_id=ride.driver_id, epoch=job.epoch, rematched=ride.rematched + 1
    )


@transaction.atomic
def lose_driver(*, ride_id: UUID, driver_id: UUID, epoch: int) -> None:
    """Dispatch took the ride from a driver who will not come, and looks for another. Old news changes nothing."""
    ride = selectors.any_ride(ride_id, to_change=True)
    if epoch <= ride.epoch:
        return
    if ride.status in BEFORE_START and ride.driver_id == driver_id:
        _search_again(ride, driver_id, CancelReason.NOT_COMING, actor_id=None, epoch=epoch)
    else:
        moves.amend(ride=ride, epoch=epoch)  # their acceptance is still under way, and old when it comes


def remember(ride: Ride, driver_id: UUID, reason: str) -> FormerDriver:
    """A row for who has the ride now and is about to lose it."""
    return FormerDriver.objects.create(
        ride=ride, driver_id=driver_id, epoch=ride.epoch, status=ride.status, reason=reason, at=clock.now()
    )


def _search_again(ride: Ride, driver_id: UUID, reason: str, *, actor_id: UUID | None, **changes: Any) -> FormerDriver:
    left = remember(ride, driver_id, reason)
    moves.move(ride=ride, to=RideStatus.SEARCHING, actor_id=actor_id, **WITHOUT_DRIVER, **changes)
    moves.tell_both(ride)
    moves.tell_former_driver(ride, left)
    events.publish(RideRematched(ride_id=str(ride.id), driver_id=str(driver_id), reason=reason))
    return left
