"""The driver's steps: on the way, at the pickup, started with the rider's PIN, completed."""

from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts import services as accounts
from apps.dispatch import services as dispatch
from apps.kernel import events
from apps.kernel.problems import Problem
from apps.rides import selectors
from apps.rides.contracts import RideView
from apps.rides.events import RideCompleted
from apps.rides.models import PIN_TRIES, Ride
from apps.rides.services import moves
from apps.rides.services.receipts import issue
from apps.rides.states import RideStatus


class WrongPin(Problem):
    """`tries_left` may still be made before the ride needs our support."""

    status = 422
    slug = "wrong-pin"
    title = _("That is not the rider's code.")
    keeps_work = True


class PinLocked(Problem):
    status = 409
    slug = "pin-locked"
    title = _("Too many wrong codes. Contact our support to start this ride.")


def en_route(*, driver_person_id: UUID, ride_id: UUID) -> RideView:
    return _step(driver_person_id, ride_id, RideStatus.ARRIVING)


def arrive(*, driver_person_id: UUID, ride_id: UUID) -> RideView:
    return _step(driver_person_id, ride_id, RideStatus.ARRIVED)


def start(*, driver_person_id: UUID, ride_id: UUID, pin: str) -> RideView:
    """Begin the trip with the code the rider reads out. Raises WrongPin, PinLocked, TransitionRefused.

    A try is taken before the code is looked at, so a hundred guesses at once are still five; and a wrong one stays
    counted because the refusal is raised after the commit (`keeps_work` where a socket's command wraps this).
    """
    with transaction.atomic():
        ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
        _take_try(ride)
        right = compare_digest(ride.pin.encode(), pin.encode())
        if right:
            moves.move(ride=ride, to=RideStatus.IN_PROGRESS, actor_id=driver_person_id)
            moves.tell_both(ride)
    if not right:
        raise WrongPin(tries_left=PIN_TRIES - ride.pin_tries)
    return selectors.as_driver_sees(ride)


def complete(*, driver_person_id: UUID, ride_id: UUID) -> RideView:
    """End the trip: frees the driver, numbers the receipt and lets it be rendered, all in one transaction."""
    with transaction.atomic():
        ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
        moves.move(ride=ride, to=RideStatus.COMPLETED, actor_id=driver_person_id)
        dispatch.finish_job(kind="ride", ref=ride.id, driver_id=driver_person_id)
        receipt = issue(ride=ride)
        moves.tell_both(ride)
        events.publish(RideCompleted(ride_id=str(ride.id), driver_id=str(ride.driver_id), receipt_id=str(receipt.id)))
    return selectors.as_driver_sees(ride)


def _step(driver_person_id: UUID, ride_id: UUID, to: str) -> RideView:
    with transaction.atomic():
        ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
        moves.move(ride=ride, to=to, actor_id=driver_person_id)
        moves.tell_both(ride)
    return selectors.as_driver_sees(ride)


def _take_try(ride: Ride) -> None:
    waiting = Ride.objects.filter(id=ride.id, status=RideStatus.ARRIVED)
    taken = waiting.filter(pin_tries__lt=PIN_TRIES).update(pin_tries=F("pin_tries") + 1)
    ride.refresh_from_db(fields=["status", "pin_tries"])
    if taken:
        return
    if ride.status == RideStatus.ARRIVED:
        raise PinLocked()
    raise moves.refused(ride, RideStatus.IN_PROGRESS)


def unlock_pin(*, staff_id: UUID, ride_id: UUID, note: str) -> None:
    """Five new tries, when support has spoken to both people. Raises TransitionRefused unless the driver is waiting."""
    with transaction.atomic():
        waiting = Ride.objects.filter(id=ride_id, status=RideStatus.ARRIVED)
        if not waiting.update(pin_tries=0):
            raise moves.refused(Ride.objects.get(id=ride_id), RideStatus.IN_PROGRESS)
        accounts.audit(staff_id, "ride.pin_unlocked", f"ride:{ride_id}", note=note)
