"""Distance and time of travel."""

import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from apps.geo import selectors
from apps.geo.algorithms import eta
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Estimate, Point, ZoneInfo


def estimate(
    origin: Point, destination: Point, at: datetime, *, via: Sequence[Point] = (), with_geometry: bool = False
) -> Estimate:
    """Road distance and time over the stops of `via`, leaving at `at` (aware).

    Raises OutsideEveryZone when nothing is known about `origin`.
    """
    zone = selectors.zone_at(origin, field="origin")
    stops = (origin, *via, destination)
    straight_m = sum(great_circle_m(a, b) for a, b in pairwise(stops))
    return Estimate(
        distance_m=eta.road_m(straight_m, zone.detour),
        duration_s=int(float(travel_seconds(straight_m, at, zone)) + 0.5),
        geometry=tuple((stop.lat, stop.lng) for stop in stops) if with_geometry else (),
    )


def travel_seconds(
    distance_m: ArrayLike, at: datetime, zone: ZoneInfo, *, cells: Sequence[str] | None = None
) -> NDArray[np.float64]:
    """Seconds by road for great-circle metres (a number or an array of any shape), leaving at `at` (aware).

    `cells` says where each of the distances lies (`speed_cell` of a point on the way); without it the whole zone's
    figures are used. From memory: no query but for the first call of a minute, and no engine is asked.
    """
    hour = at.astimezone(zoneinfo.ZoneInfo(zone.time_zone)).hour
    return eta.travel_seconds(distance_m, zone.detour, zone.speeds_kmh, hour)
