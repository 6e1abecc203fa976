"""The driver says "I am at the pickup": what is paid for it counts from when we heard it and saw the car there.

Algiers: 3 minutes of waiting are free; after 5 a rider who does not come owes 150.00 DZD. A car is there within 300 m.
"""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.rides import services, tasks
from apps.rides.models import Receipt, Ride
from tests.places import ALGIERS_CENTRE, HYDRA
from tests.rides.city import NEAR
from tests.support.threads import together

FIVE_KM_OFF = Point(ALGIERS_CENTRE.lat - 0.045, ALGIERS_CENTRE.lng)


def stands(city, karim, at: Point) -> None:
    """After a minute of silence, so that he may be anywhere."""
    city.wait(61)
    city.stand(karim, at)


def arrives(city, karim, ride: dict, at: Point) -> dict:
    stands(city, karim, at)
    answer = city.step(karim, ride, "arrive")
    assert answer.status_code == 200, answer.content
    return answer.json()


def no_show(city, karim, ride: dict):
    return city.step(karim, ride, "cancel", {"reason": "rider_no_show"})


def waiting(city, person, role: str) -> dict:
    return city.client(person, role).get(f"/api/v1/{role}/rides/current").json()["ride"]["waiting"]


def flags() -> list[dict]:
    return Ride.objects.get().flags


@pytest.fixture
def ride(city, amina, karim) -> dict:
    return city.assigned(amina, karim)


@pytest.fixture
def told_from_afar(city, karim, ride) -> dict:
    arrives(city, karim, ride, FIVE_KM_OFF)
    return ride


def test_whose_car_is_there_is_nobodys_business(city, karim, ride):
    arrives(city, karim, ride, NEAR)
    assert (flags(), Ride.objects.get().needs_review) == ([], False)


def test_told_from_five_kilometres_off_staff_hear_how_far(told_from_afar):
    row = Ride.objects.get()
    [flag] = row.flags
    assert (flag["code"], flag["status"]) == ("far_from_pickup", "arrived")
    assert 4_950 < flag["metres"] < 5_050
    assert (row.status, row.needs_review) == ("arrived", True)


def test_a_no_show_told_from_there_ends_the_ride_and_costs_nothing(city, karim, told_from_afar):
    early = no_show(city, karim, told_from_afar)
    assert early.json()["seconds_left"] in (299, 300)
    city.wait(300)
    ended = no_show(city, karim, told_from_afar).json()
    assert (ended["status"], ended["cancel_reason"], ended["fee"]) == ("driver_canceled", "rider_no_show", None)
    assert Receipt.objects.count() == 0


def test_and_nobody_is_told_that_waiting_is_paid(city, amina, karim, told_from_afar):
    city.wait(600)
    for person, role in ((amina, "rider"), (karim, "driver")):
        seen = waiting(city, person, role)
        assert (seen["free_until"], seen["waited_s"], seen["amount_minor"]) == (None, 0, 0)


def test_the_trip_still_begins_with_the_code_at_the_agreed_price(city, karim, told_from_afar):
    city.wait(600)
    started = city.step(karim, told_from_afar, "start", {"pin": told_from_afar["pin"]}).json()
    assert (started["status"], started["fare"]) == ("in_progress", told_from_afar["fare"])
    assert started["waiting"]["waited_s"] == 0


def test_once_the_car_is_seen_there_waiting_begins_and_both_hear_it(city, amina, karim, told_from_afar):
    city.wait(120)
    city.stand(karim, NEAR)
    tasks.see_arrivals()
    until = (Ride.objects.get().seen_at_pickup_at + timedelta(minutes=3)).isoformat().replace("+00:00", "Z")
    for person, role in ((amina, "rider"), (karim, "driver")):
        event, data = city.stream(role, person)[-1]
        assert (event, data["ride"]["waiting"]["free_until"]) == ("ride.updated", until)

    city.wait(299)
    assert no_show(city, karim, told_from_afar).json()["seconds_left"] == 1
    city.wait(1)
    assert no_show(city, karim, told_from_afar).json()["fee"]["total_minor"] == 15_000


def test_far_away_still_or_silent_it_is_not_seen(city, karim, told_from_afar):
    tasks.see_arrivals()
    stands(city, karim, NEAR)
    city.wait(61)
    tasks.see_arrivals()
    assert Ride.objects.get().seen_at_pickup_at is None


