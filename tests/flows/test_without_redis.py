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
