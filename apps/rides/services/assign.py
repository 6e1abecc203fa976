"""What dispatch's outcome means for the ride. Both answers may arrive late, twice or in any order."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.dispatch import selectors as dispatch_selectors
from apps.dispatch import services as dispatch
from apps.fleet import selectors as fleet
from apps.kernel import clock, events
from apps.rides import selectors
from apps.rides.events import RideAssigned, RideUnserved
from apps.rides.models import Ride
from apps.rides.services import guests, moves, notices
from apps.rides.services.begin import begin_now
from apps.rides.services.ending import give_back_promo
from apps.rides.services.rematch import WITHOUT_DRIVER, remember
from apps.rides.states import FINAL, CancelReason, RideStatus


@transaction.atomic
def assign(*, ride_id: UUID, driver_id: UUID, epoch: int, pickup_eta_s: int) -> None:
    """Give the ride to the driver who won the job's `epoch`, instead of another if operations say so.

    What was heard before changes nothing. A ride that ended in between frees the driver and tells them so.
    """
    ride = selectors.any_ride(ride_id, to_change=True)
    if epoch <= ride.epoch or ride.driver_id == driver_id:
        return None
    if ride.status == RideStatus.REQUESTED and not begin_now(ride) and ride.status not in FINAL:
        return _not_yet(ride, driver_id, epoch)
    if ride.status in FINAL:
        return _too_late(ride, driver_id)
    former = remember(ride, ride.driver_id, CancelReason.OPERATIONS) if ride.driver_id else None
    give(ride, driver_id, epoch=epoch, pickup_eta_s=pickup_eta_s)
    moves.tell_both(ride)
    if former:
        moves.tell_former_driver(ride, former)
    events.publish(RideAssigned(ride_id=str(ride_id), driver_id=str(driver_id)))
    return None


@transaction.atomic
def mark_unserved(*, ride_id: UUID) -> None:
    """Nobody was found in time. Says nothing if the ride went on or ended before this was heard."""
    ride = selectors.any_ride(ride_id, to_change=True)
    if ride.status not in (RideStatus.REQUESTED, RideStatus.SEARCHING):
        return
    moves.move(ride=ride, to=RideStatus.NO_DRIVER_FOUND)
    give_back_promo(ride)
    moves.tell_both(ride)
    if ride.scheduled_at:
        notices.no_driver(ride)
    guests.call_off(ride)
    events.publish(RideUnserved(ride_id=str(ride_id)))


@transaction.atomic
def promote(*, ride_id: UUID) -> None:
    """The ride before it is over: it is the driver's current one now. What was heard before changes nothing."""
    ride = selectors.any_ride(ride_id, to_change=True)
    if not ride.queued:
        return
    moves.amend(ride=ride, queued=False)
    moves.tell_both(ride)


def give(ride: Ride, driver_id: UUID, **changes: Any) -> None:
    """To who accepted, or to whom operations have put in the place of another: during a trip they only drive on."""
    changes |= {"driver_id": driver_id, "driver_card": fleet.card(driver_id).as_dict()}
    changes["queued"] = dispatch_selectors.follows_another("ride", ride.id)
    there_at = clock.now() + timedelta(seconds=changes["pickup_eta_s"])
    changes["promised_pickup_at"] = max(there_at, ride.scheduled_at) if ride.scheduled_at else there_at
    if ride.status == RideStatus.IN_PROGRESS:
        return moves.amend(ride=ride, **changes)
    if ride.driver_id:
        moves.move(ride=ride, to=RideStatus.SEARCHING, **WITHOUT_DRIVER)
    return moves.move(ride=ride, to=RideStatus.ACCEPTED, actor_id=driver_id, **changes)


def _not_yet(ride: Ride, driver_id: UUID, epoch: int) -> None:
    """The job was opened and won before we heard of it, and its rider cannot come yet: the driver is free again."""
    moves.amend(ride=ride, epoch=epoch)
    moves.tell_former_driver(ride, remember(ride, driver_id, CancelReason.OTHER_RIDE))


def _too_late(ride: Ride, driver_id: UUID) -> None:
    dispatch.cancel_job(kind="ride", ref=ride.id)
    moves.tell_driver(ride, driver_id)
