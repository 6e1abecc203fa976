"""POST /api/v1/rider/rides/<id>/cancel and /api/v1/driver/rides/<id>/cancel"""

import pytest

from apps.dispatch.models import Job
from apps.kernel.models import OutboxEvent
from apps.rides.models import Ride
from apps.rides.services import cancel_by_rider, start
from tests.support.threads import together


@pytest.mark.parametrize("steps", [[], ["en-route"], ["arrive"]])
def test_the_rider_may_cancel_until_the_start(city, amina, karim, steps):
    ride = city.assigned(amina, karim)
    for name in steps:
        city.step(karim, ride, name)
    answer = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel", {"reason": "wait_too_long"})

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["cancel_reason"]) == ("rider_canceled", "wait_too_long")
    assert answer.json()["ended_at"] is not None
    assert Job.objects.get().status == "cancelled"
    assert OutboxEvent.objects.get(name="rides.RideCanceled").payload == {
        "ride_id": ride["id"], "driver_id": str(karim.pk), "status": "rider_canceled", "reason": "wait_too_long",
        "fee_minor": 0, "receipt_id": "",
    }  # fmt: skip


def test_not_after_the_start_and_not_twice(city, amina, karim):
    ride = city.under_way(amina, karim)
    path = f"/api/v1/rider/rides/{ride['id']}/cancel"
    answer = city.rider(amina).post(path)
    assert (answer.status_code, answer.json()["current"]) == (409, "in_progress")


def test_a_reason_is_one_we_know(city, amina, karim):
    ride = city.assigned(amina, karim)
    path = f"/api/v1/rider/rides/{ride['id']}/cancel"
    for reason in ("rider_no_show", "because", "", None, 3, ["other"], {}):
        assert city.rider(amina).post(path, {"reason": reason}).status_code == 400
    for body in ({}, {"reason": "changed_plans"}, {"reason": "operations"}):
        assert city.step(karim, ride, "cancel", body).status_code == 400


def test_the_driver_gives_the_ride_up(city, amina, karim):
    ride = city.assigned(amina, karim)
    answer = city.step(karim, ride, "cancel", {"reason": "vehicle_problem"})
    assert (answer.json()["status"], answer.json()["cancel_reason"]) == ("driver_canceled", "vehicle_problem")
    assert city.told("rider", amina)[-1] == "ride.updated searching"  # test_rematch.py tells the rest
    assert city.driver(karim).post("/api/v1/driver/shift/end").status_code == 204


def test_start_and_cancel_in_the_same_moment_have_one_winner(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")

    def act(number: int) -> str:
        try:
            if number:
                return start(driver_person_id=karim.pk, ride_id=ride["id"], pin=ride["pin"]).status
            return cancel_by_rider(rider_id=amina.pk, ride_id=ride["id"]).status
        except Exception as refused:
            return refused.slug

    outcomes = together(2, act, numbered=True)
    assert sorted(outcomes) in (["rider_canceled", "transition-refused"], ["in_progress", "transition-refused"])
    assert Ride.objects.get().status in outcomes
