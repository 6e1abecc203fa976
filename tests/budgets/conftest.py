from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import Person
from apps.kernel.memory import Remembered
from tests.rides.city import City

BRACKETS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Queries:
    """Counts what passes through the connection, without what opens and closes transactions."""

    reading_for_everybody = False  # what a process then keeps in memory is nobody's query

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable, sql: str, *rest: object) -> object:
        self.number += not (Queries.reading_for_everybody or sql.startswith(BRACKETS))
        return execute(sql, *rest)


class Counts(dict[str, int]):
    """Queries by the name of what asked them, at its dearest."""

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        with connection.execute_wrapper(queries := Queries()):
            yield
        self.note(name, queries)

    def note(self, name: str, queries: Queries) -> None:
        self[name] = max(self.get(name, 0), queries.number)

    def must_be(self, table: dict[str, int]) -> None:
        unlike = [
            f"{name}: asked {self.get(name, 'never')}, the table says {table.get(name, 'nothing')}"
            for name in sorted(self.keys() | table.keys())
            if self.get(name) != table.get(name)
        ]
        assert not unlike, "\n".join(unlike)


@pytest.fixture(autouse=True)
def _memory_is_free(monkeypatch) -> None:
    """Whether a second has passed since the last look must not change a count."""
    get = Remembered.get

    def look(remembered: Remembered, *key: object, **limits: float) -> object:
        outer, Queries.reading_for_everybody = Queries.reading_for_everybody, True
        try:
            return get(remembered, *key, **limits)
        finally:
            Queries.reading_for_everybody = outer

    monkeypatch.setattr(Remembered, "get", look)


@pytest.fixture
def counts(monkeypatch) -> Counts:
    """What every address asked that answered with success while the test ran, by `METHOD /route`."""
    counts, send = Counts(), Client.request

    def request(client: Client, **asked_for: object) -> HttpResponse:
        with connection.execute_wrapper(queries := Queries()):
            answer = send(client, **asked_for)
        if answer.status_code < 400:
            counts.note(f"{asked_for['REQUEST_METHOD']} /{answer.resolver_match.route}", queries)
        return answer

    monkeypatch.setattr(Client, "request", request)
    return counts


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    """Commits are real, so that what follows them is counted too."""
    return City(api, travel, algiers)


@pytest.fixture
def desk(client, nadia: Person) -> Client:
    """Nadia's browser. Which types of content there are is asked once a process: not by whoever comes first."""
    ContentType.objects.get_for_models(*apps.get_models())
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client