def test_where_the_car_is_we_do_not_know_nothing_is_paid_and_nobody_is_suspected(city, karim, ride):
    city.wait(61)  # his phone has been silent since he was offered the ride
    city.step(karim, ride, "arrive")
    city.wait(300)
    assert no_show(city, karim, ride).json()["fee"] is None
    assert (flags(), Ride.objects.get().needs_review) == ([], False)


def test_a_silent_phone_that_speaks_up_is_paid_from_then(city, karim, ride):
    city.wait(61)
    city.step(karim, ride, "arrive")
    city.stand(karim, NEAR)
    tasks.see_arrivals()
    city.wait(300)
    assert no_show(city, karim, ride).json()["fee"]["total_minor"] == 15_000


def test_dated_back_ten_minutes_it_is_paid_from_when_we_heard_it(city, amina, karim, ride):
    city.wait(900)
    Ride.objects.update(promised_pickup_at=clock.now())
    city.stand(karim, NEAR)
    then = clock.now() - timedelta(minutes=10)
    city.command(karim, "driver", "ride.arrive", {"ride_id": ride["id"]}, at=then)

    row = Ride.objects.get()
    assert row.arrived_at == then, "people are told his time"
    free_from_now = (
        clock.now() + timedelta(minutes=3) - datetime.fromisoformat(waiting(city, amina, "rider")["free_until"])
    )
    assert abs(free_from_now) < timedelta(seconds=2)
    assert no_show(city, karim, ride).json()["seconds_left"] in (299, 300)
    city.wait(300)
    assert no_show(city, karim, ride).json()["fee"]["total_minor"] == 15_000


def test_dated_back_ten_minutes_the_fare_has_the_minutes_since_we_heard_it(city, karim, ride):
    city.wait(900)
    city.stand(karim, NEAR)
    then = clock.now() - timedelta(minutes=10)
    city.command(karim, "driver", "ride.arrive", {"ride_id": ride["id"]}, at=then)
    city.wait(240)
    started = city.step(karim, ride, "start", {"pin": ride["pin"]}).json()
    assert started["waiting"]["waited_s"] in (240, 241)
    assert started["waiting"]["charged_s"] in (60, 61)


def test_arrived_and_started_without_network_there_was_no_waiting_that_we_heard_of(city, karim, ride):
    city.wait(900)
    city.stand(karim, NEAR)
    tenth, fourth = clock.now() - timedelta(minutes=10), clock.now() - timedelta(minutes=4)
    city.command(karim, "driver", "ride.arrive", {"ride_id": ride["id"]}, at=tenth)
    start = city.command(karim, "driver", "ride.start", {"ride_id": ride["id"], "pin": ride["pin"]}, at=fourth)
    assert start["data"]["ride"]["fare"] == ride["fare"]
    row = Ride.objects.get()
    assert (row.arrived_at, row.started_at, row.waiting_s) == (tenth, fourth, 0)


@pytest.mark.parametrize(("late_s", "codes"), [(45, ["far_from_pickup"]), (200, ["told_late"])])
def test_where_the_car_is_now_says_nothing_of_an_arrival_long_ago(city, karim, ride, late_s, codes):
    """Who picked somebody up without network is back in it elsewhere."""
    city.wait(300)
    city.stand(karim, FIVE_KM_OFF)
    city.command(karim, "driver", "ride.arrive", {"ride_id": ride["id"]}, at=clock.now() - timedelta(seconds=late_s))
    assert [flag["code"] for flag in flags()] == codes
    assert Ride.objects.get().seen_at_pickup_at is None


@pytest.mark.parametrize("trick", ["dated back", "told from afar"])
def test_a_late_driver_is_not_in_time_by_saying_so(city, amina, karim, ride, trick):
    Ride.objects.update(promised_pickup_at=Ride.objects.get().accepted_at + timedelta(minutes=10))
    city.wait(870 if trick == "told from afar" else 901)
    city.stand(karim, FIVE_KM_OFF if trick == "told from afar" else NEAR)
    then = clock.now() - timedelta(seconds=0 if trick == "told from afar" else 600)
    city.command(karim, "driver", "ride.arrive", {"ride_id": ride["id"]}, at=then)
    city.wait(60)
    price = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/cancellation").json()
    assert (price["fee_minor"], price["reason"]) == (0, "driver_late")


