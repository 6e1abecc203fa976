"""Stars after a ride, once a side: the driver's go to the fleet, the rider's are kept here."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.fleet import services as fleet
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.rides.models import Ride, RideRating, RiderStanding
from apps.rides.selectors.sides import ride_of
from apps.rides.states import RideStatus, Side

OPEN_FOR = timedelta(days=7)
COUNTED = 500


class AfterTheRide(Problem):
    """Neither before the ride is completed, nor more than seven days after."""

    status = 409
    slug = "not-open-for-this"
    title = _("That is possible for seven days after a completed ride.")


class AlreadyRated(Problem):
    status = 409
    slug = "already-rated"
    title = _("You have rated this ride already.")


def rate(*, side: str, person_id: UUID, ride_id: UUID, stars: int, tags: Sequence[str] = ()) -> RideRating:
    """Give the other side 1 to 5 stars. Raises RideNotFound, AfterTheRide, AlreadyRated.

    Once a ride and side is a unique constraint.
    """
    ride = ride_of(side, person_id, ride_id)
    check_open(ride)
    driver_id = cast(UUID, ride.driver_id)  # a completed ride has one
    about = driver_id if side == Side.RIDER else ride.rider_id
    with transaction.atomic():
        rating = _insert(ride, side, about, stars, tags)
        if side == Side.RIDER:
            fleet.rate_driver(driver_id=driver_id, stars=stars, ref=ride.id)
        else:
            _count(ride.rider_id)
    return rating


def check_open(ride: Ride) -> None:
    if ride.status != RideStatus.COMPLETED or ride.completed_at is None or clock.now() - ride.completed_at > OPEN_FOR:
        raise AfterTheRide()


def _insert(ride: Ride, side: str, about: UUID, stars: int, tags: Sequence[str]) -> RideRating:
    try:
        with transaction.atomic():
            return RideRating.objects.create(
                ride=ride, side=side, person_id=about, stars=stars, tags=list(tags), given_at=clock.now()
            )
    except IntegrityError as error:
        raise AlreadyRated() from error


def _count(rider_id: UUID) -> None:
    """Counting locks the row, so whoever comes second computes the mean after the first's commit."""
    RiderStanding.objects.get_or_create(person_id=rider_id)
    mine = RiderStanding.objects.filter(person_id=rider_id)
    mine.update(rated=F("rated") + 1)
    by_drivers = RideRating.objects.filter(person_id=rider_id, side=Side.DRIVER).order_by("-id")
    stars = list(by_drivers.values_list("stars", flat=True)[:COUNTED])
    mine.update(rating=(Decimal(sum(stars)) / len(stars)).quantize(Decimal("0.01"), ROUND_HALF_UP))
