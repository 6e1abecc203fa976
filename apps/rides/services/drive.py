"""The driver's steps: on the way, at the pickup, started with the rider's PIN, completed.

Each is stamped with when the driver gave it: a phone that was without network tells it later.
"""

from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts import services as accounts
from apps.dispatch import services as dispatch
from apps.kernel import clock, events
from apps.kernel.problems import Problem
from apps.pricing import services as pricing
from apps.pricing.contracts import FareBreakdown
from apps.realtime.services import acted_at
from apps.rides import selectors
from apps.rides.contracts import RideView
from apps.rides.events import RideCompleted
from apps.rides.models import PIN_TRIES, Ride
from apps.rides.services import arrivals, jobs, moves
from apps.rides.services.receipts import issue
from apps.rides.states import RideFlag, RideStatus

TOLD_LATE_S = 60


class WrongPin(Problem):
    """`tries_left` may still be made before the ride needs our support."""

    status = 422
    slug = "wrong-pin"
    title = _("That is not the rider's code.")
    keeps_work = True


class OtherRideFirst(Problem):
    """`ride_id` is the ride that the driver is on."""

    status = 409
    slug = "other-ride-first"
    title = _("End the trip you are on first.")


class PinLocked(Problem):
    status = 409
    slug = "pin-locked"
    title = _("Too many wrong codes. Contact our support to start this ride.")


def en_route(*, driver_person_id: UUID, ride_id: UUID) -> RideView:
    with transaction.atomic():
        ride = _current(driver_person_id, ride_id)
        _step(ride, RideStatus.ARRIVING, driver_person_id)
        moves.tell_both(ride)
    return selectors.as_driver_sees(ride)


def arrive(*, driver_person_id: UUID, ride_id: UUID) -> RideView:
    """At the pickup: waiting is paid from when this is heard and the car is seen there. Told from elsewhere it is
    taken all the same, unpaid and flagged (decision 0024)."""
    here = selectors.newest_position(driver_person_id)  # not in the transaction: Redis may hang
    with transaction.atomic():
        ride = _current(driver_person_id, ride_id)
        odd = arrivals.odd_arrival(ride, here, _acted_at(ride))
        _step(ride, RideStatus.ARRIVED, driver_person_id, odd, **arrivals.heard(ride, here))
        moves.tell_both(ride)
    return selectors.as_driver_sees(ride)


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
            _begin(ride, driver_person_id)
            moves.tell_both(ride)
    if not right:
        raise WrongPin(tries_left=PIN_TRIES - ride.pin_tries)
    return selectors.as_driver_sees(ride)


def complete(*, driver_person_id: UUID, ride_id: UUID) -> RideView:
    """End the trip: frees the driver, numbers the receipt and lets it be rendered, all in one transaction."""
    with transaction.atomic():
        ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
        _step(ride, RideStatus.COMPLETED, driver_person_id)
        dispatch.finish_job(kind="ride", ref=ride.id, driver_id=driver_person_id)
        _settle_promo(ride)
        receipt = issue(ride=ride)
        moves.tell_both(ride)
        events.publish(RideCompleted(ride_id=str(ride.id), driver_id=str(ride.driver_id), receipt_id=str(receipt.id)))
    return selectors.as_driver_sees(ride)


def _current(driver_person_id: UUID, ride_id: UUID) -> Ride:
    ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
    if ride.queued:
        raise OtherRideFirst(ride_id=str(selectors.current_ride_id(driver_person_id)))
    return ride


def _step(ride: Ride, to: str, driver_id: UUID, odd: Iterable[dict[str, Any]] = (), **changes: Any) -> None:
    """`odd`: flags for what is odd about it, beside being told late."""
    at = _acted_at(ride)
    late_s = int((clock.now() - at).total_seconds())
    late = [moves.flag(RideFlag.TOLD_LATE, status=str(to), late_s=late_s)] if late_s > TOLD_LATE_S else []
    moves.move(ride=ride, to=to, actor_id=driver_id, at=at, **moves.flagged(ride, *odd, *late), **changes)


def _acted_at(ride: Ride) -> datetime:
    """When the driver says it was, but not before the step before it."""
    before = [ride.accepted_at, ride.arriving_at, ride.arrived_at, ride.started_at]
    return max(acted_at(), *(at for at in before if at is not None))


def _begin(ride: Ride, driver_id: UUID) -> None:
    """The trip begins, and with it waiting ends: from here it is a line of the fare."""
    waited_s = selectors.waited_s(ride, _acted_at(ride))
    fare = FareBreakdown.from_dict(ride.breakdown)
    if waited_s > ride.waiting_free_s:
        fare = pricing.with_waiting(fare, waiting_s=waited_s)
    changes: dict[str, Any] = {"waiting_s": waited_s, "breakdown": fare.as_dict(), "total_minor": fare.total_minor}
    _step(ride, RideStatus.IN_PROGRESS, driver_id, **changes)
    jobs.expect_end(ride)


def _settle_promo(ride: Ride) -> None:
    if ride.promo_code:
        line = FareBreakdown.from_dict(ride.breakdown).line("promo")
        pricing.settle_promo(ref=ride.id, amount_minor=-line.amount_minor if line else 0)


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
