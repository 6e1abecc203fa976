"""What dispatch's outcome means for the ride. Both answers may arrive late, twice or in any order."""

from uuid import UUID

from django.db import transaction

from apps.dispatch import services as dispatch
from apps.fleet import selectors as fleet
from apps.kernel import events
from apps.kernel.transitions import TransitionRefused
from apps.rides.events import RideAssigned, RideUnserved
from apps.rides.models import Ride
from apps.rides.services import moves
from apps.rides.states import ACTIVE, RideStatus


def assign(*, ride_id: UUID, driver_id: UUID, pickup_eta_s: int) -> None:
    """Give the ride to the driver who accepted. A ride that ended in between frees the driver and tells them so."""
    ride = Ride.objects.with_people().get(id=ride_id)
    try:
        with transaction.atomic():
            moves.move(
                ride=ride,
                to=RideStatus.ACCEPTED,
                actor_id=driver_id,
                driver_id=driver_id,
                driver_card=fleet.card(driver_id).as_dict(),
                pickup_eta_s=pickup_eta_s,
            )
            moves.tell_both(ride)
            events.publish(RideAssigned(ride_id=str(ride_id), driver_id=str(driver_id)))
    except TransitionRefused:
        _too_late(ride, driver_id)


def mark_unserved(*, ride_id: UUID) -> None:
    """Nobody was found in time. Says nothing if the ride went on or ended before this was heard."""
    ride = Ride.objects.with_people().get(id=ride_id)
    if ride.status != RideStatus.SEARCHING:
        return
    with transaction.atomic():
        moves.move(ride=ride, to=RideStatus.NO_DRIVER_FOUND)
        moves.tell_both(ride)
        events.publish(RideUnserved(ride_id=str(ride_id)))


def _too_late(ride: Ride, driver_id: UUID) -> None:
    if ride.status in ACTIVE or ride.driver_id == driver_id:
        return  # the same news again
    with transaction.atomic():
        dispatch.cancel_job(kind="ride", ref=ride.id)
        moves.tell_driver(ride, driver_id)
