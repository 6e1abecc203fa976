"""Distance and time of travel."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.geo import services
from apps.geo.algorithms import eta
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Estimate, Point
from apps.geo.selectors import OutsideEveryZone
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, MID_SEA

MORNING = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # 08:00 in Algiers
POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def test_from_the_centre_to_bab_ezzouar_in_the_morning(db):
    assert services.estimate(ALGIERS_CENTRE, BAB_EZZOUAR, MORNING) == Estimate(16272, 3083, "builtin")


def test_staying_takes_no_time(db):
    assert services.estimate(HYDRA, HYDRA, MORNING) == Estimate(0, 0, "builtin")


def test_over_a_stop(db):
    direct, over = (services.estimate(ALGIERS_CENTRE, BAB_EZZOUAR, MORNING, via=via) for via in ([], [HYDRA]))

    assert (over.distance_m, over.duration_s) == (20_726, 3_927)
    assert over.distance_m > direct.distance_m
    assert over.geometry == ()


def test_without_an_engine_the_way_is_drawn_straight(db):
    drawn = services.estimate(ALGIERS_CENTRE, BAB_EZZOUAR, MORNING, via=[HYDRA], with_geometry=True).geometry

    assert drawn == tuple((stop.lat, stop.lng) for stop in (ALGIERS_CENTRE, HYDRA, BAB_EZZOUAR))


def test_nothing_is_known_about_the_sea(db):
    with pytest.raises(OutsideEveryZone) as refused:
        services.estimate(MID_SEA, HYDRA, MORNING)

    assert refused.value.extra == {"field": "origin", "point": {"lat": 37.6, "lng": 3.2}}


def test_many_times_at_once_are_each_the_single_time(db, algiers):
    straight = np.array([[0.0, 500.0], [2_000.0, 11_459.0]])

    many = services.travel_seconds(straight, MORNING, algiers)

    assert many.shape == (2, 2)
    assert many.tolist() == [[float(services.travel_seconds(m, MORNING, algiers)) for m in row] for row in straight]
    assert many[1, 0] == pytest.approx(2_000 * 1.42 / (19 / 3.6))


def test_the_hour_is_the_zones_own(db, algiers):
    night, rush = datetime(2026, 3, 2, 2, 30, tzinfo=UTC), datetime(2026, 3, 2, 16, 30, tzinfo=UTC)

    assert services.travel_seconds(1_000, night, algiers) == pytest.approx(1_420 / (48 / 3.6))
    assert services.travel_seconds(1_000, rush, algiers) == pytest.approx(1_420 / (18 / 3.6))


def test_a_degree_of_latitude():
    assert great_circle_m(Point(0, 0), Point(1, 0)) == pytest.approx(111_195.08, abs=0.01)


def test_to_the_other_side_of_the_world():
    assert great_circle_m(Point(0, 0), Point(0, 180)) == pytest.approx(20_015_114, abs=1)


@settings(deadline=None)
@given(POINTS, POINTS)
def test_distance_is_symmetric_and_never_more_than_half_round_the_world(a, b):
    assert 0 <= great_circle_m(a, b) <= 20_015_115
    assert great_circle_m(a, b) == pytest.approx(great_circle_m(b, a), rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.01, 5))
def test_farther_never_takes_less(a, b, pace):
    near, far = sorted([a, b])
    times = eta.travel_seconds([near, far], pace)

    assert times[0] <= times[1]


@pytest.mark.parametrize(("lat", "lng"), [(91, 0), (-90.1, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_a_point_that_is_not_on_earth_is_refused(lat, lng):
    with pytest.raises(ValueError, match="out of range"):
        Point(lat, lng)
