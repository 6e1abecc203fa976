"""A rider is suspended: told why, heard once, let back in. GET account/suspension, POST account/appeals."""

import pytest

from apps.accounts import services
from apps.accounts.models import AuditLine, RiderAppeal, RiderSuspension
from apps.kernel import outbox
from apps.notifications.models import Message, PushDevice
from apps.rides.models import Ride
from tests.rides.city import City, key

PATH, APPEALS = "/api/v1/account/suspension", "/api/v1/account/appeals"
FRENCH = "Votre compte est suspendu. Vous ne pouvez pas commander de course."
WORD = {"text": "It was not me."}


@pytest.fixture
def city(transactional_db, api, travel, algiers) -> City:
    return City(api, travel, algiers)


def suspended(person, nadia, note: str = "Three drivers wrote to us.") -> RiderSuspension:
    made = services.suspend_rider(person_id=person.pk, reason_code="conduct", note=note, actor_id=nadia.pk)
    outbox.relay()
    return made


def problem(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def test_who_is_not_suspended_reads_nothing_and_cannot_appeal(city, amina):
    assert city.rider(amina).get(PATH).json() == {"suspension": None}
    assert problem(city.rider(amina).post(APPEALS, WORD, idempotency_key=key())) == (409, "not-suspended")


@pytest.mark.parametrize(
    ("language", "said", "why"),
    [
        ("en", "Your account is suspended. You cannot order a ride.", "Conduct towards drivers"),
        ("fr", FRENCH, "Comportement envers les chauffeurs"),
        ("ar", "حسابك موقوف. لا يمكنك طلب رحلة.", "السلوك تجاه السائقين"),
    ],
)  # fmt: skip
def test_quotes_and_requests_are_refused_and_the_rider_is_told_why(city, amina, nadia, language, said, why):
    quote = city.quote(amina)["quote"]
    suspended(amina, nadia)
    city.rider(amina).defaults["HTTP_ACCEPT_LANGUAGE"] = language
    for answer in (city.asks_for_quote(amina), city.asks_for_ride(amina, quote=quote)):
        assert problem(answer) == (403, "suspended")
        assert (answer.json()["title"], answer.json()["detail"]) == (said, f"{why}. Three drivers wrote to us.")
        assert (answer.json()["reason"], answer.json()["may_appeal"]) == ("conduct", True)
    ack = city.command(amina, "rider", "ride.request", {"quote": quote})
    assert (ack["ok"], ack["problem"]["type"]) == (False, "/problems/suspended")
    assert not Ride.objects.exists()


def test_what_waits_for_a_driver_ends_free_and_the_rider_is_told(city, amina, nadia):
    PushDevice.objects.create(person=amina, role="rider", endpoint="https://push.example/1", p256dh="k", auth="a")
    ride = city.order(amina)
    suspension = suspended(amina, nadia)
    ended = Ride.objects.get(pk=ride["id"])
    assert (ended.status, ended.cancel_reason, ended.fee) == ("failed", "operations", None)
    told = [data for event, data in city.stream("rider", amina) if event == "rider.updated"]
    assert told == [
        {
            "about": "standing",
            "title": FRENCH,
            "detail": "Comportement envers les chauffeurs. Three drivers wrote to us.",
            "status": "suspended",
        }
    ]
    assert Message.objects.filter(reference=suspension.id, channel="push").count() == 1


def test_a_ride_that_has_its_driver_goes_on_and_history_stays_open(city, amina, karim, nadia):
    ride = city.assigned(amina, karim)
    suspended(amina, nadia)
    assert city.rider(amina).get("/api/v1/rider/rides/current").json()["ride"]["status"] == "accepted"
    for name, body in (("en-route", {}), ("arrive", {}), ("start", {"pin": ride["pin"]}), ("complete", {})):
        assert city.step(karim, ride, name, body).status_code == 200
    for path in ("rides", f"rides/{ride['id']}", f"rides/{ride['id']}/receipt", "messages"):
        assert city.rider(amina).get(f"/api/v1/rider/{path}").status_code == 200


def test_a_rider_appeals_once_and_reads_the_answer(city, amina, yacine, nadia):
    suspended(amina, nadia)
    once = key()
    first = city.rider(amina).post(APPEALS, WORD, idempotency_key=once)
    again = city.rider(amina).post(APPEALS, WORD, idempotency_key=once)
    assert (first.status_code, again.json()) == (201, first.json())
    assert problem(city.rider(amina).post(APPEALS, WORD, idempotency_key=key())) == (409, "appealed-already")
    assert problem(city.rider(amina).post(APPEALS, {"text": " "}, idempotency_key=key())) == (400, "invalid")
    assert city.asks_for_quote(amina).json()["may_appeal"] is False
    assert city.rider(yacine).get(PATH).json() == {"suspension": None}

    services.refuse_appeal(appeal_id=RiderAppeal.objects.get().id, actor_id=nadia.pk, answer="We spoke to all three.")
    outbox.relay()
    shown = city.rider(amina).get(PATH).json()["suspension"]
    assert (shown["reason"], shown["note"]) == ("conduct", "Three drivers wrote to us.")
    assert (shown["appeal"]["status"], shown["appeal"]["answer"]) == ("refused", "We spoke to all three.")
    assert city.stream("rider", amina)[-1][1]["detail"] == "We spoke to all three."
    assert city.asks_for_quote(amina).status_code == 403


def test_a_granted_appeal_lets_the_rider_order_again(city, amina, nadia):
    suspended(amina, nadia)
    city.rider(amina).post(APPEALS, WORD, idempotency_key=key())
    services.grant_appeal(appeal_id=RiderAppeal.objects.get().id, actor_id=nadia.pk, answer="You were right.")
    outbox.relay()
    assert city.order(amina)["status"] == "searching"
    assert city.rider(amina).get(PATH).json() == {"suspension": None}
    assert [data["status"] for event, data in city.stream("rider", amina) if event == "rider.updated"] == [
        "suspended", "active"
    ]  # fmt: skip
    assert list(AuditLine.objects.order_by("id").values_list("action", flat=True)) == [
        "rider.suspended", "rider_appeal.granted", "rider.reinstated"
    ]  # fmt: skip


def test_one_suspension_at_a_time_and_of_riders_only(amina, karim, nadia):
    suspended(amina, nadia)
    with pytest.raises(services.SuspendedAlready):
        suspended(amina, nadia)
    with pytest.raises(services.NotARider):
        suspended(karim.person, nadia)
    services.reinstate_rider(suspension_id=RiderSuspension.objects.get().id, actor_id=nadia.pk)
    with pytest.raises(services.NotSuspended):
        services.reinstate_rider(suspension_id=RiderSuspension.objects.get().id, actor_id=nadia.pk)


def test_a_request_made_after_the_suspension_was_lifted_stays(city, amina, nadia):
    services.suspend_rider(person_id=amina.pk, reason_code="other", actor_id=nadia.pk)
    services.reinstate_rider(suspension_id=RiderSuspension.objects.get().id, actor_id=nadia.pk)
    ride = city.order(amina)
    outbox.relay()
    assert Ride.objects.get(pk=ride["id"]).status == "searching"
