from collections.abc import Awaitable, Callable

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from apps.accounts.models import Person
from apps.fleet.algorithms.packing import pack
from apps.fleet.models import Driver
from apps.fleet.selectors import positions_key
from apps.fleet.services import go_online
from apps.geo.contracts import Point, ZoneInfo
from apps.kernel import clock, redis


@pytest.fixture
def desk(db) -> Callable[[Person], Client]:
    """`desk(nadia).get(…)`: that member of staff's browser."""

    def sit_down(person: Person) -> Client:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sit_down


@pytest.fixture
def park(algiers: ZoneInfo) -> Callable[..., None]:
    """`park(karim, HYDRA)`: the driver is on shift, and the index of positions has them there."""

    def stand(driver: Driver, place: Point, *, heading: float = -1.0) -> None:
        go_online(driver_id=driver.id)
        packed = pack(place.lat, place.lng, heading, clock.now().timestamp())
        redis.client().hset(positions_key(algiers.id), str(driver.id), packed)

    return stand


@pytest.fixture
def asyncio_run() -> Callable[..., object]:
    """Await something from a test that is not async itself."""
    return lambda awaitable: async_to_sync(_awaited)(awaitable)


async def _awaited(awaitable: Awaitable) -> object:
    return await awaitable
