"""Beat goes on while the broker is away, and says so in one line, and in one more when it is back."""

import pytest
from celery import shared_task
from celery.app import app_or_default
from kombu.exceptions import OperationalError

from apps.kernel.beat import Scheduler


@shared_task
def swept() -> None: ...


@pytest.fixture
def scheduler(tmp_path):
    """With one schedule, and a broker that answers as the test says: an error is raised, None is none."""
    made = Scheduler(app_or_default(), schedule_filename=str(tmp_path / "beat"), lazy=True)
    made.get_schedule, made.sync = dict, lambda: None
    return made


@pytest.fixture
def send(scheduler, monkeypatch):
    def to_a_broker_that(error: Exception | None) -> None:
        def apply_async(*_arguments, **_options) -> None:
            if error:
                raise error

        monkeypatch.setattr(swept, "apply_async", apply_async)
        scheduler.apply_entry(scheduler.Entry("sweep", swept.name, schedule=1.0, app=scheduler.app))

    return to_a_broker_that


def events(caplog) -> list[str]:
    return [record.msg["event"] for record in caplog.records]


def test_a_broker_that_is_away_is_said_once_and_once_when_it_is_back(send, caplog):
    for error in (None, OperationalError("refused"), OperationalError("refused"), None, None):
        send(error)
    assert events(caplog) == ["broker_lost", "broker_back"]
    assert all(not record.exc_info for record in caplog.records)


def test_each_time_it_is_lost_is_said(send, caplog):
    for error in (OperationalError("refused"), None, OperationalError("refused")):
        send(error)
    assert events(caplog) == ["broker_lost", "broker_back", "broker_lost"]


def test_anything_else_that_fails_is_an_error_every_time(send, caplog):
    for error in (TypeError("no such argument"), TypeError("no such argument")):
        send(error)
    assert events(caplog) == ["schedule_failed", "schedule_failed"]
