"""A driver gives the ride up, will not come, or is replaced: the ride goes on with another, at the same fare."""

import pytest

from apps.accounts.models import AuditLine
from apps.dispatch import services as dispatch
from apps.dispatch.models import Job
from apps.geo.contracts import Point
from apps.kernel import outbox
from apps.kernel.models import HandledEvent, OutboxEvent
from apps.rides.models import FormerDriver, Ride
from tests.places import ALGIERS_CENTRE

NEAR = Point(ALGIERS_CENTRE.lat + 0.002, ALGIERS_CENTRE.lng)
FAR = Point(ALGIERS_CENTRE.lat + 0.008, ALGIERS_CENTRE.lng)


def seen_by_rider(city, amina, ride: dict) -> dict:
    return city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()


def heard_again(name: str) -> None:
    OutboxEvent.objects.filter(name=name).update(published_at=None, claimed_until=None)
    HandledEvent.objects.all().delete()
    outbox.relay()


@pytest.mark.parametrize("steps", [[], ["en-route"], ["arrive"]])
def test_the_ride_searches_again_at_the_agreed_fare(city, amina, karim, steps):
    ride = city.assigned(amina, karim)
    for name in steps:
        city.step(karim, ride, name)
    answer = city.step(karim, ride, "cancel", {"reason": "vehicle_problem"})

    assert answer.status_code == 200
    his = answer.json()
    assert (his["status"], his["cancel_reason"], his["driver"]) == ("driver_canceled", "vehicle_problem", None)
    hers = seen_by_rider(city, amina, ride)
    assert (hers["status"], hers["rematched"], hers["driver"]) == ("searching", 1, None)
    assert (hers["fare"], hers["pin"], hers["cancel_reason"]) == (ride["fare"], ride["pin"], None)
    assert [hers[name] for name in ("accepted_at", "arriving_at", "arrived_at", "ended_at", "pickup_eta_s")] == [
        None
    ] * 5
    assert city.stream("rider", amina)[-1] == ("ride.updated", {"ride": hers})
    assert city.stream("driver", karim)[-1] == ("ride.updated", {"ride": his})
    former = FormerDriver.objects.get()
    assert (former.driver_id, former.reason, former.epoch) == (karim.pk, "vehicle_problem", 1)
    assert city.driver(karim).get("/api/v1/driver/rides/current").json() == {"ride": None}


def test_a_locked_code_is_not_the_next_drivers_trouble(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    Ride.objects.update(pin_tries=5)
    city.step(karim, ride, "cancel", {"reason": "other"})
    assert Ride.objects.get().pin_tries == 0


def test_the_timeline_says_all_of_it(city, amina, karim, sofia):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "cancel", {"reason": "other"})
    city.go_online(sofia, FAR)
    city.works()
    city.answers_offer(sofia, "accept")
    city.works()
    moves = Ride.objects.get().transitions.order_by("number")
    assert [(move.number, move.to_status, move.actor_id) for move in moves] == [
        (1, "requested", amina.pk), (2, "searching", None), (3, "accepted", karim.pk),
        (4, "searching", karim.pk), (5, "accepted", sofia.pk),
    ]  # fmt: skip


def test_never_again_with_the_driver_who_gave_it_up(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "cancel", {"reason": "other"})
    city.stand(karim, NEAR)
    for _ in range(3):
        city.works()
    assert city.told("driver", karim).count("offer.made") == 1
    assert seen_by_rider(city, amina, ride)["status"] == "searching"


def test_who_waits_again_is_served_before_who_asked_in_the_meantime(city, amina, yacine, karim, sofia):
    ride = city.assigned(amina, karim)
    city.wait(60)
    other = city.order(yacine)
    city.step(karim, ride, "cancel", {"reason": "other"})
    city.driver(karim).post("/api/v1/driver/shift/end")
    city.go_online(sofia, FAR)
    city.works()
    city.answers_offer(sofia, "accept")
    city.works()
    assert seen_by_rider(city, amina, ride)["driver"]["full_name"] == "Sofia Larbi"
    assert seen_by_rider(city, yacine, other)["status"] == "searching"


