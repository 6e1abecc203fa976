"""One clock, two readings: the city's may run faster, the wall's never does."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.kernel import clock, redis


@pytest.fixture(autouse=True)
def _normal_speed_again():
    yield
    redis.client().delete(redis.key("clock"))
    clock.forget_anchor()


def test_the_city_keeps_wall_time_until_somebody_scales_it():
    assert abs((clock.now() - clock.wall()).total_seconds()) < 0.1
    assert clock.speed() == 1


def test_a_scaled_city_runs_ahead_and_the_wall_does_not():
    before_city, before_wall = clock.now(), clock.wall()
    clock.set_speed(50)
    time.sleep(0.1)
    city_s = (clock.now() - before_city).total_seconds()
    wall_s = (clock.wall() - before_wall).total_seconds()
    assert city_s == pytest.approx(50 * wall_s, rel=0.1)


def test_changing_the_speed_never_moves_city_time_back_or_makes_it_jump():
    readings = []
    for speed in (20, 1, 5):
        clock.set_speed(speed)
        readings.append(clock.now())
    assert readings == sorted(readings)
    assert (readings[-1] - readings[0]).total_seconds() < 5


def test_every_process_reads_the_same_anchor():
    clock.set_speed(10)
    clock.forget_anchor()
    assert clock.speed() == 10
    assert clock.wall_seconds(timedelta(seconds=30)) == 3


@pytest.fixture
def looks_again(monkeypatch):
    """Every look at the clock reads the anchor anew, as half a second later."""
    monkeypatch.setattr(clock, "ANCHOR_REFRESH_S", -1.0)


def test_a_dead_redis_leaves_the_last_known_speed(monkeypatch, looks_again):
    clock.set_speed(10)
    with monkeypatch.context() as outage:
        outage.setattr(clock.redis, "client", lambda: (_ for _ in ()).throw(redis.Unreachable()))
        assert clock.speed() == 10


def test_a_redis_that_lost_its_memory_does_not_take_the_city_back(looks_again):
    """Who knows the anchor goes on by it and puts it back, so that a process that starts now agrees."""
    clock.set_speed(100)
    time.sleep(0.05)
    before = clock.now()

    redis.client().flushdb()

    assert (clock.now() >= before, clock.speed()) == (True, 100)
    clock.forget_anchor()
    assert (clock.now() >= before, clock.speed()) == (True, 100)


def test_an_older_anchor_that_another_process_put_back_gives_way(looks_again):
    clock.set_speed(10)
    older = redis.client().get(redis.key("clock"))
    clock.set_speed(20)
    before = clock.now()

    redis.client().set(redis.key("clock"), older)

    assert (clock.now() >= before, clock.speed()) == (True, 20)
    clock.forget_anchor()
    assert (clock.now() >= before, clock.speed()) == (True, 20)


def test_production_refuses_to_scale(settings):
    settings.CLOCK_SCALING_ALLOWED = False
    with pytest.raises(ImproperlyConfigured):
        clock.set_speed(2)


@pytest.mark.parametrize("speed", [0, -1, 1_000])
def test_absurd_speeds_are_refused(speed):
    with pytest.raises(ValueError, match="speed"):
        clock.set_speed(speed)


def test_travel_moves_both_readings_and_comes_back():
    start = clock.now()
    with clock.travel(timedelta(hours=2)):
        assert (clock.now() - start).total_seconds() == pytest.approx(7200, abs=1)
        assert (clock.wall() - start).total_seconds() == pytest.approx(7200, abs=1)
    assert (clock.now() - start).total_seconds() < 1
