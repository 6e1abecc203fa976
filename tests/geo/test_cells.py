"""Cells for surge and heatmaps."""

import dataclasses

import pytest
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon, shape

from apps.geo import selectors, services
from apps.geo.contracts import Point
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA


def test_a_cell_is_of_the_resolution_asked_for():
    assert services.cell(ALGIERS_CENTRE) == services.cell(Point(36.7539, 3.0589))
    assert services.cell(ALGIERS_CENTRE) != services.cell(BAB_EZZOUAR)
    assert (services.cell(HYDRA)[1], services.cell(HYDRA, 9)[1]) == ("8", "9")


def test_a_ring_is_closed_and_holds_its_point():
    ring = services.cell_ring(services.cell(HYDRA))

    assert len(ring) == 7
    assert ring[0] == ring[-1]
    assert Polygon(ring).contains(ShapelyPoint(HYDRA.lng, HYDRA.lat))
    assert Polygon(ring).exterior.is_ccw


def test_a_ring_across_the_180th_meridian_does_not_run_round_the_world():
    longitudes = [lng for lng, _lat in services.cell_ring(services.cell(Point(-17.0, 180.0)))]

    assert max(longitudes) - min(longitudes) < 0.1


def test_the_middle_of_a_cell_lies_in_it():
    cell = services.cell(HYDRA)

    assert services.cell(services.cell_centre(cell)) == cell


def test_a_feature_for_the_map():
    cell = services.cell(HYDRA)

    assert services.cell_feature(cell, demand=3, supply=1) == {
        "type": "Feature",
        "id": cell,
        "geometry": {"type": "Polygon", "coordinates": [services.cell_ring(cell)]},
        "properties": {"cell": cell, "demand": 3, "supply": 1},
    }


def test_the_cells_around():
    cell = services.cell(HYDRA)

    assert services.cells_around(cell, 0) == (cell,)
    near = services.cells_around(cell, 2)
    assert (near[0], len(near), set(services.cells_around(cell))) == (cell, 19, set(near[:7]))


@pytest.mark.parametrize("slug", ["algiers", "casablanca", "tunis", "paris"])
def test_the_cells_of_a_zone_cover_it_and_no_more(db, slug):
    zone = selectors.zone(slug)
    area = shape(zone.polygon)

    cells = services.cells_of(zone, 7)

    assert list(cells) == sorted(set(cells))
    rings = [Polygon(services.cell_ring(cell)) for cell in cells]
    assert all(area.intersects(ring) for ring in rings)
    west, south, east, north = zone.bounds
    for step in range(400):
        point = Point(south + (north - south) * (step % 20) / 19, west + (east - west) * (step // 20) / 19)
        if area.covers(ShapelyPoint(point.lng, point.lat)):
            assert services.cell(point, 7) in cells


def test_an_area_smaller_than_a_cell_has_its_cell(algiers):
    lat, lng = HYDRA.lat, HYDRA.lng
    speck = [[lng, lat], [lng + 1e-5, lat], [lng, lat + 1e-5], [lng, lat]]
    tiny = dataclasses.replace(algiers, polygon={"type": "Polygon", "coordinates": [speck]})

    assert services.cells_of(tiny, 7) == (services.cell(HYDRA, 7),)


@pytest.mark.parametrize("nonsense", ["", "8", "nonsense", "ffffffffffffffff"])
def test_what_is_no_cell(nonsense):
    for ask in (services.cell_ring, services.cell_centre, services.cell_feature, services.cells_around):
        with pytest.raises(ValueError, match="cell"):
            ask(nonsense)
