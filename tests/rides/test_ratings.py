"""POST …/rides/<id>/rating on both sides, and the rider's tip"""

from decimal import Decimal

import pytest

from apps.fleet.models import Driver
from apps.rides.models import RideRating, RiderStanding, Tip
from tests.rides.city import key

WEEK_S = 7 * 24 * 3600


def rates(city, person, role: str, ride, stars: object = 5, **more: object):
    path = f"/api/v1/{role}/rides/{ride['id']}/rating"
    return city.client(person, role).post(path, {"stars": stars, **more}, idempotency_key=key())


def tips(city, person, ride, amount: object):
    path = f"/api/v1/rider/rides/{ride['id']}/tip"
    return city.rider(person).post(path, {"amount_minor": amount}, idempotency_key=key())


def test_both_rate_each_other_once(city, amina, karim):
    ride = city.completed(amina, karim)
    hers = rates(city, amina, "rider", ride, 4, tags=["clean_car", "late"])
    assert (hers.status_code, hers.json()["stars"], hers.json()["tags"]) == (201, 4, ["clean_car", "late"])
    assert Driver.objects.values_list("rating", "rated").get() == (Decimal("4.00"), 1)
    his = city.command(karim, "driver", "ride.rate", {"ride_id": ride["id"], "stars": 3, "tags": ["on_time"]})
    assert his["data"]["stars"] == 3
    assert RiderStanding.objects.values_list("person_id", "rating", "rated").get() == (amina.id, Decimal("3.00"), 1)

    for role, person in (("rider", amina), ("driver", karim)):
        again = rates(city, person, role, ride, 1)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/already-rated")
    assert RideRating.objects.count() == 2
    assert Driver.objects.get().rating == Decimal("4.00")


def test_within_seven_days_of_a_completed_ride(city, amina, karim):
    ride = city.under_way(amina, karim)
    early = rates(city, amina, "rider", ride)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/not-open-for-this")
    city.step(karim, ride, "complete")
    city.wait(WEEK_S + 1)
    assert rates(city, amina, "rider", ride).json()["type"] == "/problems/not-open-for-this"
    assert tips(city, amina, ride, 10_000).json()["type"] == "/problems/not-open-for-this"
    assert not RideRating.objects.exists()


@pytest.mark.parametrize(
    ("role", "body"),
    [
        ("rider", {"stars": 0}), ("rider", {"stars": 6}), ("rider", {"stars": "many"}),
        ("rider", {"tags": ["left_a_mess"]}), ("driver", {"tags": ["clean_car"]}),
        ("driver", {"tags": ["on_time"] * 6}),
    ],
)  # fmt: skip
def test_what_is_no_rating_is_refused(city, amina, karim, role, body):
    ride = city.completed(amina, karim)
    answer = rates(city, amina if role == "rider" else karim, role, ride, **body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")
    assert not RideRating.objects.exists()


def test_a_tip_is_on_the_receipt_and_told_to_the_driver(city, amina, karim):
    ride = city.completed(amina, karim)
    receipt = f"/api/v1/rider/rides/{ride['id']}/receipt"
    assert city.rider(amina).get(receipt).json()["tip"] is None

    tip = {"amount_minor": 15_000, "currency": "DZD", "amount": "150.00"}
    answer = tips(city, amina, ride, 15_000)
    assert (answer.status_code, answer.json()) == (201, tip)
    assert city.rider(amina).get(receipt).json()["tip"] == tip
    assert city.stream("driver", karim)[-1] == ("ride.tipped", {"ride_id": ride["id"], "tip": tip})

    again = city.command(amina, "rider", "ride.tip", {"ride_id": ride["id"], "amount_minor": 20_000})
    assert again["problem"]["type"] == "/problems/already-tipped"
    assert Tip.objects.get().amount_minor == 15_000


@pytest.mark.parametrize("amount", [1_999, 200_001])
def test_a_tip_has_bounds(city, amina, karim, amount):
    ride = city.completed(amina, karim)
    answer = tips(city, amina, ride, amount)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/tip-out-of-bounds")
    assert (answer.json()["least_minor"], answer.json()["most_minor"]) == (2_000, 200_000)
    assert not Tip.objects.exists()


def test_somebody_elses_ride_is_not_there(city, amina, yacine, karim, sofia):
    ride = city.completed(amina, karim)
    assert rates(city, yacine, "rider", ride).status_code == 404
    assert rates(city, sofia, "driver", ride).status_code == 404
    assert tips(city, yacine, ride, 10_000).status_code == 404
