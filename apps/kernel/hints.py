"""Hints: tasks sent so that nobody waits for the next sweep. One that is lost costs a second, not the work (rule 2)."""

import structlog
from celery import Task
from kombu.exceptions import OperationalError

from apps.kernel import redis

EXPIRES_S = 30

log = structlog.get_logger(__name__)


def hint(task: Task, *args: object, countdown_s: float = 0.0) -> None:
    """Ask a worker to run `task` in `countdown_s` wall seconds. A broker that is down is logged, no more."""
    if redis.is_out():
        log.warning("hint_not_sent", task=task.name)
        return
    try:
        task.apply_async(args, countdown=countdown_s, expires=countdown_s + EXPIRES_S)
    except OperationalError:
        redis.note_outage()
        log.warning("hint_lost", task=task.name)
