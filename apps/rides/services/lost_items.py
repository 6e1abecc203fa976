"""Things left in the car: the rider reports, the driver looks and answers, both write, staff close."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts import services as accounts
from apps.kernel import clock, transitions
from apps.kernel.problems import Problem
from apps.rides.models import LostItem, LostItemMessage, Ride
from apps.rides.selectors.lost_items import as_dict, lost_item_of
from apps.rides.selectors.sides import ride_of
from apps.rides.services.telling import tell
from apps.rides.states import LOST_ITEM_TABLE, LostItemStatus, RideStatus, Side

OPEN_FOR = timedelta(days=14)

TITLE = _("Lost item")
SAID = {
    LostItemStatus.FOUND: _("The driver has found it. Write to agree where you get it back."),
    LostItemStatus.NOT_FOUND: _("The driver has looked and not found it."),
    LostItemStatus.CLOSED: _("Our team has closed the report."),
}


class NotAfterATrip(Problem):
    """Neither before the trip is completed, nor more than fourteen days after."""

    status = 409
    slug = "not-open-for-lost-items"
    title = _("That is possible for fourteen days after a completed ride.")


class LostItemOpen(Problem):
    """`item_id` is the report there is."""

    status = 409
    slug = "lost-item-open"
    title = _("There is a report for this ride already. Write to the driver there.")


class LostItemClosed(Problem):
    status = 409
    slug = "lost-item-closed"
    title = _("This report is closed.")


def report(*, rider_id: UUID, ride_id: UUID, description: str) -> LostItem:
    """The driver of the trip is told. Raises RideNotFound, NotAfterATrip, LostItemOpen.

    One report that is not closed a ride is a unique constraint.
    """
    ride = ride_of(Side.RIDER, rider_id, ride_id)
    _check_open(ride)
    with transaction.atomic():
        item = _insert(ride, description)
        _tell_both(item, Side.DRIVER, description)
    return item


def answer(*, driver_id: UUID, item_id: UUID, answer: str) -> LostItem:
    """The driver has looked: `answer` is a LostItemAnswer. Said again nothing happens.

    Raises LostItemNotFound, TransitionRefused.
    """
    with transaction.atomic():
        item = lost_item_of(Side.DRIVER, driver_id, item_id)
        if item.status != answer:
            transitions.move(item, answer, LOST_ITEM_TABLE, answered_at=clock.now())
            _tell_both(item, Side.RIDER, SAID[LostItemStatus(answer)])
    return item


def write(*, side: str, person_id: UUID, item_id: UUID, text: str) -> LostItem:
    """To the other, until the report is closed. Raises LostItemNotFound, LostItemClosed.

    Once a call: the door's idempotency key is the guard.
    """
    with transaction.atomic():
        item = lost_item_of(side, person_id, item_id)
        still_open = LostItem.objects.filter(id=item_id).exclude(status=LostItemStatus.CLOSED)
        if not still_open.update(reported_at=F("reported_at")):  # holds the row: nothing is written after its end
            raise LostItemClosed()
        LostItemMessage.objects.create(item=item, side=side, text=text, sent_at=clock.now())
        item = lost_item_of(side, person_id, item_id)
        _tell_both(item, Side.DRIVER if side == Side.RIDER else Side.RIDER, text)
    return item


def close(*, staff_id: UUID, item_id: UUID, note: str) -> None:
    """It is over, whichever way. Both people are told. Raises TransitionRefused if it was already."""
    with transaction.atomic():
        item = LostItem.objects.select_related("ride__rider", "ride__driver__person").get(id=item_id)
        transitions.move(item, LostItemStatus.CLOSED, LOST_ITEM_TABLE, closed_at=clock.now(), note=note)
        accounts.audit(staff_id, "lost_item.closed", f"ride:{item.ride_id}", item=str(item.id), note=note)
        _tell_both(item, Side.RIDER, SAID[LostItemStatus.CLOSED])


def _check_open(ride: Ride) -> None:
    done = ride.status == RideStatus.COMPLETED and ride.completed_at
    if not done or clock.now() - done > OPEN_FOR:
        raise NotAfterATrip()


def _insert(ride: Ride, description: str) -> LostItem:
    try:
        with transaction.atomic():
            return LostItem.objects.create(ride=ride, description=description, reported_at=clock.now())
    except IntegrityError as error:
        known = LostItem.objects.filter(ride=ride).exclude(status=LostItemStatus.CLOSED).first()
        raise LostItemOpen(item_id=str(known.id) if known else None) from error


def _tell_both(item: LostItem, to: str, text: object) -> None:
    """Both streams, always the rider's first: streams are locks. A push to the side `to`."""
    people: list[tuple[str, Any]] = [(Side.RIDER, item.ride.rider)]
    if item.ride.driver is not None:
        people.append((Side.DRIVER, item.ride.driver.person))
    for side, person in people:
        words = (TITLE, text) if side == to else None
        tell(
            side=side,
            person=person,
            event="lost_item.updated",
            about=item.id,
            data=lambda: {"item": as_dict(item)},
            words=words,
        )
