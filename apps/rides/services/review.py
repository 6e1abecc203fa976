"""Completions that staff should look at: accepted as they are, and put on a list with the figures."""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts import services as accounts
from apps.fleet.contracts import DriverPosition
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.rides import selectors
from apps.rides.models import Ride
from apps.rides.services import jobs, moves
from apps.rides.states import RideFlag

FAR_M = 1_000  # from the drop-off
TELLING_S = 60  # a position older or newer than this says nothing about the completion
QUICK_SHARE = 0.25  # of the planned duration
LONG_SHARE, LONG_MORE_S = 3, 1_800


def review_completion(*, ride_id: UUID) -> None:
    """Flag a ride that was completed far from its drop-off, much too early or late, or past a stop."""
    position = selectors.position_of_driver(selectors.any_ride(ride_id))
    with transaction.atomic():
        ride = selectors.any_ride(ride_id, to_change=True)
        odd = [*_place(ride, position), *_time(ride), *_stops(ride)]
        known = {flag["code"] for flag in ride.flags}
        if new := [flag for flag in odd if flag["code"] not in known]:
            moves.amend(ride=ride, **moves.flagged(ride, *new))


def mark_reviewed(*, staff_id: UUID, ride_id: UUID, note: str) -> None:
    """Staff have looked: the ride leaves the list, its flags stay."""
    with transaction.atomic():
        ride = selectors.any_ride(ride_id, to_change=True)
        moves.amend(ride=ride, needs_review=False)
        accounts.audit(staff_id, "ride.reviewed", f"ride:{ride.id}", flags=ride.flags, note=note)


def _place(ride: Ride, position: DriverPosition | None) -> list[dict[str, Any]]:
    if position is None or ride.completed_at is None:
        return []
    if abs(position.at - ride.completed_at.timestamp()) > TELLING_S:
        return []
    metres = round(geo.great_circle_m(Point(position.lat, position.lng), jobs.dropoff(ride)))
    return [moves.flag(RideFlag.FAR_FROM_DROPOFF, metres=metres)] if metres > FAR_M else []


def _time(ride: Ride) -> list[dict[str, Any]]:
    if ride.started_at is None or ride.completed_at is None:
        return []
    took_s = round((ride.completed_at - ride.started_at).total_seconds())
    if took_s < QUICK_SHARE * ride.duration_s:
        return [moves.flag(RideFlag.TOO_QUICK, took_s=took_s, planned_s=ride.duration_s)]
    if took_s > LONG_SHARE * ride.duration_s + LONG_MORE_S:
        return [moves.flag(RideFlag.TOO_LONG, took_s=took_s, planned_s=ride.duration_s)]
    return []


def _stops(ride: Ride) -> list[dict[str, Any]]:
    left = len(ride.stops) - selectors.stops_reached(ride)
    return [moves.flag(RideFlag.STOPS_LEFT, stops=left)] if left else []
