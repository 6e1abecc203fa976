"""Against a real Valhalla or OSRM with the roads of Porto: VALHALLA_URL=… or OSRM_URL=… (docs/algorithms/eta.md).

The figures are wide: the roads are those of the day on which somebody downloaded them.
"""

import os
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from apps.geo import services
from apps.geo.algorithms.distance import great_circle_m
from apps.geo.contracts import Estimate, Point
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALIADOS, HEROISMO, BONFIM = Point(41.1480, -8.6110), Point(41.1490, -8.5940), Point(41.1520, -8.5980)


@pytest.fixture(params=["valhalla", "osrm"])
def engine(request, settings, db) -> str:
    url = os.environ.get(f"{request.param.upper()}_URL")
    if not url:
        pytest.skip(f"{request.param.upper()}_URL is not set")
    services.ensure_demo_zone_around([ALIADOS, HEROISMO])
    settings.ETA_ENGINE, settings.ETA_ENGINE_URL = request.param, url
    settings.ETA_ENGINE_TIMEOUT_S = 10.0
    return request.param


def ask(origin: Point, destination: Point, **options) -> Estimate:
    return services.estimate(origin, destination, MORNING, **options)


def test_across_the_centre(engine):
    answer = ask(ALIADOS, HEROISMO)

    assert answer.source == engine
    assert 1_400 < answer.distance_m < 5_000
    assert 100 < answer.duration_s < 1_200
    assert answer.geometry == ()


def test_the_line_runs_from_door_to_door_along_the_way(engine):
    answer = ask(ALIADOS, HEROISMO, via=[BONFIM], with_geometry=True)
    corners = [Point(*corner) for corner in answer.geometry]

    assert answer.distance_m >= ask(ALIADOS, HEROISMO).distance_m
    assert great_circle_m(corners[0], ALIADOS) < 300
    assert great_circle_m(corners[-1], HEROISMO) < 300
    assert min(great_circle_m(corner, BONFIM) for corner in corners) < 300
    drawn_m = sum(great_circle_m(a, b) for a, b in pairwise(corners))
    assert drawn_m == pytest.approx(answer.distance_m, rel=0.02)


def test_staying(engine):
    assert ask(ALIADOS, ALIADOS).distance_m == 0


def test_a_city_that_it_has_no_roads_of(engine):
    answer = ask(ALGIERS_CENTRE, BAB_EZZOUAR)

    assert (answer.distance_m, answer.source) == (16_272, "builtin")
