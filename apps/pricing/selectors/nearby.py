"""What the cells around a pick-up say: its surge, and how far the nearest free car of each category is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.pricing.algorithms import surge
from apps.pricing.algorithms.fare import Surge
from apps.pricing.models import SurgeCell

RINGS = 4  # of cells around the pick-up's, some 3.5 km
SEEN = timedelta(seconds=60)  # cars counted longer ago say nothing
WITHIN_M = 300.0  # a car in the same cell is somewhere in it


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
    row = SurgeCell.objects.filter(zone_id=zone_id, cell=geo.cell(point)).first()
    return surge.shown(row.line.level_at(clock.now())) if row else Decimal("1.00")


def surroundings(zone_id: UUID, point: Point) -> Surroundings:
    """One query."""
    now, here = clock.now(), geo.cell(point)
    rows = list(SurgeCell.objects.filter(zone_id=zone_id, cell__in=_near(here)))
    priced = next((_surge(row, now) for row in rows if row.cell == here), Surge())
    return Surroundings(priced, _nearest(point, [row for row in rows if row.cars and now - row.at <= SEEN]))


@lru_cache(maxsize=4_096)
def _near(cell: str) -> tuple[str, ...]:
    return geo.cells_around(cell, RINGS)


def _surge(row: SurgeCell, now: datetime) -> Surge:
    return Surge(surge.shown(row.line.level_at(now)), str(row.policy_id or ""))


def _nearest(point: Point, rows: list[SurgeCell]) -> dict[str, float]:
    nearest: dict[str, float] = {}
    for row in rows:
        metres = max(geo.great_circle_m(point, geo.cell_centre(row.cell)), WITHIN_M)
        for category in row.cars_by_category or {"": row.cars}:
            nearest[category] = min(metres, nearest.get(category, metres))
    return nearest
