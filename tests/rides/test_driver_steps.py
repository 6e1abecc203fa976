"""POST /api/v1/driver/rides/<id>/{en-route,arrive,start,complete}"""

import pytest

from apps.rides import services
from apps.rides.models import Ride
from tests.support.threads import together


def wrong(ride: dict, by: int = 1) -> dict:
    return {"pin": f"{(int(ride['pin']) + by) % 10_000:04}"}


def test_arriving_need_not_be_said(city, amina, karim):
    ride = city.assigned(amina, karim)
    assert city.step(karim, ride, "arrive").json()["status"] == "arrived"


@pytest.mark.parametrize(
    ("done", "asked"),
    [
        ([], "complete"), ([], "start"),
        (["en-route"], "en-route"), (["en-route"], "start"),
        (["arrive"], "arrive"), (["arrive"], "en-route"), (["arrive"], "complete"),
        (["arrive", "start"], "start"), (["arrive", "start"], "arrive"), (["arrive", "start"], "cancel"),
        (["arrive", "start", "complete"], "complete"), (["arrive", "start", "complete"], "cancel"),
    ],
)  # fmt: skip
def test_a_step_out_of_order_is_refused_with_the_current_state(city, amina, karim, done, asked):
    ride = city.assigned(amina, karim)
    bodies = {"start": {"pin": ride["pin"]}, "cancel": {"reason": "other"}}
    for name in done:
        assert city.step(karim, ride, name, bodies.get(name)).status_code == 200

    answer = city.step(karim, ride, asked, bodies.get(asked))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/transition-refused")
    assert answer.json()["current"] == Ride.objects.get().status


def test_five_wrong_codes_lock_the_ride(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    answers = [city.step(karim, ride, "start", wrong(ride, by)) for by in (1, 2, 3, 4, 5)]
    assert [(a.status_code, a.json()["tries_left"]) for a in answers] == [(422, n) for n in (4, 3, 2, 1, 0)]

    locked = city.step(karim, ride, "start", {"pin": ride["pin"]})
    assert (locked.status_code, locked.json()["type"]) == (409, "/problems/pin-locked")


def test_the_fifth_try_may_be_right(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    for by in (1, 2, 3, 4):
        city.step(karim, ride, "start", wrong(ride, by))
    assert city.step(karim, ride, "start", {"pin": ride["pin"]}).json()["status"] == "in_progress"


def test_wrong_codes_through_the_socket_count_too(city, amina, karim):
    """A command runs in the transaction of its idempotency key; its refusal must not give the try back."""
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    acks = [city.command(karim, "driver", "ride.start", {"ride_id": ride["id"], **wrong(ride)}) for _ in range(6)]
    assert [ack["problem"]["type"] for ack in acks] == ["/problems/wrong-pin"] * 5 + ["/problems/pin-locked"]


def test_twelve_guesses_at_once_are_five(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")

    def guess(number: int) -> str:
        try:
            services.start(driver_person_id=karim.pk, ride_id=ride["id"], **wrong(ride, 1 + number))
        except (services.WrongPin, services.PinLocked) as refused:
            return refused.slug
        return "started"

    assert sorted(together(12, guess, numbered=True)) == ["pin-locked"] * 7 + ["wrong-pin"] * 5


def test_a_code_typed_in_arabic_digits_is_the_same_code(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    arabic = "".join(chr(0x660 + int(digit)) for digit in ride["pin"])
    assert city.step(karim, ride, "start", {"pin": arabic}).status_code == 200


@pytest.mark.parametrize("pin", [None, "", "123", "12345", "abcd", 1234, ["1", "2"], {"a": 1}, "12 4"])
def test_what_cannot_be_a_code_costs_no_try(city, amina, karim, pin):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    assert city.step(karim, ride, "start", {"pin": pin}).status_code == 400
    assert Ride.objects.get().pin_tries == 0


def test_the_code_is_gone_from_the_riders_view_once_started(city, amina, karim):
    ride = city.under_way(amina, karim)
    assert city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()["pin"] is None


def test_completing_twice_at_once_completes_once(city, amina, karim):
    ride = city.under_way(amina, karim)

    def complete() -> str:
        try:
            return services.complete(driver_person_id=karim.pk, ride_id=ride["id"]).status
        except Exception as refused:
            return refused.slug

    assert sorted(together(3, complete)) == ["completed", "transition-refused", "transition-refused"]
    assert city.told("rider", amina).count("ride.updated completed") == 1


def test_after_the_trip_the_driver_is_free(city, amina, karim):
    city.completed(amina, karim)
    assert city.driver(karim).post("/api/v1/driver/shift/end").status_code == 204


def test_who_comes_late_is_sent_the_ride_once_as_it_is_now(city, amina, karim):
    ride = city.completed(amina, karim)
    for person, client in ((amina, city.rider(amina)), (karim, city.driver(karim))):
        role = "rider" if person is amina else "driver"
        heard = client.get(f"/api/v1/{role}/messages").json()
        rides = [one["data"]["ride"] for one in heard["messages"] if one["event"] == "ride.updated"]
        assert [(one["id"], one["status"]) for one in rides] == [(ride["id"], "completed")]
