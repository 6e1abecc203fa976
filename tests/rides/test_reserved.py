"""A ride reserved ahead: POST rider/rides with a quote for later, GET rider/rides/scheduled, and what becomes of it."""

from datetime import datetime, timedelta

import pytest

from apps.accounts import services as accounts
from apps.dispatch import services as dispatch
from apps.dispatch.models import Job
from apps.geo import services as geo
from apps.kernel import clock, outbox
from apps.notifications.models import Message, PushDevice
from apps.rides import services, tasks
from apps.rides.models import Ride
from tests.rides.city import NEAR, key
from tests.support.threads import together

PATH = "/api/v1/rider/rides"
HOUR = 3_600


@pytest.fixture
def reserve(city):
    """`reserve(amina, 2 * HOUR)`: a ride for in two hours."""

    def order(person, ahead_s: float = 2 * HOUR, **more) -> dict:
        at = clock.now() + timedelta(seconds=ahead_s)
        return city.order(person, quote=city.quote(person, scheduled_at=at.isoformat())["quote"], **more)

    return order


def asks(city, person, ahead_s: float):
    """The answer to a request for a ride at that time, with a quote from pricing itself: its door refuses earlier."""
    at = clock.now() + timedelta(seconds=ahead_s)
    return city.asks_for_ride(person, quote=city.quote(person, scheduled_at=at.isoformat())["quote"])


def opens(city, seconds: float) -> None:
    """That much later dispatch opens what is due, and everybody hears of it."""
    city.wait(seconds)
    dispatch.open_due_jobs()
    outbox.relay()


def notices(city, person) -> list[tuple[str, str]]:
    return [
        (data["status"], data["detail"]) for event, data in city.stream("rider", person) if event == "rider.updated"
    ]


def now(city, person, ride: dict) -> dict:
    return city.rider(person).get(f"{PATH}/{ride['id']}").json()


def test_a_reserved_ride_waits_for_its_time_at_its_price(city, reserve, amina):
    ride = reserve(amina)

    assert (ride["status"], ride["driver"]) == ("requested", None)
    kept = Ride.objects.get()
    assert datetime.fromisoformat(ride["scheduled_at"]) == kept.scheduled_at
    job = Job.objects.get()
    assert (job.status, job.match_from) == ("scheduled", kept.scheduled_at - timedelta(minutes=15))
    assert job.patience_until - job.match_from == timedelta(minutes=8)
    assert city.rider(amina).get(f"{PATH}/current").json() == {"ride": None}
    assert city.rider(amina).get(f"{PATH}/scheduled").json() == {"rides": [ride]}
    assert city.rider(amina).get(PATH).json()["results"][0]["id"] == ride["id"]


def test_the_next_one_is_first_and_others_have_their_own(city, reserve, amina, yacine):
    later, sooner = reserve(amina, 5 * HOUR), reserve(amina, HOUR)
    reserve(yacine)

    listed = city.rider(amina).get(f"{PATH}/scheduled").json()["rides"]
    assert [ride["id"] for ride in listed] == [sooner["id"], later["id"]]


@pytest.mark.parametrize("ahead_s", [-60, 60, 29 * 60, 7 * 24 * HOUR + 60, 60 * 24 * HOUR])
def test_too_soon_and_too_far_ahead_have_no_price(city, amina, ahead_s):
    at = clock.now() + timedelta(seconds=ahead_s)
    answer = city.asks_for_quote(amina, scheduled_at=at.isoformat())

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/pickup-time-out-of-range")
    earliest, latest = (datetime.fromisoformat(answer.json()[name]) for name in ("earliest", "latest"))
    assert latest - earliest == timedelta(days=7) - timedelta(minutes=30)


def test_five_wait_at_most(city, reserve, amina):
    rides = [reserve(amina, hours * HOUR) for hours in range(1, 6)]
    refused = asks(city, amina, 8 * HOUR)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-reservations")
    assert refused.json()["maximum"] == 5
    assert city.rider(amina).post(f"{PATH}/{rides[2]['id']}/cancel").status_code == 200
    assert asks(city, amina, 8 * HOUR).status_code == 201


def test_two_within_half_an_hour_are_one_too_many(city, reserve, amina, yacine):
    first = reserve(amina, 2 * HOUR)
    for off in (-29 * 60, 0, 29 * 60):
        refused = asks(city, amina, 2 * HOUR + off)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/reservations-overlap")
        assert refused.json()["ride_id"] == first["id"]
    assert asks(city, amina, 2 * HOUR + 31 * 60).status_code == 201
    assert asks(city, yacine, 2 * HOUR).status_code == 201


