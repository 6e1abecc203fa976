"""Surge of a zone's cells: counts in, a slope out (docs/algorithms/surge.md).

A cell's multiplier is a level that moves in a straight line towards its target, never faster than 0.2 a minute. What is
kept is the line, not the value: whoever reads it later computes where it has got to. So neither late nor lost nor
doubled observations, nor restarts, can make it jump. Levels are whole numbers, of which one is what a level moves by in
a microsecond: 300_000_000 is 1.00, and nothing is ever lost to rounding.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

import h3

ONE = 300_000_000  # 0.2 of it are the microseconds of a minute
STEP = ONE // 20  # shown in steps of 0.05. It divides 0.2, so that rounding down keeps the limit
STALE = timedelta(seconds=120)  # after this without news a level goes back towards 1.00
HALF_LIFE_S = 60.0
NEIGHBOUR_WEIGHT = 0.5
AT_REST = 0.05


@dataclass(frozen=True, slots=True)
class Terms:
    """`cap` as a level; `sensitivity` is what one missing car a car adds; below `least_demand` riders nothing."""

    cap: int
    sensitivity: float
    least_demand: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Riders waiting and cars free, smoothed; the line from `level`, which was right `at`, towards `target`."""

    demand: float
    supply: float
    level: int
    target: int
    at: datetime

    def level_at(self, now: datetime) -> int:
        """A clock that went back moves nothing."""
        passed = max(now - self.at, timedelta())
        level = _approach(self.level, self.target, min(passed, STALE))
        return _approach(level, ONE, max(passed - STALE, timedelta()))

    @property
    def rests(self) -> bool:
        """The same as a cell nobody ever heard of."""
        return self.level == self.target == ONE and max(self.demand, self.supply) < AT_REST


def observe(
    known: Mapping[str, Cell], seen: Mapping[str, tuple[int, int]], last: datetime | None, at: datetime, terms: Terms
) -> dict[str, Cell]:
    """The zone's cells after riders and cars were counted `at`, `last` having been the time before. Resting ones are
    left out. Raises ValueError for what is no H3 cell."""
    share = 1.0 if last is None else 1 - 0.5 ** (max((at - last).total_seconds(), 0.0) / HALF_LIFE_S)
    spread = _spread(seen)
    nothing = Cell(0.0, 0.0, ONE, ONE, at)
    after = {
        name: _observed(known.get(name, nothing), spread.get(name, (0.0, 0.0)), share, at, terms)
        for name in known.keys() | spread.keys()
    }
    return {name: cell for name, cell in after.items() if not cell.rests}


def capped(cell: Cell, cap: int, at: datetime) -> Cell:
    """`cell` under a new cap, at once: the only thing that moves a level faster than its slope, and only down."""
    return Cell(cell.demand, cell.supply, min(cell.level_at(at), cap), min(cell.target, cap), at)


def shown(level: int) -> Decimal:
    """The multiplier of a level, rounded down to a step of 0.05."""
    return level // STEP * Decimal("0.05")


def target(demand: float, supply: float, terms: Terms) -> int:
    """Where a cell with so many riders and cars in reach wants to go."""
    if demand < terms.least_demand:
        return ONE
    missing = max(demand - supply, 0.0) / (supply + 1)
    return min(ONE + int(terms.sensitivity * missing * ONE), max(terms.cap, ONE))


def _observed(before: Cell, counted: tuple[float, float], share: float, at: datetime, terms: Terms) -> Cell:
    demand = before.demand + share * (counted[0] - before.demand)
    supply = before.supply + share * (counted[1] - before.supply)
    level = min(before.level_at(at), max(terms.cap, ONE))
    return Cell(demand, supply, level, target(demand, supply, terms), at)


def _spread(seen: Mapping[str, tuple[int, int]]) -> dict[str, tuple[float, float]]:
    """Riders and cars in reach of each cell: its own, and half of its neighbours'."""
    demand: dict[str, float] = defaultdict(float)
    supply: dict[str, float] = defaultdict(float)
    for name, (riders, cars) in seen.items():
        for other in _disk(name):
            weight = 1.0 if other == name else NEIGHBOUR_WEIGHT
            demand[other] += weight * riders
            supply[other] += weight * cars
    return {name: (demand[name], supply[name]) for name in demand}


@lru_cache(maxsize=16_384)
def _disk(name: str) -> tuple[str, ...]:
    return tuple(h3.grid_disk(name, 1))


def _approach(level: int, goal: int, passed: timedelta) -> int:
    most = passed // timedelta(microseconds=1)
    return min(level + most, goal) if goal > level else max(level - most, goal)
