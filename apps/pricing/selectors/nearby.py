"""What is known around a pickup: its cell's surge, and how far the nearest free car of each category is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.memory import Remembered
from apps.pricing.algorithms import surge
from apps.pricing.algorithms.fare import Surge
from apps.pricing.models import SurgeCell

RINGS = 10  # of cells around the pickup's, some 8.7 km: as far as the built-in matching policy looks
SEEN = timedelta(seconds=60)  # cars counted longer ago say nothing
WITHIN_M = 300.0  # a car in the same cell is somewhere in it
STALE_S = 2.0

Spots = Mapping[str, Mapping[str, datetime]]  # by category ("" for any): cells with a free car, and when it was counted


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`nearest_m` is the great-circle distance of the nearest free car by category; a category without one is not in
    it, and "" stands for cars of which nobody told the category."""

    surge: Surge = field(default_factory=Surge)
    nearest_m: Mapping[str, float] = field(default_factory=dict)

    def metres(self, category: str) -> float | None:
        known = [self.nearest_m[key] for key in (category, "") if key in self.nearest_m]
        return min(known, default=None)


def surge_at(zone_id: UUID, point: Point) -> Decimal:
    """The multiplier of a quote from there now, in steps of 0.05."""
    return _surge(zone_id, point).multiplier


def surroundings(zone_id: UUID, point: Point) -> Surroundings:
    """One query: the surge is exact. Cars are from memory, up to STALE_S old."""
    return Surroundings(_surge(zone_id, point), _nearest(CARS.get(zone_id), point))


def _surge(zone_id: UUID, point: Point) -> Surge:
    row = SurgeCell.objects.filter(zone_id=zone_id, cell=geo.cell(point)).defer("cars_by_category").first()
    if row is None:
        return Surge()
    return Surge(surge.shown(row.line.level_at(clock.now())), str(row.policy_id or ""))


def _nearest(spots: Spots, point: Point) -> dict[str, float]:
    """To the middle of the first cell that has one, rings outwards: as exact as knowing only its cell allows."""
    since, around = clock.now() - SEEN, _around(geo.cell(point))
    nearest: dict[str, float] = {}
    for category, seen in spots.items():
        if cell := next((cell for cell in around if cell in seen and seen[cell] >= since), None):
            nearest[category] = max(geo.great_circle_m(point, geo.cell_centre(cell)), WITHIN_M)
    return nearest


@lru_cache(maxsize=4_096)
def _around(cell: str) -> tuple[str, ...]:
    return geo.cells_around(cell, RINGS)


def _read(zone_id: UUID) -> Spots:
    spots: dict[str, dict[str, datetime]] = defaultdict(dict)
    rows = SurgeCell.objects.filter(zone_id=zone_id, cars__gt=0).values_list("cell", "at", "cars_by_category")
    for cell, at, by_category in rows:
        for category in by_category or {"": 0}:
            spots[category][cell] = at
    return dict(spots)


CARS = Remembered(_read, STALE_S)