def test_who_has_left_the_pickup_again_charges_no_no_show(city, karim, ride):
    arrives(city, karim, ride, NEAR)
    city.wait(300)
    city.stand(karim, HYDRA)
    ended = no_show(city, karim, ride).json()
    assert (ended["status"], ended["fee"]) == ("driver_canceled", None)
    [flag] = flags()
    assert (flag["code"], flag["status"]) == ("far_from_pickup", "driver_canceled")
    assert 1_500 < flag["metres"] < 2_500
    assert (Ride.objects.get().needs_review, Receipt.objects.count()) == (True, 0)


def test_nor_who_was_seen_leaving_and_is_silent_since(city, karim, ride):
    arrives(city, karim, ride, NEAR)
    city.wait(60)
    city.stand(karim, HYDRA)
    city.wait(240)
    assert no_show(city, karim, ride).json()["fee"] is None


def test_who_was_seen_there_and_is_silent_since_is_taken_to_wait(city, karim, ride):
    arrives(city, karim, ride, NEAR)
    city.wait(300)
    assert no_show(city, karim, ride).json()["fee"]["total_minor"] == 15_000
    assert flags() == []


def test_the_next_driver_must_be_seen_too(city, karim, sofia, ride):
    arrives(city, karim, ride, NEAR)
    city.step(karim, ride, "cancel", {"reason": "other"})
    row = Ride.objects.get()
    assert (row.arrival_heard_at, row.seen_at_pickup_at) == (None, None)
    city.go_online(sofia, NEAR)
    city.works()
    city.answers_offer(sofia, "accept")
    city.works()
    arrives(city, sofia, ride, FIVE_KM_OFF)
    assert waiting(city, sofia, "driver")["free_until"] is None


def test_four_workers_see_it_once(city, amina, karim, told_from_afar):
    stands(city, karim, NEAR)
    heard = len(city.stream("rider", amina))
    assert sorted(together(4, services.see_arrivals)) == [0, 0, 0, 1]
    assert len(city.stream("rider", amina)) == heard + 1


def test_it_is_seen_while_a_no_show_is_told_and_the_trip_begins(city, karim, told_from_afar):
    city.wait(300)
    city.stand(karim, NEAR)
    ride = {"driver_person_id": karim.pk, "ride_id": told_from_afar["id"]}
    acts = [
        services.see_arrivals,
        lambda: services.cancel_by_driver(**ride, reason="rider_no_show").status,
        lambda: services.start(**ride, pin=told_from_afar["pin"]).status,
    ]

    def act(number: int) -> object:
        try:
            return acts[number % 3]()
        except Problem as refused:
            return refused.slug

    ends = {"driver_canceled", "in_progress"}
    [came] = [answer for answer in together(6, act, numbered=True) if answer in ends]
    row = Ride.objects.get()
    assert (row.status, row.fee, row.total_minor) == (came, None, told_from_afar["fare"]["total_minor"])


def test_cars_that_are_not_there_cost_one_question_whatever_their_number(
    city, amina, yacine, karim, sofia, django_assert_num_queries
):
    for person, driver in ((amina, karim), (yacine, sofia)):
        arrives(city, driver, city.assigned(person, driver), FIVE_KM_OFF)
        city.driver(driver)
    with django_assert_num_queries(1):
        assert services.see_arrivals() == 0


@pytest.mark.parametrize("dated", [timedelta(minutes=-9), timedelta(minutes=30)])
def test_a_completion_dated_otherwise_changes_no_price(city, amina, karim, dated):
    ride = city.under_way(amina, karim)
    city.wait(600)
    city.command(karim, "driver", "ride.complete", {"ride_id": ride["id"]}, at=clock.now() + dated)
    city.works()
    row = Ride.objects.get()
    assert row.completed_at <= clock.now()
    assert (row.total_minor, row.breakdown["total_minor"]) == (ride["fare"]["total_minor"],) * 2
    late = [flag for flag in row.flags if flag["code"] == "told_late"]
    assert bool(late) is (dated < timedelta(0))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "far from the pickup"), ("fr", "loin du lieu de prise en charge"), ("ar", "بعيد")],
)
def test_staff_read_it(client, nadia, told_from_afar, language, words):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:rides_ride_change", args=[told_from_afar["id"]])
    assert words in client.get(address, headers={"Accept-Language": language}).content.decode()
