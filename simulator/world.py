"""What everybody in the city shares: the ground, the street, the witness."""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import Point as Dot
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from shapely.prepared import PreparedGeometry, prep

from apps.kernel import clock
from simulator import movement
from simulator.client import Doors
from simulator.movement import Point
from simulator.report import Report, Witness
from simulator.scenario import Scenario

PLACES_TRIED = 60
ZONE_PATIENCE_S = 75
ZONE_LOOK_S = 2
NEAR_A_PICKUP_M = 400.0


class NotServed(RuntimeError):
    """The platform serves no zone of that name."""


@dataclass(frozen=True)
class Ground:
    """Where the city is. With recorded trips people are where those begin, else around the centre."""

    market: str
    centre: Point
    spread_m: float
    area: PreparedGeometry
    pickups: Sequence[Point] = ()
    airport: Point | None = None

    def covers(self, point: Point) -> bool:
        return self.area.covers(Dot(point[1], point[0]))

    def somewhere(self, rng: random.Random) -> Point:
        for _ in range(PLACES_TRIED):
            place = self._guess(rng)
            if self.covers(place):
                return place
        return self.pickups[0] if self.pickups else self.centre

    def _guess(self, rng: random.Random) -> Point:
        if self.pickups:
            return movement.nearby(rng, rng.choice(self.pickups), NEAR_A_PICKUP_M)
        return movement.nearby(rng, self.centre, self.spread_m)


@dataclass
class Street:
    """What people say to each other face to face, past the platform: the PIN, and how long the trip really took."""

    pins: dict[str, str] = field(default_factory=dict)
    durations_s: dict[str, float] = field(default_factory=dict)

    def part(self, ride_id: str) -> None:
        self.pins.pop(ride_id, None)
        self.durations_s.pop(ride_id, None)


@dataclass
class World:
    doors: Doors
    report: Report
    scenario: Scenario
    ground: Ground
    spawn: Callable[[Coroutine[Any, Any, Any]], asyncio.Task]
    street: Street = field(default_factory=Street)
    promo_code: str = ""
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    opened_at: float = float("inf")  # city time
    closing: bool = False  # no new requests; trips in progress go on
    witness: Witness = field(init=False)

    def __post_init__(self) -> None:
        self.witness = Witness(self.report)

    def open(self) -> None:
        self.opened_at = clock.now().timestamp()
        self.opened.set()

    @property
    def is_peak(self) -> bool:
        """Whether many want a car at one place now."""
        since_s = clock.now().timestamp() - self.opened_at - self.scenario.peak_after_s
        return self.scenario.peak_share > 0 and 0 <= since_s < self.scenario.peak_lasts_s


async def look_around(
    doors: Doors, city: str, pickups: Sequence[Point], spread_m: float, airport: Point | None = None
) -> Ground:
    """Ask the public door where the city is. Raises NotServed."""
    zones = await _zones_with(doors, city)
    zone = next(zone for zone in zones if zone["slug"] == city)
    areas = zones if pickups else [zone]
    return Ground(
        market=zone["market"],
        centre=(zone["centre"]["lat"], zone["centre"]["lng"]),
        spread_m=spread_m,
        area=prep(_together(areas)),
        pickups=pickups,
        airport=airport,
    )


async def _zones_with(doors: Doors, city: str) -> list[dict]:
    """A zone that was drawn a moment ago may take some seconds to be known everywhere."""
    until = time.monotonic() + ZONE_PATIENCE_S
    while True:
        answer = await doors.call(doors.urls[0], "GET", "/api/v1/public/zones")
        zones = answer.body["zones"] if answer.ok else []
        slugs = sorted(zone["slug"] for zone in zones)
        if city in slugs:
            return zones
        if time.monotonic() > until:
            raise NotServed(f"The platform does not serve {city!r}. It serves: {', '.join(slugs) or 'nothing'}.")
        await asyncio.sleep(ZONE_LOOK_S)


def _together(zones: list[dict]) -> BaseGeometry:
    return unary_union([shape(zone["polygon"]) for zone in zones])
