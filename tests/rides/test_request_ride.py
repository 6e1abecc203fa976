"""POST /api/v1/rider/rides"""

import pytest

from apps.dispatch.models import Job
from apps.kernel.models import OutboxEvent
from apps.rides import services
from apps.rides.api.serializers import RideRequest
from apps.rides.models import Ride
from tests.rides.city import key
from tests.support.threads import together

PATH = "/api/v1/rider/rides"


def test_a_ride_is_opened_at_the_quoted_price(city, amina):
    quote = city.quote(amina)
    answer = city.rider(amina).post(PATH, {"quote": quote["quote"], "pickup_label": "Home"}, idempotency_key=key())

    assert answer.status_code == 201
    ride = Ride.objects.get()
    assert answer.json()["id"] == str(ride.id)
    assert answer.json()["fare"] == quote["fare"]
    assert answer.json()["pickup"]["label"] == "Home"
    assert (ride.total_minor, ride.currency) == (quote["fare"]["total_minor"], "DZD")
    assert [(row.from_status, row.to_status, row.actor_id) for row in ride.transitions.order_by("id")] == [
        ("", "requested", amina.pk), ("requested", "searching", None)
    ]  # fmt: skip
    job = Job.objects.get(kind="ride", ref=ride.id)
    assert job.details["rider"] == {"first_name": "Amina"}
    assert job.details["fare"]["total_minor"] == ride.total_minor
    assert OutboxEvent.objects.filter(name="rides.RideRequested", payload={"ride_id": str(ride.id)}).count() == 1
    assert city.stream("rider", amina) == [("ride.updated", {"ride": answer.json()})]


def test_the_same_key_gives_the_same_answer(city, amina):
    body, once = {"quote": city.quote(amina)["quote"]}, key()
    first = city.rider(amina).post(PATH, body, idempotency_key=once)
    again = city.rider(amina).post(PATH, body, idempotency_key=once)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"

    other = city.rider(amina).post(PATH, {**body, "pickup_label": "x"}, idempotency_key=once)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_a_key_is_asked_for(city, amina):
    answer = city.rider(amina).post(PATH, {"quote": city.quote(amina)["quote"]})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key-missing")


def test_a_quote_is_good_for_one_ride(city, amina):
    body = {"quote": city.quote(amina)["quote"]}
    ride = city.rider(amina).post(PATH, body, idempotency_key=key()).json()
    city.rider(amina).post(f"{PATH}/{ride['id']}/cancel")

    answer = city.rider(amina).post(PATH, body, idempotency_key=key())
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/quote-used")
    assert answer.json()["ride_id"] == ride["id"]


def test_one_ride_at_a_time(city, amina):
    ride = city.order(amina)
    answer = city.rider(amina).post(PATH, {"quote": city.quote(amina)["quote"]}, idempotency_key=key())
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/ride-active")
    assert answer.json()["ride_id"] == ride["id"]


def test_two_orders_in_the_same_moment_make_one_ride(city, amina):
    tokens = [city.quote(amina)["quote"] for _ in range(4)]

    def order(number: int) -> str:
        try:
            services.request_ride(rider_id=amina.pk, quote_token=tokens[number])
        except services.RideActive as refused:
            return refused.extra["ride_id"]
        return "made"

    outcomes = together(4, order, numbered=True)
    assert sorted(outcomes) == sorted(["made", *[str(Ride.objects.get().id)] * 3])
    assert Job.objects.count() == 1


def test_one_quote_used_twice_in_the_same_moment_makes_one_ride(city, amina):
    token = city.quote(amina)["quote"]

    def order() -> str:
        try:
            services.request_ride(rider_id=amina.pk, quote_token=token)
        except services.QuoteUsed:
            return "used"
        return "made"

    assert sorted(together(4, order)) == ["made", "used", "used", "used"]


def test_the_same_key_in_the_same_moment_gives_everybody_the_same_ride(city, amina):
    body, once, client = {"quote": city.quote(amina)["quote"]}, key(), city.rider(amina)
    answers = together(3, lambda: client.post(PATH, body, idempotency_key=once).json()["id"])
    assert set(answers) == {str(Ride.objects.get().id)}


def test_an_expired_quote_is_refused(city, amina):
    token = city.quote(amina)["quote"]
    city.wait(1_000)
    answer = city.rider(amina).post(PATH, {"quote": token}, idempotency_key=key())
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/quote-expired")


def test_somebody_elses_or_a_made_up_quote_is_refused(city, amina, yacine):
    for token in (city.quote(yacine)["quote"], "made:up"):
        answer = city.rider(amina).post(PATH, {"quote": token}, idempotency_key=key())
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/quote-invalid")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quote": ""}, "quote"),
        ({"quote": None}, "quote"),
        ({"quote": 7}, "quote"),
        ({"quote": "x" * 4_001}, "quote"),
        ({"quote": {"id": 1}}, "quote"),
        ({"pickup_label": "x" * 121}, "pickup_label"),
        ({"dropoff_label": 5}, "dropoff_label"),
        ({"dropoff_label": None}, "dropoff_label"),
    ],
)
def test_what_makes_no_sense_is_named(city, amina, wrong, field):
    answer = city.rider(amina).post(PATH, {"quote": "a:b", **wrong}, idempotency_key=key())
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_a_body_that_is_no_object_is_refused(city, amina):
    for body in ([], "text", 3):
        assert city.rider(amina).post(PATH, body, idempotency_key=key()).status_code == 400


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "two\nlines", 7, None])
def test_what_is_no_line_of_text_is_refused_from_a_socket_too(text):
    """REST bodies are checked before; a socket's frame comes straight to the serializer."""
    for name in ("quote", "pickup_label"):
        asked = RideRequest(data={"quote": "a:b", name: text})
        assert not asked.is_valid()
        assert list(asked.errors) == [name]
