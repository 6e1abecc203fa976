"""A driver gives up; the rider is driven by another, at the price that was agreed."""

import pytest

from apps.geo.contracts import Point
from apps.kernel import redis
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db(transaction=True)


def test_karims_car_breaks_down_and_sofia_drives_amina(city, amina, karim, sofia):
    ride = city.assigned(amina, karim, pickup_label="Grande Poste")
    city.step(karim, ride, "en-route")
    city.go_online(sofia, Point(ALGIERS_CENTRE.lat + 0.008, ALGIERS_CENTRE.lng))

    assert city.step(karim, ride, "cancel", {"reason": "vehicle_problem"}).json()["status"] == "driver_canceled"
    seen = city.rider(amina).get("/api/v1/rider/rides/current").json()["ride"]
    assert (seen["id"], seen["status"], seen["driver"]) == (ride["id"], "searching", None)
    city.works()
    assert city.offer_to(sofia)["fare"]["total_minor"] == ride["fare"]["total_minor"]
    assert city.answers_offer(sofia, "accept")["ok"] is True
    city.works()

    for name, body in (("en-route", {}), ("arrive", {}), ("start", {"pin": ride["pin"]}), ("complete", {})):
        answer = city.step(sofia, ride, name, body)
        assert answer.status_code == 200, answer.content
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert receipt["fare"] == ride["fare"]
    assert receipt["driver"]["full_name"] == "Sofia Larbi"

    statuses = ("searching", "accepted", "arriving", "searching", "accepted", "arriving", "arrived", "in_progress")
    assert city.told("rider", amina) == [f"ride.updated {status}" for status in (*statuses, "completed")]
    assert city.told("driver", karim)[-1] == "ride.updated driver_canceled"
    assert redis.client().hlen(redis.key("fleet", "routes")) == 0