def test_six_reservations_in_the_same_moment_leave_five(city, reserve, amina):
    reserve(amina, HOUR)
    quotes = [
        city.quote(amina, scheduled_at=(clock.now() + timedelta(hours=hours)).isoformat())["quote"]
        for hours in range(2, 8)
    ]

    def order(number: int) -> str:
        try:
            services.request_ride(rider_id=amina.pk, quote_token=quotes[number])
        except services.TooManyReservations:
            return "refused"
        return "reserved"

    assert sorted(together(6, order, numbered=True)) == ["refused"] * 2 + ["reserved"] * 4
    assert Ride.objects.reserved().count() == 5


def test_who_reserved_may_ride_now(city, reserve, amina, karim):
    reserved = reserve(amina)
    ride = city.completed(amina, karim)

    assert ride["status"] == "completed"
    assert now(city, amina, reserved)["status"] == "requested"


def test_it_is_canceled_free_until_a_driver_is_looked_for(city, reserve, amina):
    ride = reserve(amina)
    cost = city.rider(amina).get(f"{PATH}/{ride['id']}/cancellation").json()
    assert (cost["fee_minor"], cost["reason"]) == (0, "no_driver")

    assert city.rider(amina).post(f"{PATH}/{ride['id']}/cancel").json()["status"] == "rider_canceled"
    assert Job.objects.get().status == "cancelled"
    opens(city, 2 * HOUR)
    tasks.remind_due()
    assert notices(city, amina) == []
    assert now(city, amina, ride)["status"] == "rider_canceled"


def test_at_its_time_a_driver_is_looked_for(city, reserve, amina, karim):
    ride = reserve(amina)
    opens(city, 2 * HOUR - 15 * 60 + 1)
    assert now(city, amina, ride)["status"] == "searching"
    assert city.rider(amina).get(f"{PATH}/current").json()["ride"]["id"] == ride["id"]
    assert city.rider(amina).get(f"{PATH}/scheduled").json() == {"rides": []}

    city.go_online(karim, NEAR)
    city.works()
    assert city.offer_to(karim)["scheduled_at"] == Ride.objects.get().scheduled_at.isoformat()
    assert city.answers_offer(karim, "accept")["ok"] is True
    city.works()
    assert now(city, amina, ride)["fare"] == ride["fare"]


