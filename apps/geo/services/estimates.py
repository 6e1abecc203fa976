"""Distance and time of travel."""

import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from prometheus_client import Counter

from apps.geo import engines, selectors
from apps.geo.algorithms import eta, learning
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Estimate, EtaSource, Point, ZoneInfo
from apps.geo.services.learning import speed_cell

answered = Counter("superapp_eta_answers_total", "Estimates of distance and time, by who gave them.", ["source"])


def estimate(
    origin: Point, destination: Point, at: datetime, *, via: Sequence[Point] = (), with_geometry: bool = False
) -> Estimate:
    """Road distance and time over the stops of `via`, leaving at `at` (aware).

    The configured engine answers, and where it cannot, the built-in estimator with what it learned; `source` tells. May
    take settings.ETA_ENGINE_TIMEOUT_S: not for the event loop. Raises OutsideEveryZone when nothing is known about
    `origin`, and nothing for an engine's trouble.
    """
    zone = selectors.zone_at(origin, field="origin")
    stops = (origin, *via, destination)
    straight_m = sum(great_circle_m(a, b) for a, b in pairwise(stops))
    local = at.astimezone(zoneinfo.ZoneInfo(zone.time_zone))
    answer = engines.ask(stops, local, straight_m=straight_m, with_geometry=with_geometry)
    answer = answer or _built_in(zone, stops, at, straight_m, with_geometry)
    answered.labels(answer.source).inc()
    return answer


def travel_seconds(
    distance_m: ArrayLike, at: datetime, zone: ZoneInfo, *, cells: Sequence[str] | None = None
) -> NDArray[np.float64]:
    """Seconds by road for great-circle metres (a number or an array of any shape), leaving at `at` (aware).

    `cells` names for each distance the `speed_cell` it lies in; without it the whole zone's speed is used. From memory:
    no query but for the first call of a minute, and no engine is asked.
    """
    speeds = selectors.speeds(zone, at)
    pace = speeds.pace if cells is None else np.fromiter(map(speeds.pace_of, cells), np.float64, len(cells))
    return eta.travel_seconds(distance_m, pace)


async def aseconds_between(places: Sequence[tuple[Point, Point]], at: datetime, zone: ZoneInfo) -> list[int]:
    """Whole seconds by road from each first place to its second, leaving at `at` (aware), at the pace of where it
    starts. For the event loop: as `travel_seconds`, from memory."""
    speeds = await selectors.aspeeds(zone, at)
    return [eta.whole(great_circle_m(here, there) * speeds.pace_of(speed_cell(here))) for here, there in places]


def _built_in(zone: ZoneInfo, stops: Sequence[Point], at: datetime, straight_m: float, with_geometry: bool) -> Estimate:
    speeds = selectors.speeds(zone, at)
    return Estimate(
        distance_m=eta.whole(straight_m * selectors.detour(zone)),
        duration_s=eta.whole(_seconds(speeds, stops) if speeds.learned else straight_m * speeds.pace),
        source=(EtaSource.LEARNED if speeds.learned else EtaSource.BUILTIN).value,
        geometry=tuple((stop.lat, stop.lng) for stop in stops) if with_geometry else (),
    )


def _seconds(speeds: learning.Speeds, stops: Sequence[Point]) -> float:
    """Through the districts along the straight line, each at its own pace."""
    return sum(metres * speeds.pace_of(speed_cell(middle)) for middle, metres in learning.pieces(stops))
