"""Each race runs on SQLite and on PostgreSQL, on a copy of its own."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support import races

COPIES = {"sqlite": races.sqlite_copies, "postgresql": races.postgresql_copies}
PARAMS = [pytest.param(name, marks=pytest.mark.xdist_group(f"races-{name}")) for name in COPIES]  # one crew a database


@pytest.fixture(scope="session", params=PARAMS)
def _arena(request: pytest.FixtureRequest) -> Iterator[tuple]:
    with ExitStack() as stack:
        url, copy = stack.enter_context(COPIES[request.param]())
        yield stack.enter_context(races.crew(url)), copy


@pytest.fixture
def crew(_arena: tuple) -> races.Crew:
    """Worker processes on a fresh copy of the database."""
    workers, copy = _arena
    workers.use(copy())
    return workers
