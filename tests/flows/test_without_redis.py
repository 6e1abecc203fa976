"""Redis dies while people ride: what was committed is answered as done."""

import pytest

from apps.geo.contracts import Point
from apps.rides.models import Ride
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_ride_is_completed(city, amina, karim, redis_dies):
    ride = city.under_way(amina, karim)
    redis_dies()
    answer = city.step(karim, ride, "complete")
    assert (answer.status_code, answer.json()["status"]) == (200, "completed")
    assert Ride.objects.get().status == "completed"


def test_an_offer_is_accepted(city, amina, karim, redis_dies):
    ride = city.order(amina)
    city.go_online(karim, Point(ALGIERS_CENTRE.lat + 0.002, ALGIERS_CENTRE.lng))
    city.works()
    redis_dies()
    ack = city.answers_offer(karim, "accept")
    assert (ack["ok"], ack.get("data")) == (True, {"job": {"kind": "ride", "ref": ride["id"]}})


def test_an_arrival_is_taken_but_nobody_saw_the_car(city, amina, karim, redis_dies):
    """Without positions neither waiting nor a no-show is paid, and nobody is suspected."""
    ride = city.assigned(amina, karim)
    redis_dies()
    answer = city.step(karim, ride, "arrive").json()
    assert (answer["status"], answer["waiting"]["free_until"]) == ("arrived", None)
    city.wait(300)
    ended = city.step(karim, ride, "cancel", {"reason": "rider_no_show"}).json()
    assert (ended["status"], ended["fee"], Ride.objects.get().flags) == ("driver_canceled", None, [])
