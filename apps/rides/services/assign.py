"""What dispatch's outcome means for the ride. Both answers may arrive late, twice or in any order."""

from uuid import UUID

from django.db import transaction

from apps.dispatch import services as dispatch
from apps.fleet import selectors as fleet
from apps.kernel import events
from apps.rides import selectors
from apps.rides.events import RideAssigned, RideUnserved
from apps.rides.models import Ride
from apps.rides.services import moves
from apps.rides.states import FINAL, RideStatus


@transaction.atomic
def assign(*, ride_id: UUID, driver_id: UUID, epoch: int, pickup_eta_s: int) -> None:
    """Give the ride to the driver who won the job's `epoch`; what was heard before changes nothing.

    A ride that ended in between frees the driver and tells them so.
    """
    ride = selectors.any_ride(ride_id, to_change=True)
    if epoch <= ride.epoch or ride.driver_id == driver_id:
        return
    if ride.status in FINAL:
        _too_late(ride, driver_id)
    else:
        _give(ride, driver_id, epoch, pickup_eta_s)


@transaction.atomic
def mark_unserved(*, ride_id: UUID) -> None:
    """Nobody was found in time. Says nothing if the ride went on or ended before this was heard."""
    ride = selectors.any_ride(ride_id, to_change=True)
    if ride.status != RideStatus.SEARCHING:
        return
    moves.move(ride=ride, to=RideStatus.NO_DRIVER_FOUND)
    moves.tell_both(ride)
    events.publish(RideUnserved(ride_id=str(ride_id)))


def _give(ride: Ride, driver_id: UUID, epoch: int, pickup_eta_s: int) -> None:
    moves.move(
        ride=ride,
        to=RideStatus.ACCEPTED,
        actor_id=driver_id,
        driver_id=driver_id,
        driver_card=fleet.card(driver_id).as_dict(),
        epoch=epoch,
        pickup_eta_s=pickup_eta_s,
    )
    moves.tell_both(ride)
    events.publish(RideAssigned(ride_id=str(ride.id), driver_id=str(driver_id)))


def _too_late(ride: Ride, driver_id: UUID) -> None:
    dispatch.cancel_job(kind="ride", ref=ride.id)
    moves.tell_driver(ride, driver_id)
