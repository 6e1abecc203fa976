"""Letting somebody else watch a trip, by a link that ends with it."""

from uuid import UUID

from django.db import IntegrityError, transaction

from apps.kernel import clock
from apps.rides import selectors
from apps.rides.models import ShareLink
from apps.rides.selectors.sharing import TripEnded
from apps.rides.states import FINAL


def share(*, rider_id: UUID, ride_id: UUID) -> ShareLink:
    """The ride's link: the one in force, or a new one. Raises RideNotFound, and TripEnded when it is over.

    One link in force a ride is a unique constraint: who asks twice at once gets the same.
    """
    ride = selectors.ride_of_rider(rider_id, ride_id)
    if ride.status in FINAL:
        raise TripEnded()
    in_force = ShareLink.objects.filter(ride_id=ride_id, revoked_at=None)
    try:
        with transaction.atomic():
            return in_force.first() or ShareLink.objects.create(ride=ride, created_at=clock.now())
    except IntegrityError:
        return in_force.get()


def unshare(*, rider_id: UUID, ride_id: UUID) -> None:
    """The link shows nothing from now on, to anybody. Sharing again makes another."""
    ride = selectors.ride_of_rider(rider_id, ride_id)
    ShareLink.objects.filter(ride=ride, revoked_at=None).update(revoked_at=clock.now())
