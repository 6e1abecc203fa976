"""What somebody asks a price for, checked and measured: places, stops, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.geo import selectors as zones
from apps.geo import services as geo
from apps.geo.contracts import Estimate, Point, ZoneInfo
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.pricing.contracts import MOST_STOPS

NEAREST_M = 100
FARTHEST_M = 150_000
AHEAD = timedelta(days=30)
BEHIND = timedelta(minutes=1)  # a time typed a moment ago


class TooClose(Problem):
    status = 422
    slug = "too-close"
    title = _("Pickup and drop-off are too close to each other.")


class TooFar(Problem):
    status = 422
    slug = "too-far"
    title = _("The trip is too long.")


class TooManyStops(Problem):
    status = 422
    slug = "too-many-stops"
    title = _("The trip has too many stops.")


class PickupTimeOutOfRange(Problem):
    """`latest`, and for rides reserved now `earliest`, say what can be chosen."""

    status = 422
    slug = "pickup-time-out-of-range"
    title = _("Rides can be reserved for between half an hour and seven days from now.")


@dataclass(frozen=True)
class Journey:
    """`leaves_at` is when it begins, `scheduled_at` the same if it was asked for ahead."""

    zone: ZoneInfo
    pickup: Point
    dropoff: Point
    stops: tuple[Point, ...]
    scheduled_at: datetime | None
    leaves_at: datetime
    estimate: Estimate


def journey(pickup: Point, dropoff: Point, stops: Sequence[Point], at: datetime | None) -> Journey:
    """Raises OutsideEveryZone, TooClose (a leg < 100 m), TooFar (> 150 km), TooManyStops (> 3),
    PickupTimeOutOfRange (past, or more than 30 days ahead); all 422."""
    if len(stops) > MOST_STOPS:
        raise TooManyStops(maximum=MOST_STOPS)
    zone = zones.zone_at(pickup, field="pickup")
    for number, stop in enumerate(stops):
        zones.zone_at(stop, field=f"stops.{number}")
    zones.zone_at(dropoff, field="dropoff")
    places = (pickup, *stops, dropoff)
    _check_distance(places)
    leaves_at = _leaves_at(at)
    estimate = geo.estimate(pickup, dropoff, leaves_at, via=tuple(stops))
    return Journey(zone, pickup, dropoff, tuple(stops), at, leaves_at, estimate)


def check_reservable(at: datetime) -> None:
    """Whether a ride may be reserved now for `at`, by the settings. Raises PickupTimeOutOfRange."""
    now = clock.now()
    earliest = now + timedelta(seconds=settings.RESERVE_SOONEST_S)
    latest = now + timedelta(seconds=settings.RESERVE_LATEST_S)
    if not earliest <= at <= latest:
        raise PickupTimeOutOfRange(earliest=earliest.isoformat(), latest=latest.isoformat())


def _leaves_at(at: datetime | None) -> datetime:
    now = clock.now()
    if at is None:
        return now
    if not now - BEHIND <= at <= now + AHEAD:
        raise PickupTimeOutOfRange(latest=(now + AHEAD).isoformat())
    return at


def _check_distance(places: Sequence[Point]) -> None:
    legs_m = [geo.great_circle_m(start, end) for start, end in pairwise(places)]
    if min(legs_m) < NEAREST_M:
        raise TooClose(minimum_m=NEAREST_M)
    if sum(legs_m) > FARTHEST_M:
        raise TooFar(maximum_m=FARTHEST_M)
