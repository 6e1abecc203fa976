"""Rates are counted in Redis, so that they hold across processes."""

import pytest

from apps.kernel import redis, throttling


def test_hits_within_the_limit_pass_and_the_next_is_told_how_long_to_wait():
    assert [throttling.hit("otp:1", 3, 60) for _ in range(3)] == [0, 0, 0]
    assert 0 < throttling.hit("otp:1", 3, 60) <= 60
    assert throttling.hit("otp:2", 3, 60) == 0, "another name has its own count"


@pytest.mark.django_db
def test_a_caller_past_the_rate_gets_429_and_when_to_come_back(anonymous, settings):
    settings.API_RATES = {"anonymous": (2, 60), "person": (2, 60)}
    answers = [anonymous.get("/api/v1/public/zones") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert answers[2].json()["type"] == "/problems/too-many-requests"


@pytest.mark.django_db
def test_with_redis_down_requests_still_pass(anonymous, monkeypatch):
    def down(*args):
        raise redis.Unreachable("down")

    monkeypatch.setattr(throttling, "hit", down)
    assert anonymous.get("/api/v1/public/zones").status_code == 200
