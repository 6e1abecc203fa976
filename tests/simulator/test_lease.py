"""One simulation at a time; afterwards the clock has the speed it had before."""

import json
import subprocess
import time
from dataclasses import asdict

import pytest
import redis as redis_errors

from apps.kernel import clock, redis
from superapp.management import lease


@pytest.fixture(autouse=True)
def _clean():
    yield
    redis.client().delete(lease._key(), lease._key("speed-before"), redis.key("clock"))
    clock.forget_anchor()


def _left_by(pid: int, **changes: str) -> None:
    holder = asdict(lease.Holder(since="2026-11-21T08:00:00+00:00", pid=pid)) | changes
    redis.client().set(lease._key(), json.dumps(holder), ex=lease.LASTS_S)


def _dead_pid() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_the_speed_is_what_it_was_before():
    clock.set_speed(5)
    with lease.only_simulation():
        clock.set_speed(20)
    assert clock.speed() == 5
    assert not redis.client().exists(lease._key(), lease._key("speed-before"))


def test_a_second_one_is_refused_and_changes_nothing():
    with lease.only_simulation():
        clock.set_speed(20)
        with pytest.raises(lease.Taken, match="since 20"), lease.only_simulation():
            raise AssertionError("two at once")
        assert clock.speed() == 20
        assert redis.client().exists(lease._key())


def test_what_a_killed_one_left_is_taken_over_with_the_speed_from_before_it():
    _left_by(_dead_pid())
    redis.client().set(lease._key("speed-before"), 2.0)
    clock.set_speed(20)
    with lease.only_simulation():
        pass
    assert clock.speed() == 2


def test_a_holder_on_another_machine_is_believed():
    _left_by(_dead_pid(), host="elsewhere")
    with pytest.raises(lease.Taken), lease.only_simulation():
        raise AssertionError("two at once")


def test_the_lease_is_renewed_while_its_holder_lives(monkeypatch):
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 0.05)
    with lease.only_simulation():
        redis.client().expire(lease._key(), 2)
        until = time.monotonic() + 10
        while redis.client().ttl(lease._key()) <= 2 and time.monotonic() < until:
            time.sleep(0.05)
        assert redis.client().ttl(lease._key()) > 2


def test_who_lost_the_lease_leaves_the_clock_to_the_new_holder(monkeypatch):
    signals = []
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 0.05)
    monkeypatch.setattr("os.kill", lambda pid, number: signals.append(number))
    with lease.only_simulation():
        _left_by(1, host="elsewhere")
        clock.set_speed(20)
        until = time.monotonic() + 10
        while not signals and time.monotonic() < until:
            time.sleep(0.05)
    assert signals == [lease.signal.SIGTERM]
    assert clock.speed() == 20
    assert redis.client().exists(lease._key())


def test_when_redis_is_gone_at_the_end_one_line_says_so(monkeypatch, capsys):
    def gone(*args: object) -> None:
        raise redis_errors.ConnectionError("gone")

    with lease.only_simulation():
        monkeypatch.setattr(redis.client(), "get", gone)
    assert capsys.readouterr().err == "simulator: Redis is gone; the clock could not be set back\n"
    monkeypatch.undo()
