"""Scheduled jobs: one run a job and period, whoever starts it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.kernel import clock, slots
from apps.kernel.models import JobSlot
from tests.support.threads import together

DAY = 86_400


@pytest.fixture
def runs(monkeypatch):
    """The slots that a daily job `test.statements` ran for."""
    runs: list[str] = []
    monkeypatch.setattr(slots, "_jobs", {"test.statements": slots.Job("test.statements", slots.DAILY, runs.append)})
    return runs


def yesterday() -> str:
    return (clock.wall() - timedelta(days=1)).strftime("%Y-%m-%d")


@pytest.mark.django_db
def test_a_period_runs_once_after_it_has_ended(runs):
    slots.run_due()
    slots.run_due()
    assert runs == [yesterday()]


@pytest.mark.django_db
def test_missed_periods_are_caught_up_oldest_first(runs, travel):
    slots.run_due()
    travel(3 * DAY)
    slots.run_due()
    assert runs == sorted(runs)
    assert len(runs) == 4
    assert runs[-1] == yesterday()


@pytest.mark.django_db
def test_a_run_that_failed_is_tried_again_when_its_lease_ends(monkeypatch, travel):
    attempts = []

    def fail_once(slot):
        attempts.append(slot)
        if len(attempts) == 1:
            raise RuntimeError

    monkeypatch.setattr(slots, "_jobs", {"test.statements": slots.Job("test.statements", slots.DAILY, fail_once)})
    slot = yesterday()
    with pytest.raises(RuntimeError):
        slots.run_slot("test.statements", slot)
    assert slots.run_slot("test.statements", slot) is None, "somebody may still be at it"
    travel(slots.LEASE.total_seconds() + 1)
    assert slots.run_slot("test.statements", slot).attempts == 2
    assert JobSlot.objects.get().done_at is not None


@pytest.mark.django_db(transaction=True)
def test_two_beats_run_a_slot_once(runs):
    results = together(4, lambda: slots.run_slot("test.statements", "2026-01-31"))
    assert runs == ["2026-01-31"]
    assert sum(result is not None for result in results) == 1


@pytest.mark.django_db
def test_by_hand(runs, capsys):
    call_command("run_slot", "test.statements", "2026-01-31")
    call_command("run_slot", "test.statements", "2026-01-31")
    first, second = capsys.readouterr().out.splitlines()
    assert first == "test.statements 2026-01-31: done."
    assert "already done" in second
    assert runs == ["2026-01-31"]


@pytest.mark.django_db
@pytest.mark.parametrize("slot", ["garbage", "2026-13-45", "2099-01-01", "2026-1-3", "2026-01-31T10"])
def test_a_slot_that_is_none_by_hand_is_refused_and_nothing_runs(runs, slot):
    with pytest.raises(CommandError, match="is no slot of"):
        call_command("run_slot", "test.statements", slot)
    assert runs == []
    assert not JobSlot.objects.exists()


@pytest.mark.django_db
def test_an_unknown_job_by_hand_names_the_known_ones(runs):
    with pytest.raises(CommandError, match=r"test\.statements"):
        call_command("run_slot", "nothing")
