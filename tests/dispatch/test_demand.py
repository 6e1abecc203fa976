"""Riders and cars by cell, told to pricing every ten seconds."""

from datetime import timedelta

import pytest

from apps.dispatch import services
from apps.fleet import services as fleet
from apps.geo import services as geo_services
from apps.kernel import clock
from apps.pricing import services as pricing
from apps.pricing.models import SurgeCell
from tests.dispatch.conftest import north_of
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db

HERE, THERE = geo_services.cell(ALGIERS_CENTRE), geo_services.cell(north_of(ALGIERS_CENTRE, 4_000))


@pytest.fixture
def counted(monkeypatch, algiers) -> list[dict]:
    """What pricing is told of Algiers."""
    told: list[dict] = []

    def note(*, zone_id, **counts) -> bool:
        if zone_id == algiers.id:
            told.append(counts)
        return True

    monkeypatch.setattr(pricing, "observe_cells", note)
    return told


def test_waiting_riders_and_free_cars_are_counted_where_they_are(karim, sofia, mehdi, on_the_road, job, match, counted):
    sofia.vehicles.update(category="comfort", also_serves=["standard"])
    on_the_road(karim)
    on_the_road(sofia)
    on_the_road(mehdi)
    fleet.occupy(driver_id=mehdi.id)
    job(), job(), job(north_of(ALGIERS_CENTRE, 4_000), category="van")
    match()  # an offer is not a ride yet

    services.count_demand()

    [counts] = counted
    assert counts["cells"] == {HERE: (2, 2), THERE: (1, 0)}
    assert counts["cars"] == {HERE: {"standard": 2, "comfort": 1}}


def test_scheduled_and_assigned_jobs_are_no_demand(karim, on_the_road, job, counted, travel):
    on_the_road(karim)
    job(match_from=clock.now() + timedelta(hours=1))
    ride = job()
    services.assign_directly(kind="ride", ref=ride.ref, driver_id=karim.id)

    services.count_demand()

    assert counted[0]["cells"] == {}


def test_every_ten_seconds_and_once(counted, travel):
    services.count_demand()
    services.count_demand()
    travel(9)
    services.count_demand()
    assert len(counted) == 1

    travel(1)
    services.count_demand()
    assert len(counted) == 2


def test_pricing_hears_it(karim, on_the_road, job, algiers):
    on_the_road(karim)
    job()

    services.count_demand()

    row = SurgeCell.objects.get(zone_id=algiers.id, cell=HERE)
    assert (row.riders, row.cars) == (1, 1)
