"""What to run, as the command line said it."""

from dataclasses import dataclass, field

from simulator.movement import Point
from simulator.scenario import Scenario, everyday
from simulator.trips_file import Trip


@dataclass(frozen=True)
class Plan:
    """What to run. `seconds` and `drain_s` are wall seconds; `seconds` None means until interrupted."""

    urls: list[str]
    city: str
    drivers: int
    riders: int
    speed: float = 1.0
    seconds: float | None = None
    drain_s: float = 120.0
    trips: list[Trip] = field(default_factory=list)
    seed: int | None = None
    scenario: Scenario = field(default_factory=everyday)
    promo_code: str = ""  # one that riders may have heard of
    airport: Point | None = None  # the place where drivers wait in line
    quiet: bool = False  # no live table and no lines
