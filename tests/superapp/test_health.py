"""Health: what a load balancer asks."""

import pytest

from apps.kernel import redis
from superapp import health


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch):
    monkeypatch.setattr(health, "_kept", (float("-inf"), {}))


def fail() -> None:
    raise ConnectionError("details nobody outside should read")


def test_live(client):
    assert client.get("/health/live").json() == {"status": "ok"}


def test_ready(client, db):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "failed": []})


def test_without_redis_it_still_serves(client, db, monkeypatch):
    monkeypatch.setitem(health.WANTED, "redis", fail)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "degraded", "failed": ["redis"]})


def test_without_the_database_it_does_not(client, monkeypatch):
    monkeypatch.setitem(health.NEEDED, "database", fail)
    monkeypatch.setitem(health.NEEDED, "migrations", lambda: None)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "failed", "failed": ["database"]})
    assert "details" not in answer.content.decode()


def test_an_answer_is_kept_for_a_moment(client, db, monkeypatch):
    looks = []
    monkeypatch.setattr(health, "_look", lambda: looks.append(1) or {"status": "ok", "failed": []})
    for _ in range(5):
        client.get("/health/ready")
    assert len(looks) == 1
    assert redis.client().ping()


def test_a_redis_that_is_full_is_missed_and_stops_no_request(client, api, amina, redis_is_full):
    assert client.get("/health/ready").json() == {"status": "degraded", "failed": ["redis"]}
    assert api(amina, "rider").get("/api/v1/account/me").status_code == 200


@pytest.fixture
def redis_is_full():
    server = redis.client()
    server.config_set("maxmemory", 1)
    yield
    redis._out_until = float("-inf")
    server.config_set("maxmemory", 0)
