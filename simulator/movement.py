"""How a car moves: along a street-like staircase between two points, at a city car's speed.

Points are (lat, lng) in degrees; distances are metres on a local plane, good to a fraction of a percent in a city.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

Point = tuple[float, float]

METRES_A_DEGREE = 111_195.0
CITY_SPEED_MPS = 7.6  # 27 km/h
SPEED_LIMIT_MPS = 22.0  # 80 km/h
SLOWEST_MPS = 1.5
BLOCK_M = 350.0


def distance_m(a: Point, b: Point) -> float:
    north = (b[0] - a[0]) * METRES_A_DEGREE
    east = (b[1] - a[1]) * METRES_A_DEGREE * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(north, east)


def offset(point: Point, north_m: float, east_m: float) -> Point:
    lat = point[0] + north_m / METRES_A_DEGREE
    return lat, point[1] + east_m / (METRES_A_DEGREE * math.cos(math.radians(point[0])))


def heading(a: Point, b: Point) -> float:
    """Degrees clockwise from north."""
    east = (b[1] - a[1]) * math.cos(math.radians(a[0]))
    return math.degrees(math.atan2(east, b[0] - a[0])) % 360


def nearby(rng: random.Random, centre: Point, spread_m: float) -> Point:
    return offset(centre, rng.gauss(0, spread_m), rng.gauss(0, spread_m))


def at_distance(rng: random.Random, origin: Point, metres: float) -> Point:
    angle = rng.uniform(0, 2 * math.pi)
    return offset(origin, metres * math.cos(angle), metres * math.sin(angle))


def staircase(rng: random.Random, origin: Point, destination: Point) -> list[Point]:
    """Blocks at right angles from `origin` to `destination`: about 1.27 times the straight line, as streets are."""
    blocks = max(1, round(distance_m(origin, destination) / BLOCK_M))
    corners, (lat, lng) = [origin], origin
    for block in range(1, blocks + 1):
        share = min(1.0, (block + rng.uniform(-0.3, 0.3)) / blocks) if block < blocks else 1.0
        next_lat = origin[0] + (destination[0] - origin[0]) * share
        next_lng = origin[1] + (destination[1] - origin[1]) * share
        corners.append((next_lat, lng) if rng.random() < 0.5 else (lat, next_lng))
        corners.append((next_lat, next_lng))
        lat, lng = next_lat, next_lng
    return corners


def pick_speed(rng: random.Random, length_m: float, seconds: float | None = None) -> float:
    """Metres a second for a path: what a given duration asks for, else the city's own pace; never above the limit."""
    wanted = length_m / seconds if seconds else CITY_SPEED_MPS * rng.uniform(0.85, 1.15)
    return min(max(wanted, SLOWEST_MPS), SPEED_LIMIT_MPS)


class Journey:
    """A path being driven at one speed. `advance` never moves further than speed times time."""

    def __init__(self, corners: Sequence[Point], speed_mps: float) -> None:
        self.corners = list(corners)
        self.speed_mps = min(speed_mps, SPEED_LIMIT_MPS)
        self._marks = list(accumulate((distance_m(a, b) for a, b in pairwise(self.corners)), initial=0.0))
        self.done_m = 0.0

    @property
    def length_m(self) -> float:
        return self._marks[-1]

    @property
    def finished(self) -> bool:
        return self.done_m >= self.length_m

    def advance(self, seconds: float) -> tuple[Point, float]:
        """Drive on for `seconds`; returns the position and the heading in degrees."""
        self.done_m = min(self.length_m, self.done_m + self.speed_mps * max(seconds, 0.0))
        leg = min(bisect_right(self._marks, self.done_m), len(self._marks) - 1)
        a, b = self.corners[leg - 1], self.corners[leg]
        leg_m = self._marks[leg] - self._marks[leg - 1]
        share = (self.done_m - self._marks[leg - 1]) / leg_m if leg_m else 1.0
        return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share), heading(a, b)
