"""A local routing engine, and the settings that point at it."""

from collections.abc import Callable, Iterator

import pytest

from apps.geo import engines
from tests.geo.engine import Engine, running


@pytest.fixture
def engine() -> Iterator[Engine]:
    with running() as server:
        yield server


@pytest.fixture
def use(settings, engine) -> Iterator[Callable[..., Engine]]:
    """`use("valhalla", behaviour)`: estimates ask the local engine, which behaves so."""

    def point_at(name: str, behaviour, **changes: float) -> Engine:
        settings.ETA_ENGINE, settings.ETA_ENGINE_URL = name, engine.url
        settings.ETA_ENGINE_TIMEOUT_S = settings.ETA_ENGINE_CONNECT_TIMEOUT_S = 10.0  # of a busy machine
        settings.ETA_ENGINE_FAILURES, settings.ETA_ENGINE_PAUSE_S = 3, 60.0
        for field, value in changes.items():
            setattr(settings, f"ETA_ENGINE_{field.upper()}", value)
        engine.behaviour = behaviour
        return engine

    engines.forget()
    yield point_at
    engines.forget()
