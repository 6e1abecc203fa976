"""Jobs to match and drivers who are out on the road."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from apps.dispatch import services
from apps.dispatch.models import Job, MatchRound
from apps.fleet import selectors as fleet_selectors
from apps.fleet import services as fleet
from apps.fleet.algorithms.packing import pack
from apps.fleet.models import Driver
from apps.geo.contracts import Point
from apps.kernel import clock, redis
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR

LAT_M = 1 / 111_195  # degrees of latitude a metre


def north_of(point: Point, metres: float) -> Point:
    return Point(point.lat + metres * LAT_M, point.lng)


def stand(driver_id: UUID, zone_id: UUID, point: Point) -> None:
    """The driver's app reports `point` now."""
    packed = pack(point.lat, point.lng, -1.0, clock.now().timestamp())
    redis.client().hset(fleet_selectors.positions_key(zone_id), str(driver_id), packed)
    redis.client().hset(fleet_selectors.last_key(), str(driver_id), packed + str(zone_id).encode())


def gates(job: Job, **of: object) -> dict[UUID, str]:
    """driver → gate, as the job's only round (of those that are `of`) says."""
    refused = MatchRound.objects.get(job=job, **of).refused
    return {UUID(driver_id): refusal["gate"] for driver_id, refusal in refused.items()}


@pytest.fixture
def on_the_road(algiers) -> Callable[..., Driver]:
    """`on_the_road(karim, 300)`: Karim is online, 300 m north of the centre."""

    def go(driver: Driver, metres: float = 0, point: Point = ALGIERS_CENTRE) -> Driver:
        fleet.go_online(driver_id=driver.id)
        stand(driver.id, algiers.id, north_of(point, metres))
        return driver

    return go


@pytest.fixture
def job(algiers) -> Callable[..., Job]:
    """`job()`: somebody at the centre wants to go to Bab Ezzouar."""

    def open_one(point: Point = ALGIERS_CENTRE, **changes: object) -> Job:
        asked = {
            "kind": "ride",
            "ref": uuid4(),
            "zone_id": algiers.id,
            "category": "standard",
            "pickup": point,
            "dropoff": BAB_EZZOUAR,
            "details": {"fare": {"total_minor": 45_000, "currency": "DZD"}},
        }
        return services.open_job(**asked | changes)

    return open_one


@pytest.fixture
def match(algiers) -> Callable[[], None]:
    """`match()`: the zone is matched now."""

    def run() -> None:
        services.schedule_window(zone_id=algiers.id, due_at=clock.now())
        services.run_window(zone_id=algiers.id)

    return run