def test_the_news_of_the_first_acceptance_heard_again_gives_nobody_the_ride(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "cancel", {"reason": "other"})
    heard_again("dispatch.OfferAccepted")
    heard_again("dispatch.JobReopened")
    assert seen_by_rider(city, amina, ride)["status"] == "searching"
    assert FormerDriver.objects.count() == 1


def test_three_who_give_up_end_the_ride_and_staff_see_it(city, amina, karim, sofia, mehdi):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "cancel", {"reason": "other"})
    for driver in (sofia, mehdi):
        city.go_online(driver, FAR)
        city.works()
        city.answers_offer(driver, "accept")
        city.works()
        assert city.step(driver, ride, "cancel", {"reason": "other"}).status_code == 200

    seen = seen_by_rider(city, amina, ride)
    assert (seen["status"], seen["rematched"], seen["cancel_reason"]) == ("driver_canceled", 3, "other")
    row = Ride.objects.get()
    assert (row.needs_review, row.flags) == (True, [{"code": "given_up_often", "times": 3}])
    assert Job.objects.get().status == "cancelled"
    assert city.order(amina)["status"] == "searching"


def test_a_ride_given_up_stays_in_the_drivers_history_as_it_ended_for_them(city, amina, karim, sofia):
    ride = city.assigned(amina, karim)
    his = city.step(karim, ride, "cancel", {"reason": "other"}).json()
    city.go_online(sofia, FAR)
    city.works()
    city.answers_offer(sofia, "accept")
    city.works()

    assert city.driver(karim).get("/api/v1/driver/rides").json()["results"] == [
        {**his, "rematched": 1, "pickup_eta_s": None, "rated": False, "tip_minor": None}
    ]
    [hers] = city.driver(sofia).get("/api/v1/driver/rides").json()["results"]
    assert (hers["id"], hers["status"]) == (ride["id"], "accepted")
    for name in ("arrive", "complete", "cancel"):
        assert city.step(karim, ride, name, {"reason": "other"}).status_code == 404


def test_the_rider_may_cancel_while_the_ride_searches_again(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "cancel", {"reason": "other"})
    answer = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")
    assert (answer.status_code, answer.json()["status"]) == (200, "rider_canceled")
    assert city.told("driver", karim)[-1] == "ride.updated driver_canceled"  # it is not Karim's any more


def test_operations_give_the_ride_to_another_driver(city, amina, karim, sofia, nadia):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    city.go_online(sofia, FAR)
    dispatch.assign_directly(kind="ride", ref=ride["id"], driver_id=sofia.pk, actor=nadia.pk)
    outbox.relay()

    seen = seen_by_rider(city, amina, ride)
    assert (seen["status"], seen["driver"]["full_name"], seen["arrived_at"]) == ("accepted", "Sofia Larbi", None)
    assert seen["rematched"] == 0
    assert city.told("driver", karim)[-1] == "ride.updated driver_canceled"
    assert city.told("driver", sofia)[-1] == "ride.updated accepted"
    assert FormerDriver.objects.get().reason == "operations"
    assert AuditLine.objects.get(action="job.assigned").actor_id == nadia.pk


def test_after_a_breakdown_the_next_car_drives_the_trip_on(city, amina, karim, sofia, nadia):
    ride = city.under_way(amina, karim)
    city.go_online(sofia, FAR)
    dispatch.assign_directly(kind="ride", ref=ride["id"], driver_id=sofia.pk, actor=nadia.pk)
    outbox.relay()

    assert seen_by_rider(city, amina, ride)["status"] == "in_progress"
    assert city.step(karim, ride, "complete").status_code == 404
    assert city.step(sofia, ride, "complete").json()["status"] == "completed"


def test_a_driver_whose_ride_operations_gave_away_a_moment_ago_cannot_end_it(city, amina, karim, sofia, nadia):
    """The news is still in the outbox; dispatch knows already."""
    ride = city.under_way(amina, karim)
    city.go_online(sofia, FAR)
    dispatch.assign_directly(kind="ride", ref=ride["id"], driver_id=sofia.pk, actor=nadia.pk)
    assert city.step(karim, ride, "complete").status_code == 409
    outbox.relay()
    assert city.step(sofia, ride, "complete").status_code == 200
