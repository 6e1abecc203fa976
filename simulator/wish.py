"""The trips people want."""

import random
from dataclasses import dataclass

from simulator import movement
from simulator.movement import Point
from simulator.world import World

STANDARD = "standard"
CATEGORIES = {STANDARD: 86, "comfort": 10, "van": 4}


@dataclass(frozen=True)
class Wish:
    """A trip somebody wants; `duration_s` is how long the drive took when it was recorded, if it was."""

    pickup: Point
    dropoff: Point
    category: str = STANDARD
    duration_s: float | None = None


def make_wish(rng: random.Random, world: World) -> Wish:
    """From somewhere to a place in the city, some 4 km away in the median."""
    scenario = world.scenario
    low, high = scenario.trip_range_m
    while True:
        pickup = world.ground.somewhere(rng)
        metres = scenario.trip_median_m * rng.lognormvariate(0, scenario.trip_sigma)
        dropoff = movement.at_distance(rng, pickup, min(max(metres, low), high))
        if world.ground.covers(dropoff):
            return Wish(pickup, dropoff, _category(rng))


def _category(rng: random.Random) -> str:
    return rng.choices(list(CATEGORIES), list(CATEGORIES.values()))[0]
