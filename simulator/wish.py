"""The trips people want."""

import random
from dataclasses import dataclass

from simulator import movement, names
from simulator.movement import Point
from simulator.world import World

STANDARD = "standard"
MOST_STOPS = 3  # that one may ask for
NEAR_THE_AIRPORT_M = 150.0
STOP_ASIDE_M = 400.0
LEG_M = 150.0  # no way from one place to the next is shorter


@dataclass(frozen=True)
class Wish:
    """A trip somebody wants; `duration_s` is how long the drive took when it was recorded, if it was."""

    pickup: Point
    dropoff: Point
    category: str = STANDARD
    duration_s: float | None = None
    stops: tuple[Point, ...] = ()
    promo_code: str = ""
    scheduled_in_s: float = 0.0  # 0 is now
    guest: names.Resident | None = None  # who rides instead


def latlng(place: Point) -> dict[str, float]:
    """As the doors want a place."""
    return {"lat": round(place[0], 6), "lng": round(place[1], 6)}


def make_wish(rng: random.Random, world: World) -> Wish:
    """From somewhere to a place in the city, some 4 km away in the median."""
    scenario = world.scenario
    pickup, dropoff = _airport_trip(rng, world) or _trip(rng, world)
    return Wish(
        pickup,
        dropoff,
        category=rng.choices(list(scenario.categories), list(scenario.categories.values()))[0],
        stops=_stops(rng, world, pickup, dropoff) if rng.random() < scenario.stops else (),
        promo_code=world.promo_code if rng.random() < scenario.promo else "",
        scheduled_in_s=rng.uniform(*scenario.scheduled_in_s) if rng.random() < scenario.scheduled else 0.0,
        guest=names.guest(world.ground.market, rng) if rng.random() < scenario.guest else None,
    )


def elsewhere(rng: random.Random, world: World, origin: Point) -> Point:
    """A place in the city, as far from `origin` as trips are long."""
    scenario = world.scenario
    low, high = scenario.trip_range_m
    while True:
        metres = scenario.trip_median_m * rng.lognormvariate(0, scenario.trip_sigma)
        place = movement.at_distance(rng, origin, min(max(metres, low), high))
        if world.ground.covers(place):
            return place


def _trip(rng: random.Random, world: World) -> tuple[Point, Point]:
    pickup = world.ground.somewhere(rng)
    if world.is_peak and rng.random() < world.scenario.peak_share:
        crowd = movement.nearby(rng, world.ground.centre, world.scenario.peak_spread_m)
        pickup = crowd if world.ground.covers(crowd) else pickup
    return pickup, elsewhere(rng, world, pickup)


def _airport_trip(rng: random.Random, world: World) -> tuple[Point, Point] | None:
    """To the airport or from there; None where there is none, and most of the time."""
    airport = world.ground.airport
    if airport is None or rng.random() >= world.scenario.airport_trips:
        return None
    terminal, city = movement.nearby(rng, airport, NEAR_THE_AIRPORT_M), world.ground.somewhere(rng)
    if not world.ground.covers(terminal) or movement.distance_m(terminal, city) < world.scenario.trip_range_m[0]:
        return None
    world.report.did("airport_trips")
    return (terminal, city) if rng.random() < 0.5 else (city, terminal)


def _stops(rng: random.Random, world: World, pickup: Point, dropoff: Point) -> tuple[Point, ...]:
    """One to three places between the two, a little aside."""
    count = rng.randint(1, MOST_STOPS)
    lats, lngs = zip(pickup, dropoff, strict=True)
    shares = [(number + 1) / (count + 1) for number in range(count)]
    between = [(lats[0] + (lats[1] - lats[0]) * share, lngs[0] + (lngs[1] - lngs[0]) * share) for share in shares]
    kept: list[Point] = []
    for place in (movement.at_distance(rng, place, STOP_ASIDE_M) for place in between):
        near = min(movement.distance_m(place, other) for other in (pickup, *kept, dropoff))
        if near > LEG_M and world.ground.covers(place):
            kept.append(place)
    return tuple(kept)
