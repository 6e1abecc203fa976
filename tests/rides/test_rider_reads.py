"""GET /api/v1/rider/rides, /current and /<id>; GET /api/v1/driver/rides and /current"""

from base64 import b64encode
from uuid import uuid4

import pytest

from apps.kernel import clock
from apps.pricing.contracts import FareBreakdown
from apps.pricing.services import driver_net
from apps.rides.models import Ride
from tests.rides.city import key

NO_THANKS = {"rated": False, "tip_minor": None}


def cancelled(city, person) -> dict:
    ride = city.order(person)
    return city.rider(person).post(f"/api/v1/rider/rides/{ride['id']}/cancel").json()


def test_my_rides_come_newest_first_page_by_page(city, amina, yacine):
    rides = [cancelled(city, amina) for _ in range(3)]
    cancelled(city, yacine)

    first = city.rider(amina).get("/api/v1/rider/rides?page_size=2").json()
    second = city.rider(amina).get(first["next"]).json()
    assert [*first["results"], *second["results"]] == [{**ride, **NO_THANKS} for ride in rides[::-1]]
    assert second["next"] is None
    crafted = [b64encode(b"p=" + position).decode() for position in (b"no-id", b"\0", b"2020-01-01")]
    for cursor in ("nonsense", *crafted):
        assert city.rider(amina).get("/api/v1/rider/rides", {"cursor": cursor}).status_code == 400


def test_the_current_ride(city, amina):
    assert city.rider(amina).get("/api/v1/rider/rides/current").json() == {"ride": None}
    ride = city.order(amina)
    assert city.rider(amina).get("/api/v1/rider/rides/current").json() == {"ride": ride}


def test_somebody_elses_ride_is_not_there(city, amina, yacine, karim, sofia):
    ride = city.assigned(amina, karim)
    path = f"/api/v1/rider/rides/{ride['id']}"
    for answer in (
        city.rider(yacine).get(path),
        city.rider(yacine).post(f"{path}/cancel"),
        city.rider(yacine).get(f"{path}/receipt"),
        city.rider(yacine).get(f"{path}/receipt.pdf"),
        *(city.step(sofia, ride, name) for name in ("en-route", "arrive", "complete")),
        city.step(sofia, ride, "start", {"pin": ride["pin"]}),
        city.step(sofia, ride, "cancel", {"reason": "other"}),
        city.rider(amina).get(f"/api/v1/rider/rides/{uuid4()}"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("wrong", ["7", "not-a-uuid", "%00", "0" * 36])
def test_an_address_that_is_no_id_is_not_there(city, amina, wrong):
    answer = city.rider(amina).get(f"/api/v1/rider/rides/{wrong}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_each_sees_their_own_side(city, amina, karim):
    ride = city.assigned(amina, karim)
    driven = city.driver(karim).get("/api/v1/driver/rides/current").json()["ride"]
    assert len(ride["pin"]) == 4
    net = driver_net(FareBreakdown.from_dict(Ride.objects.get().breakdown), zone_id=city.zone.id, at=clock.now())
    assert driven == {**ride, "pin": None, "net_minor": net.net_minor}
    assert (ride["net_minor"], 0 < net.net_minor < ride["fare"]["total_minor"]) == (None, True)
    assert driven["rider"] == {"id": str(amina.id), "first_name": "Amina"}
    assert city.driver(karim).get("/api/v1/driver/rides").json()["results"] == [{**driven, **NO_THANKS}]
    assert ride["driver"]["phone_masked"] != str(karim.person.phone)


def test_history_says_what_was_given_and_what_the_driver_kept(city, amina, karim):
    done = city.completed(amina, karim)
    canceled = city.order(amina)
    city.rider(amina).post(f"/api/v1/rider/rides/{canceled['id']}/cancel")
    tip, stars = {"amount_minor": 10_000}, {"stars": 5}
    for path, body in (("tip", tip), ("rating", stars)):
        answer = city.rider(amina).post(f"/api/v1/rider/rides/{done['id']}/{path}", body, idempotency_key=key())
        assert answer.status_code == 201, answer.content

    hers = city.rider(amina).get("/api/v1/rider/rides").json()["results"]
    [his] = city.driver(karim).get("/api/v1/driver/rides").json()["results"]
    said = [(ride["rated"], ride["tip_minor"], ride["net_minor"]) for ride in (*hers, his)]
    today = city.driver(karim).get("/api/v1/driver/earnings").json()["days"][0]
    assert said == [(False, None, None), (True, 10_000, None), (False, 10_000, today["net_minor"])]


def test_a_ride_canceled_for_nothing_brings_nothing(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")
    [his] = city.driver(karim).get("/api/v1/driver/rides").json()["results"]
    assert (his["fee"], his["net_minor"]) == (None, None)


def test_what_the_stream_says_is_what_rest_answers(city, amina, karim):
    ride = city.assigned(amina, karim)
    assert city.stream("rider", amina)[-1] == ("ride.updated", {"ride": ride})
    seen = city.driver(karim).get("/api/v1/driver/rides/current").json()
    assert city.stream("driver", karim)[-1] == ("ride.updated", seen)
