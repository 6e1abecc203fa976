"""A small city on the real platform: real sockets, real workers, real Redis. Rides go from request to receipt."""

import json
from pathlib import Path

import pytest

from tests.simulator.test_report import KEYS
from tests.support.platform import Platform

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("platform")]

SAMPLE = Path(__file__).parent / "data" / "oran_morning.csv"


def _simulate(running: Platform, *arguments: str) -> tuple[dict, str]:
    urls = [part for url in running.urls for part in ("--url", url)]
    done = running.manage("simulate", "--json", *urls, *arguments, timeout_s=300)
    return json.loads(done.stdout), done.stderr


def _assert_sound(summary: dict, told: str, running: Platform) -> None:
    bad = {name: summary[name] for name in ("errors", "double_assigned", "stuck")}
    assert bad == {"errors": 0, "double_assigned": 0, "stuck": 0}, told + running.logs()[-20_000:]


def test_a_small_city_lives_and_goes_home(running):
    summary, told = _simulate(
        running, "--drivers", "12", "--riders", "6", "--speed", "20", "--seconds", "25", "--drain", "60", "--seed", "7"
    )
    _assert_sound(summary, told, running)
    assert list(summary) == [*KEYS, "behaviours"]
    assert summary["completed"] >= 1
    assert summary["location_latency_p50_ms"] is not None


def test_recorded_trips_of_another_city_are_replayed_in_a_zone_drawn_around_them(running, tmp_path):
    lines = SAMPLE.read_text().splitlines()
    trips = tmp_path / "trips.csv"
    trips.write_text("\n".join([*lines[:7], "2026-03-02T07:31:00Z,0,0,35.70,-0.63,"]) + "\n")
    summary, told = _simulate(
        running, "--trips", str(trips), "--drivers", "10", "--riders", "8", "--speed", "30", "--seed", "7"
    )
    _assert_sound(summary, told, running)
    assert summary["requested"] == 6
    assert "trips.csv, line 8: pickup is 0, 0: no position was recorded; skipped" in told


def test_afterwards_the_clock_runs_at_the_speed_of_the_wall_again(running):
    told = running.manage("shell", "-v", "0", "-c", "from apps.kernel import clock; print(clock.speed())")
    assert told.stdout.strip() == "1.0"
