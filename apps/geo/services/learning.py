"""Speeds learned from finished trips."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, QuerySet, Value, When

from apps.geo import selectors
from apps.geo.algorithms import learning
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Point
from apps.geo.models import LearnedTrip, SpeedSum
from apps.geo.services.cells import cell
from apps.kernel import clock

RESOLUTION = 7  # cells of some 5 km²: a district

# Beyond MEMORY_M what a cell knows counts half, so that old trips fade.
_KEPT = Case(When(straight_m__gt=learning.MEMORY_M, then=Value(0.5)), default=Value(1.0))


def speed_cell(point: Point) -> str:
    """The cell by which speeds are learned at a place."""
    return cell(point, RESOLUTION)


def record_trip(
    *,
    ref: UUID,
    zone_id: UUID,
    pickup: Point,
    dropoff: Point,
    started_at: datetime,
    ended_at: datetime,
    road_m: int | None = None,
) -> bool:
    """Learn from a finished trip without stops, once per `ref`; `road_m` are the metres driven, if they were measured.

    Returns whether anything was learned: not from a trip that was learned from before, nor from one that is no plain
    drive (too short, too slow or too fast to be true). Raises NoSuchZone.
    """
    straight_m, seconds = great_circle_m(pickup, dropoff), (ended_at - started_at).total_seconds()
    zone = selectors.zone(zone_id)
    if not learning.is_plain_drive(straight_m, seconds):
        return False
    weekend, hour = selectors.hour_of(zone, started_at)
    measured = road_m / straight_m if road_m and learning.is_plain_road(straight_m, road_m) else 0.0
    with transaction.atomic():
        if not _first_time(ref):
            return False
        metres = _metres_by_cell(pickup, dropoff)
        place = {"zone_id": zone.id, "weekend": weekend, "hour": hour}
        SpeedSum.objects.bulk_create([SpeedSum(**place, cell=each) for each in metres], ignore_conflicts=True)
        for each, inside_m in metres.items():
            _add(SpeedSum.objects.filter(**place, cell=each), inside_m, seconds * inside_m / straight_m, measured)
    return True


def _first_time(ref: UUID) -> bool:
    try:
        with transaction.atomic():
            LearnedTrip.objects.create(ref=ref, learned_at=clock.wall())
    except IntegrityError:
        return False
    return True


def _metres_by_cell(pickup: Point, dropoff: Point) -> dict[str, float]:
    """In the order of the cells: two trips that cross the same cells at once must lock their rows in one order."""
    metres: dict[str, float] = defaultdict(float)
    for middle, length in learning.pieces([pickup, dropoff]):
        metres[speed_cell(middle)] += length
    return dict(sorted(metres.items()))


def _add(row: QuerySet[SpeedSum], straight_m: float, seconds: float, measured: float) -> None:
    row.update(
        straight_m=F("straight_m") * _KEPT + straight_m,
        seconds=F("seconds") * _KEPT + seconds,
        measured_m=F("measured_m") * _KEPT + (straight_m if measured else 0.0),
        road_m=F("road_m") * _KEPT + straight_m * measured,
    )
