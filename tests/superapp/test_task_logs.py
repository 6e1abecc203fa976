"""A worker's log lines name their task and the request that asked for it, so that one search finds a whole story."""

import json

import pytest
import structlog
from celery import shared_task
from celery.app.trace import trace_task
from django_structlog.celery.steps import DjangoStructLogInitStep

from apps.kernel import redis
from apps.kernel.hints import hint
from superapp import celery_app


@shared_task
def burn() -> None:
    raise RuntimeError("it burns")


@pytest.fixture
def as_a_worker() -> object:
    """What a worker does as it starts; undone when the test lets go of it."""
    assert DjangoStructLogInitStep in celery_app.steps["worker"]
    yield DjangoStructLogInitStep(None)
    structlog.contextvars.clear_contextvars()


def test_a_failed_task_is_said_once_with_its_name_and_whose_request_it_was(as_a_worker, caplog):
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        hint(burn)
    headers = json.loads(redis.client().lindex("superapp:celery:default", 0))["headers"]

    trace_task(burn, headers["id"], [], {}, request=headers, app=celery_app)

    said = [record.msg for record in caplog.records]
    assert [(line["event"], line["task"], line["request_id"], line["task_id"]) for line in said] == [
        ("task_failed", "tests.superapp.test_task_logs.burn", "r-1", headers["id"])
    ]
    assert structlog.contextvars.get_contextvars() == {}, "what is said next is of no task"
