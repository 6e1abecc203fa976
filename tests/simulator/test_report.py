"""The summary: exactly these figures, percentiles by nearest rank, double assignments seen from outside."""

import asyncio

import pytest

from simulator.report import BEHAVIOURS, Report, Witness, percentile

KEYS = [
    "requested",
    "matched",
    "completed",
    "cancelled",
    "unserved",
    "double_assigned",
    "stuck",
    "errors",
    "pickup_wait_p50_s",
    "pickup_wait_p95_s",
    "location_latency_p50_ms",
    "location_latency_p95_ms",
]


def test_the_summary_has_exactly_these_figures():
    assert list(Report().summary()) == KEYS


def test_json_adds_how_often_people_did_what():
    report = Report()
    report.did("tips")
    printed = report.as_dict()
    assert list(printed) == [*KEYS, "behaviours"]
    assert list(printed["behaviours"]) == list(BEHAVIOURS)
    assert {name: count for name, count in printed["behaviours"].items() if count} == {"tips": 1}


def test_only_behaviours_with_a_name_are_counted():
    with pytest.raises(KeyError):
        Report().did("dancing")


def test_nothing_measured_is_null_and_not_zero():
    assert Report().summary()["pickup_wait_p50_s"] is None


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 50), (0.95, 95), (0.01, 1), (1.0, 100)], ids=["p50", "p95", "p1", "p100"]
)
def test_percentiles_are_nearest_rank(share, expected):
    assert percentile(range(100, 0, -1), share) == expected


def test_a_single_value_is_every_percentile():
    assert (percentile([7.0], 0.5), percentile([7.0], 0.95)) == (7.0, 7.0)


def test_a_trouble_is_an_error_of_its_kind(capsys):
    report = Report()
    report.trouble("http 500", "POST /api/v1/rider/rides")
    assert (report.errors, report.troubles) == (1, {"http 500": 1})
    assert "POST /api/v1/rider/rides" in capsys.readouterr().err


def test_one_ride_after_another_is_no_double_assignment():
    report = Report()
    witness = Witness(report)
    witness.holds("karim", "ride-1")
    witness.holds("karim", "ride-1")
    witness.ended("ride-1")
    witness.holds("karim", "ride-2")
    assert report.double_assigned == 0


def test_two_rides_at_once_are_a_double_assignment():
    report = Report()
    witness = Witness(report)
    witness.holds("karim", "ride-1")
    witness.holds("karim", "ride-2")
    assert report.double_assigned == 1


def test_two_drivers_for_one_ride_are_a_double_assignment():
    report = Report()
    witness = Witness(report)
    witness.holds("karim", "ride-1")
    witness.holds("sofia", "ride-1")
    assert report.double_assigned == 1


def test_a_ride_that_comes_next_is_no_double_assignment_a_second_one_is():
    report = Report()
    witness = Witness(report)
    witness.holds("karim", "ride-1")
    witness.holds("karim", "ride-2", comes_next=True)
    witness.ended("ride-1")
    witness.begins("karim", "ride-2")
    witness.holds("karim", "ride-3", comes_next=True)
    assert report.double_assigned == 0
    witness.holds("karim", "ride-4", comes_next=True)
    assert report.double_assigned == 1


def test_a_ride_that_begins_before_the_other_has_ended_is_a_double_assignment():
    report = Report()
    witness = Witness(report)
    witness.holds("karim", "ride-1")
    witness.holds("karim", "ride-2", comes_next=True)
    witness.begins("karim", "ride-2")
    assert report.double_assigned == 1


async def test_what_a_rider_says_of_the_driver_waits_for_the_drivers_other_news(monkeypatch):
    monkeypatch.setattr("simulator.report.NEWS_APART_WALL_S", 0.01)
    report = Report()
    witness = Witness(report)
    witness.holds("karim", "ride-1")
    witness.holds("karim", "ride-2", hearsay=True)
    witness.ended("ride-1")
    await asyncio.sleep(0.05)
    assert report.double_assigned == 0
    witness.holds("karim", "ride-3", hearsay=True)
    await asyncio.sleep(0.05)
    assert report.double_assigned == 1


def test_late_news_of_an_ended_ride_changes_nothing():
    report = Report()
    witness = Witness(report)
    witness.ended("ride-1")
    witness.holds("karim", "ride-1")
    witness.holds("karim", "ride-2")
    assert report.double_assigned == 0


def test_latency_is_from_sending_a_position_to_seeing_that_very_one():
    report = Report()
    witness = Witness(report)
    witness.position_sent("ride-1", 1_000.250)
    witness.position_seen("ride-1", 1_000.250)
    witness.position_seen("ride-1", 1_000.250)
    witness.position_seen("ride-1", 999.0)
    assert len(report.location_latencies_ms) == 1
    assert 0 <= report.location_latencies_ms[0] < 1_000
