"""docs/algorithms/eta.md says what the code does: every number on the page is computed here again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.geo import selectors, services
from apps.geo.algorithms import eta, learning
from apps.geo.algorithms.learning import Sums
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR

DOCUMENT = (Path(__file__).parents[2] / "docs/algorithms/eta.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", ["algiers", "casablanca", "tunis", "paris"])
def test_the_table_of_speeds_is_the_zones(db, slug):
    zone = selectors.zone(slug)
    speeds = " | ".join(str(zone.speeds_kmh[hour]) for hour in (3, 8, 12, 17, 21))

    assert f"| {slug} | {zone.detour:.2f} | {speeds} |" in DOCUMENT


@pytest.mark.parametrize(("local", "utc"), [(3, 2), (8, 7), (12, 11)])
def test_the_worked_example_is_what_is_estimated(db, algiers, local, utc):
    answer = services.estimate(ALGIERS_CENTRE, BAB_EZZOUAR, datetime(2026, 3, 2, utc, tzinfo=UTC))
    speed, minutes = algiers.speeds_kmh[local], answer.duration_s / 60

    row = f"| {local:02}:00 | {utc:02}:00 | {speed} km/h | {answer.duration_s} | {minutes:.1f} |"
    assert row in DOCUMENT


def test_the_worked_distances(db, algiers):
    straight_m = services.great_circle_m(ALGIERS_CENTRE, BAB_EZZOUAR)
    road_m = eta.whole(straight_m * algiers.detour)

    spaced = f"{straight_m:,.0f} m × {algiers.detour} = {road_m:,} m".replace(",", " ")
    assert f"by road: {spaced}" in DOCUMENT


def test_the_default_detour(db):
    assert f"of {eta.DEFAULT_DETOUR} and a common table" in DOCUMENT


@pytest.mark.parametrize("trips", [0, 1, 10, 60, 300])
def test_the_worked_learning(db, algiers, trips):
    straight_m = services.great_circle_m(ALGIERS_CENTRE, BAB_EZZOUAR)
    pace = 6_000 / straight_m
    table = learning.table_pace(algiers.detour, algiers.speeds_kmh[8])
    sums = [
        Sums(cell, trips * metres, trips * metres * pace) for cell, metres in (("a", 2_000), ("b", straight_m - 2_000))
    ]

    speeds = learning.learn(table, sums)

    here = speeds.pace_of("a")
    assert f"| {trips} | {speeds.pace:.4f} | {here:.4f} | {algiers.detour * 3.6 / here:.1f} |" in DOCUMENT
    assert f"19 km/h, pace {table:.4f}" in DOCUMENT
    assert f"(pace {pace:.4f})" in DOCUMENT


def test_the_weights_and_limits_of_learning():
    for text in (
        f"{learning.ZONE_PRIOR_M / 1_000:.0f} km × table's pace",
        f"{learning.CELL_PRIOR_M / 1_000:.0f} km × zone's pace",
        f"a weight of {learning.DETOUR_PRIOR_M / 1_000:.0f} km",
        f"more than {learning.MEMORY_M / 1_000:.0f} km",
        f"slower than {learning.SLOWEST_KMH:.0f} or faster than {learning.FASTEST_KMH:.0f} km/h",
        f"less than {learning.NEAREST_M:.0f} m",
        "within {} and {:.0f}".format(*learning.DETOUR_RANGE),
    ):
        assert text in DOCUMENT
