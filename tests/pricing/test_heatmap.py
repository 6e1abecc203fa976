"""Where riders wait and cars are free: GET /api/v1/driver/heatmap, and what staff see."""

import pytest

from apps.geo import services as geo
from apps.kernel import clock
from apps.pricing import selectors, services
from tests.places import ALGIERS_CENTRE, HYDRA

PATH = "/api/v1/driver/heatmap"
CENTRE, SUBURB = geo.cell(ALGIERS_CENTRE), geo.cell(HYDRA)


@pytest.fixture
def counted(algiers) -> None:
    """Eight riders and a car in the centre; one rider alone in the suburb."""
    services.observe_cells(
        zone_id=algiers.id, at=clock.now(), cells={CENTRE: (8, 1), SUBURB: (1, 0)}, cars={CENTRE: {"standard": 1}}
    )


def shown(document: dict) -> dict[str, dict]:
    return {feature["id"]: feature["properties"] for feature in document["features"]}


def test_staff_see_counts(algiers, counted):
    document = selectors.heatmap(algiers.id)

    assert document["type"] == "FeatureCollection"
    cells = shown(document)
    assert cells[CENTRE] == {"cell": CENTRE, "demand": 8, "supply": 1, "surge": "1.00"}
    assert cells[SUBURB] == {"cell": SUBURB, "demand": 1, "supply": 0, "surge": "1.00"}
    centre = next(feature for feature in document["features"] if feature["id"] == CENTRE)
    assert centre["geometry"] == {"type": "Polygon", "coordinates": [geo.cell_ring(CENTRE)]}


def test_drivers_see_levels_and_nobody_alone(api, karim, algiers, counted):
    answer = api(karim.person, "driver").get(PATH, {"zone": "algiers"})

    assert answer.status_code == 200
    cells = shown(answer.json())
    assert set(cells) == set(geo.cells_around(CENTRE, 1))
    assert cells[CENTRE] == {"cell": CENTRE, "demand": 2, "supply": 0, "surge": "1.00"}
    assert {cells[name]["demand"] for name in cells if name != CENTRE} == {1}


def test_two_riders_are_not_told_from_none(api, karim, algiers):
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={SUBURB: (2, 0)})

    assert api(karim.person, "driver").get(PATH, {"zone": str(algiers.id)}).json()["features"] == []


def test_where_the_price_is_raised(algiers, counted, travel):
    travel(60)

    assert shown(selectors.driver_heatmap(algiers.id))[CENTRE]["surge"] == "1.20"


def test_what_was_counted_long_ago_is_not_shown(algiers, counted, travel):
    travel(301)

    assert selectors.heatmap(algiers.id)["features"] == []


def test_where_nothing_was_counted(api, karim):
    assert api(karim.person, "driver").get(PATH, {"zone": "paris"}).json() == {
        "type": "FeatureCollection",
        "features": [],
    }


@pytest.mark.parametrize("query", [{"zone": "atlantis"}, {"zone": ""}, {}])
def test_a_zone_that_is_none(api, karim, query):
    answer = api(karim.person, "driver").get(PATH, query)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-such-zone")


def test_it_is_for_drivers(api, amina, anonymous):
    assert api(amina, "rider").get(PATH, {"zone": "algiers"}).status_code == 403
    assert anonymous.get(PATH, {"zone": "algiers"}).status_code == 401


def test_one_query_however_large_the_city(algiers, django_assert_num_queries):
    cells = dict.fromkeys(geo.cells_around(CENTRE, 9), (5, 3))
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells=cells)

    with django_assert_num_queries(1):
        assert len(selectors.heatmap(algiers.id)["features"]) == 331
    with django_assert_num_queries(1):
        selectors.driver_heatmap(algiers.id)
