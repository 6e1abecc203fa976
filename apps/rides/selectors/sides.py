"""The two people of a ride."""

from uuid import UUID

from apps.rides.models import Ride
from apps.rides.selectors import rides
from apps.rides.states import Side


def ride_of(side: str, person_id: UUID, ride_id: UUID, *, to_change: bool = False) -> Ride:
    """The person's ride on their side of it. Raises RideNotFound."""
    find = rides.ride_of_rider if side == Side.RIDER else rides.ride_of_driver
    return find(person_id, ride_id, to_change=to_change)