def test_who_comes_early_waits_unpaid_until_the_agreed_time(city, reserve, amina, karim):
    ride = reserve(amina)
    opens(city, 2 * HOUR - 15 * 60 + 1)
    city.go_online(karim, NEAR)
    city.works()
    city.answers_offer(karim, "accept")
    city.works()
    assert city.step(karim, ride, "arrive").status_code == 200
    assert Ride.objects.get().promised_pickup_at == Ride.objects.get().scheduled_at

    city.wait(600)
    seen = now(city, amina, ride)["waiting"]
    assert (seen["waited_s"], seen["amount_minor"]) == (0, 0)
    assert datetime.fromisoformat(seen["free_until"]) == Ride.objects.get().scheduled_at + timedelta(minutes=3)
    refused = city.step(karim, ride, "cancel", {"reason": "rider_no_show"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-early")


def test_the_rider_is_reminded_once(city, reserve, amina):
    reserve(amina)
    city.wait(2 * HOUR - 31 * 60)
    tasks.remind_due()
    assert notices(city, amina) == []

    city.wait(61)
    together(4, services.remind_due)
    tasks.remind_due()

    [(status, said)] = notices(city, amina)
    assert status == "reminder"
    message = Message.objects.get()
    assert (str(message.to), message.language, message.content["text"]) == ("+213550000001", "fr", said)


def test_a_browser_is_pushed_the_reminder_in_place_of_a_text_message(city, reserve, amina):
    PushDevice.objects.create(person=amina, role="rider", endpoint="https://push.example/a", p256dh="x", auth="y")
    reserve(amina)
    city.wait(2 * HOUR - 30 * 60 + 1)
    tasks.remind_due()

    message = Message.objects.get()
    assert (message.channel, message.content["url"]) == ("push", "/ride/")


def test_who_reserves_for_soon_needs_no_reminder(city, reserve, amina):
    reserve(amina, 45 * 60)
    city.wait(20 * 60)
    tasks.remind_due()
    assert notices(city, amina) == []


def test_nobody_found_is_told_early(city, reserve, amina):
    ride = reserve(amina)
    opens(city, 2 * HOUR - 15 * 60 + 1)
    city.wait(8 * 60)
    dispatch.exhaust_jobs()
    outbox.relay()

    assert now(city, amina, ride)["status"] == "no_driver_found"
    assert Ride.objects.get().scheduled_at - clock.now() > timedelta(minutes=6)
    assert [status for status, _said in notices(city, amina)] == ["no_driver"]


def test_it_begins_when_the_ride_before_it_is_over(city, reserve, amina, karim, sofia):
    reserved = reserve(amina, HOUR)
    city.wait(30 * 60)
    first = city.under_way(amina, karim)
    opens(city, 16 * 60)

    assert now(city, amina, reserved)["status"] == "requested"
    assert Job.objects.get(ref=reserved["id"]).status == "scheduled"
    opens(city, 61)
    assert [status for status, _said in notices(city, amina)] == ["deferred"]  # not twice

    assert city.step(karim, first, "complete").status_code == 200
    opens(city, 61)
    assert now(city, amina, reserved)["status"] == "searching"


def test_it_does_not_wait_for_ever(city, reserve, amina, karim):
    reserved = reserve(amina, HOUR)
    first = city.under_way(amina, karim)
    for _ in range(3):
        opens(city, HOUR / 2)

    ended = now(city, amina, reserved)
    assert (ended["status"], ended["cancel_reason"], ended["fee"]) == ("failed", "other_ride", None)
    assert [status for status, _said in notices(city, amina)] == ["deferred", "not_begun"]
    assert now(city, amina, first)["status"] == "in_progress"


def test_a_paused_zone_ends_it_told(city, reserve, amina, algiers):
    ride = reserve(amina)
    geo.pause_service(zone_id=algiers.id, reason_code="weather")
    opens(city, 2 * HOUR - 15 * 60 + 1)

    ended = now(city, amina, ride)
    assert (ended["status"], ended["cancel_reason"]) == ("failed", "service_paused")
    assert Job.objects.get().status == "cancelled"
    [(status, said)] = notices(city, amina)
    assert status == "not_begun"
    assert Message.objects.get().content["text"] == said


def test_a_suspended_riders_ride_waits_and_ends_told_at_its_time(city, reserve, amina, nadia):
    ride = reserve(amina)
    accounts.suspend_rider(person_id=amina.pk, reason_code="other", actor_id=nadia.pk)
    outbox.relay()
    assert Ride.objects.get().status == "requested"

    opens(city, 2 * HOUR - 15 * 60 + 1)
    ended = Ride.objects.get()
    assert (str(ended.id), ended.status, ended.cancel_reason) == (ride["id"], "failed", "rider_suspended")


def test_a_driver_who_was_quicker_than_the_news_has_it(city, reserve, amina, karim):
    """The job was opened, offered and won before rides heard that it had been opened."""
    ride = reserve(amina)
    services.assign(ride_id=ride["id"], driver_id=karim.id, epoch=1, pickup_eta_s=60)

    assert [status for _event, status in (told.split(" ") for told in city.told("rider", amina))] == [
        "requested",
        "accepted",
    ]
    services.begin(ride_id=ride["id"])
    assert now(city, amina, ride)["status"] == "accepted"


def test_a_driver_who_won_it_while_its_rider_is_elsewhere_is_free_again(city, reserve, amina, karim, sofia):
    reserved = reserve(amina, HOUR)
    city.under_way(amina, karim)
    city.wait(HOUR - 15 * 60)
    dispatch.open_due_jobs()
    city.go_online(sofia, NEAR)
    dispatch.assign_directly(kind="ride", ref=reserved["id"], driver_id=sofia.id)
    outbox.relay()

    assert now(city, amina, reserved)["status"] == "requested"
    assert Job.objects.get(ref=reserved["id"]).status == "scheduled"
    assert city.driver(sofia).get("/api/v1/driver/rides/current").json() == {"ride": None}
    assert city.told("driver", sofia)[-1] == "ride.updated driver_canceled"


def test_the_same_key_reserves_once(city, amina):
    at = clock.now() + timedelta(hours=3)
    body, once = {"quote": city.quote(amina, scheduled_at=at.isoformat())["quote"]}, key()
    answers = [city.rider(amina).post(PATH, body, idempotency_key=once).json()["id"] for _ in range(2)]
    assert set(answers) == {str(Ride.objects.get().id)}
