"""Stops on the way, as the ride's row keeps them: in order, reached from the first on."""

from datetime import datetime

from apps.geo.contracts import Point
from apps.rides.contracts import Stop
from apps.rides.models import Ride


def new_stop(point: Point, label: str = "") -> dict:
    return {**point.as_dict(), "label": label, "reached_at": None}


def stops_of(ride: Ride) -> tuple[Stop, ...]:
    return tuple(Stop(one["lat"], one["lng"], one["label"], _moment(one["reached_at"])) for one in ride.stops)


def stops_reached(ride: Ride) -> int:
    return sum(one["reached_at"] is not None for one in ride.stops)


def stop_points(ride: Ride) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Those reached, and those still to come."""
    points, reached = [Point(one["lat"], one["lng"]) for one in ride.stops], stops_reached(ride)
    return tuple(points[:reached]), tuple(points[reached:])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
