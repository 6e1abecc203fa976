"""The cast and the means to act for them. The stores come from `tests.support.stores`."""

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from rest_framework.test import APIClient

from apps.accounts.contracts import Role
from apps.accounts.models import Person
from apps.accounts.services import issue_tokens, register
from apps.fleet import selectors as fleet
from apps.fleet.models import Driver
from apps.fleet.services import register_driver
from apps.geo import selectors as geo
from apps.geo.contracts import ZoneInfo
from apps.kernel import clock, redis
from apps.pricing import selectors as pricing
from apps.realtime.services import hints as stream_hints
from superapp import health
from tests.support.migrated import copy_migrated
from tests.support.reference import restore_reference_data
from tests.support.restored import copy_in_memory, restored_after_commits


@pytest.hookimpl(trylast=True)  # after xdist has named the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes or a browser goes last, so that the quick tests speak first."""
    items.sort(key=lambda item: any(item.get_closest_marker(name) for name in ("processes", "browser")))
    for item in items:
        _keep_in_its_group(item)


def _keep_in_its_group(item: pytest.Item) -> None:
    """xdist 3.8 writes a test's group behind its `_nodeid`, and pytest 9.2 reads another name: both workers then start
    what the tests of a group share. To go when xdist does it itself."""
    if in_group := getattr(item, "_nodeid", ""):
        item._id = type(item._id).parse(in_group)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the database is a copy that has its migrations already."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    if connection.vendor == "sqlite":
        copy_migrated(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with django_db_blocker.unblock():
        kept = copy_in_memory()
    with restored_after_commits(kept):
        yield


@pytest.fixture(autouse=True)
def _fresh_stores(request: pytest.FixtureRequest) -> None:
    """Redis is empty, the language is the platform's own, and what a test before emptied from the tables is back."""
    translation.deactivate()
    redis._out_until = float("-inf")
    futures.wait(set(stream_hints._on_the_way), timeout=stream_hints.PATIENCE_S)
    stream_hints._paused_until = float("-inf")
    redis.client().flushdb()
    cache.clear()
    health._kept = (float("-inf"), {})
    clock.forget_anchor()
    geo.forget()
    pricing.forget()
    fleet.forget()
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        if connection.vendor != "sqlite":
            restore_reference_data()


@pytest.fixture
def redis_dies(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Callable[[], None]]:
    """Call it, and nothing listens where Redis was, until the test ends."""

    def die() -> None:
        async def refused(group: str, message: dict) -> None:
            raise ConnectionError("no Redis")

        redis.client.cache_clear()
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        monkeypatch.setattr("apps.realtime.services.hints._paused_until", 0.0)
        monkeypatch.setattr("apps.realtime.services.hints._send", refused)

    yield die
    redis.client.cache_clear()


@pytest.fixture
def travel() -> Iterator[Callable[[float], None]]:
    """`travel(90)`: everybody's clock goes 90 seconds forward, until the test ends."""
    with ExitStack() as journeys:
        yield lambda seconds: journeys.enter_context(clock.travel(timedelta(seconds=seconds)))


class Client(APIClient):
    """A caller with a token, who sends JSON."""

    def post(self, path: str, data: object = None, *, idempotency_key: str = "", **extra):
        if idempotency_key:
            extra["HTTP_IDEMPOTENCY_KEY"] = idempotency_key
        return super().post(path, {} if data is None else data, format="json", **extra)

    def patch(self, path: str, data: object = None, **extra):
        return super().patch(path, data, format="json", **extra)


@pytest.fixture
def anonymous() -> Client:
    return Client()


@pytest.fixture
def api(db) -> Callable[[Person, str], Client]:
    """`api(amina, "rider").get(…)`: a client signed in as that person in that role."""

    def sign_in(person: Person, role: str) -> Client:
        client = Client()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_tokens(person=person, role=role).access}")
        return client

    return sign_in


@pytest.fixture
def algiers(db) -> ZoneInfo:
    return geo.zone("algiers")


@pytest.fixture
def amina(db) -> Person:
    """A rider in Algiers."""
    return register(phone="+213550000001", full_name="Amina Benali", language="fr", roles=[Role.RIDER])


@pytest.fixture
def yacine(db) -> Person:
    """Another rider, who must never see what is Amina's."""
    return register(phone="+213550000002", full_name="Yacine Haddad", language="ar", roles=[Role.RIDER])


@pytest.fixture
def karim(db) -> Driver:
    return _driver("+213550000011", "Karim Meziane", "00123-116-16")


@pytest.fixture
def sofia(db) -> Driver:
    return _driver("+213550000012", "Sofia Larbi", "00456-118-16")


@pytest.fixture
def mehdi(db) -> Driver:
    return _driver("+213550000013", "Mehdi Ould", "00789-119-16")


@pytest.fixture
def nadia(db) -> Person:
    """Operations: she watches the map and works in the admin."""
    person = register(email="nadia@superapp.example", full_name="Nadia Rahmani", roles=[Role.OPERATIONS])
    person.set_password("correct horse battery")
    person.is_superuser = True
    person.save()
    return person


def _driver(phone: str, name: str, plate: str) -> Driver:
    person = register(phone=phone, full_name=name, roles=[Role.DRIVER])
    return register_driver(
        person=person, plate=plate, make="Renault", model="Symbol", colour="white", category="standard", seats=4
    )
