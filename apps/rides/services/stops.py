"""Stops on the way: reached one after the other."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem
from apps.realtime.services import acted_at
from apps.rides import selectors
from apps.rides.contracts import RideView
from apps.rides.models import Ride
from apps.rides.services import moves
from apps.rides.states import RideStatus


class StopOutOfOrder(Problem):
    """`next` is the number of the next stop, from 0; null when there is none."""

    status = 409
    slug = "stop-out-of-order"
    title = _("That is not the next stop.")


def reach_stop(*, driver_person_id: UUID, ride_id: UUID, stop: int) -> RideView:
    """The car is at stop number `stop`, from 0; said again, nothing happens. Raises StopOutOfOrder, TransitionRefused
    unless the trip is under way."""
    with transaction.atomic():
        ride = selectors.ride_of_driver(driver_person_id, ride_id, to_change=True)
        if not _is_reached(ride, stop):
            _reach(ride, stop)
            moves.tell_both(ride)
    return selectors.as_driver_sees(ride)


def _is_reached(ride: Ride, stop: int) -> bool:
    return stop < selectors.stops_reached(ride)


def _reach(ride: Ride, stop: int) -> None:
    if ride.status != RideStatus.IN_PROGRESS:
        raise moves.refused(ride, RideStatus.IN_PROGRESS)
    following = selectors.stops_reached(ride)
    if stop != following or stop >= len(ride.stops):
        raise StopOutOfOrder(next=following if following < len(ride.stops) else None)
    stops: list[dict[str, Any]] = [*ride.stops]
    stops[stop] = {**stops[stop], "reached_at": acted_at().isoformat()}
    moves.amend(ride=ride, stops=stops)
