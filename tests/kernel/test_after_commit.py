"""What follows a commit never turns a success into an error; hints are lost, the work is not."""

from functools import partial

import pytest
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from apps.kernel import redis
from apps.kernel.commit import after_commit
from apps.kernel.hints import hint


def fail(*args: object) -> None:
    raise RuntimeError("Redis is gone")


@shared_task
def remind() -> None:
    """A task to hint at."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", [fail, partial(fail, 1)], ids=["function", "partial"])
def test_one_that_fails_takes_neither_the_caller_nor_the_next_with_it(broken):
    done: list[str] = []
    with transaction.atomic():
        after_commit(broken)
        after_commit(done.append, "told")
    assert done == ["told"]


@pytest.mark.django_db(transaction=True)
def test_nothing_follows_what_is_rolled_back():
    done: list[str] = []
    with transaction.atomic():
        after_commit(done.append, "told")
        transaction.set_rollback(True)
    assert done == []


def test_a_broker_that_is_down_is_asked_once_and_then_left_alone_a_while(monkeypatch):
    asked: list[dict] = []

    def refuse(args: tuple, **options: object) -> None:
        asked.append(options)
        raise OperationalError

    monkeypatch.setattr(remind, "apply_async", refuse)
    hint(remind)
    hint(remind)
    assert len(asked) == 1
    assert redis.is_out()


def test_a_hint_expires_so_that_a_stopped_worker_does_not_wake_to_a_pile(monkeypatch):
    asked: list[tuple] = []
    monkeypatch.setattr(remind, "apply_async", lambda args, **options: asked.append((args, options)))
    hint(remind, "zone", countdown_s=2.0)
    assert asked == [(("zone",), {"countdown": 2.0, "expires": 32.0})]


def test_after_one_time_out_redis_is_not_asked_for_a_moment(monkeypatch):
    calls: list[str] = []

    def hang(client: object, *args: object, **options: object) -> None:
        calls.append(str(args[0]))
        raise redis.TimedOut("timed out")

    monkeypatch.setattr("redis.Redis.execute_command", hang)
    for _ in range(5):
        with pytest.raises(redis.Unavailable):
            redis.client().get("anything")
    assert calls == ["GET"]
