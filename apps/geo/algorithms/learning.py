"""What finished trips teach about speeds and detours (docs/algorithms/eta.md).

The figure is the *pace*: seconds for one straight-line metre. It holds speed and detour at once, so that a trip teaches
it without anybody having measured the metres driven.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Point

# How many straight-line metres of trips weigh as much as what we knew before.
ZONE_PRIOR_M = 300_000.0  # an hour of the zone, against the table set by hand: sixty trips of 5 km
CELL_PRIOR_M = 40_000.0  # a cell in that hour, against the zone: twenty crossings of 2 km
DETOUR_PRIOR_M = 500_000.0  # the zone's detour, against the one set by hand: a hundred trips of 5 km
MEMORY_M = 500_000.0  # a cell that holds more in an hour halves it first: the newest trips weigh most

MOST_TIMES = 3.0  # a learned pace stays between a third and three times that of the table
DETOUR_RANGE = (1.05, 3.0)

NEAREST_M = 500.0  # nearer ends than these say little of the road between them
SHORTEST_S, LONGEST_S = 60.0, 3 * 3_600.0
SLOWEST_KMH, FASTEST_KMH = 2.0, 120.0  # along the straight line
WORST_DETOUR = 5.0

PIECE_M, MOST_PIECES = 1_000.0, 64  # a district is some 2.5 km across


@dataclass(frozen=True)
class Speeds:
    """Paces of one zone in one hour of a kind of day; `learned` when a trip had a share in them."""

    pace: float
    cells: Mapping[str, float] = field(default_factory=dict)
    learned: bool = False

    def pace_of(self, cell: str) -> float:
        return self.cells.get(cell, self.pace)


class Sums(NamedTuple):
    """Straight-line metres and seconds of the trips through a cell."""

    cell: str
    straight_m: float
    seconds: float


def table_pace(detour: float, speed_kmh: float) -> float:
    return detour * 3.6 / speed_kmh


def learn(table: float, sums: Iterable[Sums]) -> Speeds:
    """Paces of a zone's hour and of its cells, each drawn towards what is known of the larger area."""
    sums = list(sums)
    straight_m = sum(each.straight_m for each in sums)
    pace = _shrunk(sum(each.seconds for each in sums), straight_m, table, ZONE_PRIOR_M)
    cells = {each.cell: _plausible(_shrunk(each.seconds, each.straight_m, pace, CELL_PRIOR_M), table) for each in sums}
    return Speeds(_plausible(pace, table), cells, learned=straight_m > 0)


def learned_detour(table: float, road_m: float, measured_m: float) -> float:
    """Road metres a straight-line metre, drawn towards the detour set by hand."""
    low, high = DETOUR_RANGE
    return min(max(_shrunk(road_m, measured_m, table, DETOUR_PRIOR_M), low), high) if measured_m else table


def _shrunk(total: float, metres: float, prior: float, prior_m: float) -> float:
    """The ratio total ÷ metres, as if `prior_m` metres at the ratio `prior` had been seen before."""
    return prior + (total - prior * metres) / (metres + prior_m)


def _plausible(pace: float, table: float) -> float:
    return min(max(pace, table / MOST_TIMES), table * MOST_TIMES)


def is_plain_drive(straight_m: float, seconds: float) -> bool:
    """Whether a trip teaches anything: not one round the block, nor one that no car drove."""
    if straight_m < NEAREST_M or not SHORTEST_S <= seconds <= LONGEST_S:
        return False
    return SLOWEST_KMH <= straight_m / seconds * 3.6 <= FASTEST_KMH


def is_plain_road(straight_m: float, road_m: float | None) -> bool:
    """Whether metres measured on the way can be true; one per cent is the error of the straight line."""
    return road_m is not None and straight_m * 0.99 <= road_m <= straight_m * WORST_DETOUR


def pieces(stops: Sequence[Point]) -> list[tuple[Point, float]]:
    """Straight lines from stop to stop in equal pieces of at most some 1 km: (middle, metres) of each."""
    return [piece for origin, end in pairwise(stops) for piece in _pieces(origin, end)]


def _pieces(origin: Point, end: Point) -> list[tuple[Point, float]]:
    metres = great_circle_m(origin, end)
    count = min(max(math.ceil(metres / PIECE_M), 1), MOST_PIECES)
    middles = ((number + 0.5) / count for number in range(count))
    return [(_between(origin, end, share), metres / count) for share in middles]


def _between(origin: Point, end: Point, share: float) -> Point:
    """Within a city the earth is flat enough."""
    return Point(origin.lat + (end.lat - origin.lat) * share, origin.lng + (end.lng - origin.lng) * share)
