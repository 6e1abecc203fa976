"""Redis hangs: it keeps its connections and answers nothing. One call waits, then nobody does until it is back."""

from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from apps.kernel import clock, redis
from superapp import health
from tests.support.redis import hanging

pytestmark = pytest.mark.django_db


def _noted(execute: Callable, commands: list[str]) -> Callable:
    def note_and_execute(self: object, *args: object, **options: object) -> object:
        commands.append(str(args[0]))
        return execute(self, *args, **options)

    return note_and_execute


@pytest.fixture
def asked(monkeypatch, settings) -> Iterator[list[str]]:
    """What the process asks of the server. The pause after a failure lasts until the test ends it."""
    settings.REDIS_CALL_TIMEOUT_S = 0.3
    monkeypatch.setattr(redis, "PAUSE_S", 600.0)
    monkeypatch.setattr(health, "KEPT_S", -1.0)
    redis.client.cache_clear()
    commands = []
    for kind in (Redis, AsyncRedis):
        monkeypatch.setattr(kind, "execute_command", _noted(kind.execute_command, commands))
    yield commands
    redis.client.cache_clear()
    redis._out_until = float("-inf")


def test_one_call_waits_for_it_and_everybody_is_answered(asked, api, amina, karim, client):
    rider, driver, pid = api(amina, "rider"), api(karim.person, "driver"), redis.client().info("server")["process_id"]
    redis.client().set("what", "was there")
    asked.clear()

    with hanging(pid):
        current = [rider.get("/api/v1/rider/rides/current") for _ in range(5)]
        ticket = rider.post("/api/v1/account/ticket")
        told = driver.post("/api/v1/driver/positions", {"lat": 36.75, "lng": 3.05, "at": clock.now().isoformat()})
        ready, live = client.get("/health/ready"), client.get("/health/live")

    assert [(answer.status_code, answer.json()) for answer in current] == [(200, {"ride": None})] * 5
    assert (ticket.status_code, ticket.json()["type"]) == (503, "/problems/unavailable")
    assert (told.status_code, told.json()["type"]) == (503, "/problems/unavailable")
    assert (ready.status_code, ready.json()) == (200, {"status": "degraded", "failed": ["redis"]})
    assert live.json() == {"status": "ok"}
    assert len(asked) == 1, "the others did not wait for it in turn"

    redis._out_until = float("-inf")  # the pause is over
    assert redis.client().get("what") == b"was there", "and not what the call before had asked for"
    assert client.get("/health/ready").json() == {"status": "ok", "failed": []}
    assert rider.post("/api/v1/account/ticket").status_code == 201
