"""The driver waits, nobody comes: after five minutes (Algiers) the ride ends, for 150.00 DZD."""

from apps.notifications.models import Message
from apps.rides.models import Receipt, Ride


def no_show(city, karim, ride: dict):
    return city.step(karim, ride, "cancel", {"reason": "rider_no_show"})


def test_it_needs_five_minutes_at_the_pickup(city, amina, karim):
    ride = city.assigned(amina, karim)
    away = no_show(city, karim, ride)
    assert (away.status_code, away.json()["current"]) == (409, "accepted")

    city.step(karim, ride, "arrive")
    city.wait(200)
    early = no_show(city, karim, ride)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/too-early")
    assert 95 <= early.json()["seconds_left"] <= 100
    assert Ride.objects.get().status == "arrived"


def test_then_the_rider_pays_the_fee(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    city.wait(300)
    ended = no_show(city, karim, ride).json()
    assert (ended["status"], ended["cancel_reason"]) == ("driver_canceled", "rider_no_show")
    assert [(line["code"], line["amount_minor"]) for line in ended["fee"]["lines"]] == [("no_show", 15_000)]
    assert Receipt.objects.get().ride.fee["total_minor"] == 15_000
    told = Message.objects.get()
    assert (str(told.to), "150,00 DZD" in told.content["text"]) == (str(amina.phone), True)
    assert city.told("rider", amina)[-1] == "ride.updated driver_canceled"
    assert city.driver(karim).post("/api/v1/driver/shift/end").status_code == 204


def test_a_driver_who_was_late_charges_nothing(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.wait(3_000)
    city.step(karim, ride, "arrive")
    city.wait(300)
    assert no_show(city, karim, ride).json()["fee"] is None
    assert Receipt.objects.count() == 0
    assert not Message.objects.exists()


def test_where_there_is_no_policy_it_is_five_minutes_and_free(city, amina, karim):
    ride = city.assigned(amina, karim)
    Ride.objects.update(policy_version_id=None)
    city.step(karim, ride, "arrive")
    city.wait(290)
    assert no_show(city, karim, ride).status_code == 409
    city.wait(10)
    assert no_show(city, karim, ride).json()["fee"] is None
