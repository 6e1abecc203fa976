"""A driver about to finish accepts the next ride: it waits behind the current one, and follows it at once."""

from uuid import UUID

import pytest

from apps.geo.contracts import Point
from apps.kernel import outbox
from apps.rides import services
from apps.rides.models import Ride
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR
from tests.support.threads import together

BESIDE = Point(BAB_EZZOUAR.lat + 0.004, BAB_EZZOUAR.lng)


@pytest.fixture
def two_rides(city, amina, yacine, karim):
    """Karim drives Amina to Bab Ezzouar, two minutes away; Yacine, who waits near there, is his next."""
    hers = city.under_way(amina, karim)
    ride = Ride.objects.get(id=hers["id"])
    city.wait(max(0, ride.duration_s - 120))
    city.stand(karim, BAB_EZZOUAR)
    his = city.order(yacine, quote=city.quote(yacine, BESIDE, ALGIERS_CENTRE)["quote"])
    city.works()
    assert city.answers_offer(karim, "accept")["ok"] is True
    city.works()
    return hers, his


def test_the_next_ride_is_the_next_not_the_current(city, karim, two_rides):
    hers, his = two_rides
    current = city.driver(karim).get("/api/v1/driver/rides/current").json()["ride"]
    following = city.driver(karim).get("/api/v1/driver/rides/next").json()["ride"]
    assert (current["id"], current["queued"]) == (hers["id"], False)
    assert (following["id"], following["queued"], following["status"]) == (his["id"], True, "accepted")


def test_its_rider_knows_that_the_driver_is_finishing_another_trip(city, yacine, two_rides):
    seen = city.rider(yacine).get("/api/v1/rider/rides/current").json()["ride"]
    assert (seen["status"], seen["queued"], seen["driver"]["full_name"]) == ("accepted", True, "Karim Meziane")


def test_its_steps_wait_until_the_current_trip_is_over(city, karim, two_rides):
    hers, his = two_rides
    refused = city.step(karim, his, "en-route")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/other-ride-first")
    assert refused.json()["ride_id"] == hers["id"]
    assert Ride.objects.get(id=his["id"]).status == "accepted"


def test_when_the_current_one_ends_it_follows_and_both_are_told(city, karim, yacine, two_rides):
    hers, his = two_rides
    told = len(city.told("rider", yacine))
    assert city.step(karim, hers, "complete").status_code == 200
    outbox.relay()

    assert city.driver(karim).get("/api/v1/driver/rides/current").json()["ride"]["id"] == his["id"]
    assert city.driver(karim).get("/api/v1/driver/rides/next").json() == {"ride": None}
    assert city.told("rider", yacine)[told:] == ["ride.updated accepted"]
    assert city.stream("rider", yacine)[-1][1]["ride"]["queued"] is False
    assert city.step(karim, his, "en-route").status_code == 200


def test_word_of_the_promotion_that_comes_twice_changes_nothing(city, karim, two_rides):
    hers, his = two_rides
    city.step(karim, hers, "complete")
    outbox.relay()
    revision = Ride.objects.get(id=his["id"]).revision
    together(4, lambda: services.promote(ride_id=UUID(his["id"])))
    assert Ride.objects.get(id=his["id"]).revision == revision


def test_a_next_ride_that_its_rider_cancels_leaves_the_driver_on_the_current_one(city, karim, yacine, two_rides):
    hers, his = two_rides
    answer = city.rider(yacine).post(f"/api/v1/rider/rides/{his['id']}/cancel", {})
    assert answer.status_code == 200, answer.content
    city.works()
    assert city.driver(karim).get("/api/v1/driver/rides/next").json() == {"ride": None}
    assert city.step(karim, hers, "complete").status_code == 200
    assert city.driver(karim).get("/api/v1/driver/rides/current").json() == {"ride": None}


def test_a_driver_without_a_ride_has_none_next(city, karim):
    assert city.driver(karim).get("/api/v1/driver/rides/next").json() == {"ride": None}
