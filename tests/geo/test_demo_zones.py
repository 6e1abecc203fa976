"""Zones drawn around somebody's trips, for the simulator."""

import pytest

from apps.geo import selectors, services
from apps.geo.contracts import Point
from apps.geo.models import Zone
from tests.places import ALGIERS_CENTRE, HYDRA

MANHATTAN = [Point(40.7580, -73.9855), Point(40.7128, -74.0060), Point(40.6413, -73.7781)]
ORAN = Point(35.6971, -0.6308)


def test_trips_in_new_york(db):
    zone = services.ensure_demo_zone_around(MANHATTAN)

    assert zone.demonstration
    assert {selectors.zone_at(point).slug for point in MANHATTAN} == {zone.slug} == {"demo-4070n-7389w"}
    assert (zone.market, zone.currency, zone.time_zone) == ("MA", "MAD", "Etc/GMT+5")
    assert zone.detour == 1.35


def test_two_kilometres_of_margin(db):
    west, south, east, north = services.ensure_demo_zone_around([ORAN]).bounds

    assert services.great_circle_m(Point(south, ORAN.lng), ORAN) == pytest.approx(2_000, abs=2)
    assert services.great_circle_m(Point(ORAN.lat, east), ORAN) == pytest.approx(2_000, abs=2)
    assert (west + east, south + north) == pytest.approx((2 * ORAN.lng, 2 * ORAN.lat))


def test_asking_again_gives_the_same_zone(db):
    first = services.ensure_demo_zone_around(MANHATTAN)

    assert services.ensure_demo_zone_around(MANHATTAN) == first
    assert Zone.objects.filter(demonstration=True).count() == 1


def test_trips_that_are_served_already_need_no_zone(db):
    assert services.ensure_demo_zone_around([ALGIERS_CENTRE, HYDRA]).slug == "algiers"
    assert Zone.objects.count() == 4


def test_only_the_points_that_nobody_serves_are_enclosed(db):
    zone = services.ensure_demo_zone_around([ALGIERS_CENTRE, ORAN])

    assert (zone.market, zone.currency) == ("DZ", "DZD")
    assert selectors.zone_at(ALGIERS_CENTRE).slug == "algiers"
    assert zone.bounds[2] < 0


@pytest.mark.parametrize(
    ("lng", "name"),
    [(-0.63, "Etc/GMT"), (8.0, "Etc/GMT-1"), (77.2, "Etc/GMT-5"), (-74.0, "Etc/GMT+5"), (179.9, "Etc/GMT-12")],
)
def test_the_time_zone_follows_from_the_longitude(db, lng, name):
    assert services.ensure_demo_zone_around([Point(5.0, lng)]).time_zone == name


def test_points_of_two_cities_are_refused(db):
    with pytest.raises(services.PointsTooFarApart):
        services.ensure_demo_zone_around([ORAN, *MANHATTAN])
    assert Zone.objects.count() == 4


def test_no_points_at_all(db):
    with pytest.raises(ValueError, match="no points"):
        services.ensure_demo_zone_around([])
