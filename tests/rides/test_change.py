"""POST /api/v1/rider/rides/<id>/change-quote and /change"""

import pytest

from apps.dispatch.models import Job, Run
from apps.geo.contracts import Point
from apps.rides.models import Ride, RideChange
from apps.rides.services import change, complete
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, KOUBA, MID_SEA
from tests.pricing.test_promos import ten_off
from tests.rides.city import NEAR, key
from tests.support.threads import together

ROUND_THE_CORNER = Point(ALGIERS_CENTRE.lat + 0.003, ALGIERS_CENTRE.lng + 0.002)


def ask(city, person, ride: dict, **places: object):
    body = {name: place.as_dict() if isinstance(place, Point) else place for name, place in places.items()}
    return city.rider(person).post(f"/api/v1/rider/rides/{ride['id']}/change-quote", body)


def do(city, person, ride: dict, quote: str, *, once: str = "", **labels: object):
    path = f"/api/v1/rider/rides/{ride['id']}/change"
    return city.rider(person).post(path, {"quote": quote, **labels}, idempotency_key=once or key())


def changed(city, person, ride: dict, **places: object) -> dict:
    answer = do(city, person, ride, ask(city, person, ride, **places).json()["quote"])
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_price_comes_first_and_changes_nothing(city, amina, karim):
    ride = city.assigned(amina, karim)
    offered = ask(city, amina, ride, dropoff=HYDRA).json()
    assert offered["difference_minor"] == offered["fare"]["total_minor"] - ride["fare"]["total_minor"] < 0
    assert offered["distance_m"] < ride["distance_m"]
    assert city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json() == ride


@pytest.mark.parametrize("steps", [[], ["arrive"], ["arrive", "start"]])
def test_another_drop_off_until_the_end(city, amina, karim, steps):
    ride = city.assigned(amina, karim)
    for name in steps:
        city.step(karim, ride, name, {"pin": ride["pin"]} if name == "start" else None)
    offered = ask(city, amina, ride, dropoff=KOUBA).json()
    after = do(city, amina, ride, offered["quote"], dropoff_label="Kouba").json()

    assert (after["dropoff"], after["fare"]) == ({**KOUBA.as_dict(), "label": "Kouba"}, offered["fare"])
    assert (after["distance_m"], after["duration_s"]) == (offered["distance_m"], offered["duration_s"])
    assert after["pickup"] == ride["pickup"]
    his = city.stream("driver", karim)[-1][1]["ride"]
    assert (his["dropoff"], his["fare"]) == (after["dropoff"], after["fare"])
    job = Job.objects.get()
    assert (job.dropoff_lat, job.details["fare"]["total_minor"]) == (KOUBA.lat, after["fare"]["total_minor"])


def test_the_receipt_is_at_the_new_fare(city, amina, karim):
    ride = city.under_way(amina, karim)
    after = changed(city, amina, ride, dropoff=KOUBA)
    city.step(karim, ride, "complete")
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert (receipt["fare"], receipt["dropoff"]) == (after["fare"], after["dropoff"])
    row = RideChange.objects.get()
    assert (row.before["total_minor"], row.after["total_minor"]) == (
        ride["fare"]["total_minor"], after["fare"]["total_minor"]
    )  # fmt: skip


def test_a_driver_who_is_asked_sees_the_new_trip_in_a_new_offer(city, amina, karim):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.works()
    first = city.offer_to(karim)
    after = changed(city, amina, ride, dropoff=HYDRA)
    assert city.told("driver", karim)[-1] == "offer.closed"
    city.works()
    again = city.offer_to(karim)
    assert again["offer_id"] != first["offer_id"]
    assert again["fare"]["total_minor"] == after["fare"]["total_minor"]


def test_another_pickup_until_the_driver_is_there(city, amina, karim):
    ride = city.assigned(amina, karim)
    promised = Ride.objects.get().promised_pickup_at
    after = changed(city, amina, ride, pickup=ROUND_THE_CORNER)
    assert after["pickup"] == {**ROUND_THE_CORNER.as_dict(), "label": ""}
    assert Ride.objects.get().promised_pickup_at > promised  # who has further to go is not late for it
    assert Job.objects.get().pickup_lat == ROUND_THE_CORNER.lat

    city.step(karim, ride, "arrive")
    refused = ask(city, amina, ride, pickup=ALGIERS_CENTRE)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/pickup-fixed")


def test_a_pickup_quoted_before_the_arrival_is_not_changed_after_it(city, amina, karim):
    ride = city.assigned(amina, karim)
    quote = ask(city, amina, ride, pickup=ROUND_THE_CORNER).json()["quote"]
    city.step(karim, ride, "arrive")
    assert do(city, amina, ride, quote).json()["type"] == "/problems/pickup-fixed"
    assert RideChange.objects.count() == 0


def test_the_pickup_does_not_go_to_the_other_end_of_the_town(city, amina, karim):
    ride = city.assigned(amina, karim)
    answer = ask(city, amina, ride, pickup=KOUBA)
    assert (answer.status_code, answer.json()["type"], answer.json()["maximum_m"]) == (
        422, "/problems/pickup-too-far", 2_000
    )  # fmt: skip


def test_while_nobody_is_on_the_way_it_may(city, amina):
    ride = city.order(amina)
    assert changed(city, amina, ride, pickup=KOUBA)["pickup"]["lat"] == KOUBA.lat


def test_stops_are_added_and_taken_away(city, amina, karim):
    ride = city.under_way(amina, karim)
    offered = ask(city, amina, ride, stops=[HYDRA.as_dict(), KOUBA.as_dict()]).json()
    after = do(city, amina, ride, offered["quote"], stop_labels=["Aunt"]).json()
    assert [stop["label"] for stop in after["stops"]] == ["Aunt", ""]
    assert after["fare"]["total_minor"] > ride["fare"]["total_minor"]

    city.step(karim, ride, "stop", {"stop": 0})
    fewer = changed(city, amina, ride, stops=[])
    assert [(stop["label"], stop["reached_at"] is not None) for stop in fewer["stops"]] == [("Aunt", True)]
    assert ask(city, amina, ride, stops=[HYDRA.as_dict()] * 3).json()["type"] == "/problems/too-many-stops"


def test_a_quote_from_before_a_stop_was_reached_is_old(city, amina, karim):
    ride = city.under_way(amina, karim, quote=city.quote(amina, stops=[HYDRA.as_dict()])["quote"])
    quote = ask(city, amina, ride, stops=[KOUBA.as_dict()]).json()["quote"]
    city.step(karim, ride, "stop", {"stop": 0})
    refused = do(city, amina, ride, quote)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/ride-changed")


def test_waiting_that_was_counted_stays_on_the_bill(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    city.wait(ride["waiting"]["free_s"] + 120)
    started = city.step(karim, ride, "start", {"pin": ride["pin"]}).json()
    offered = ask(city, amina, ride, dropoff=KOUBA).json()
    after = do(city, amina, ride, offered["quote"]).json()
    lines = [{line["code"]: line for line in fare["fare"]["lines"]} for fare in (started, offered, after)]
    assert lines[0]["waiting"] == lines[1]["waiting"] == lines[2]["waiting"]
    assert after["fare"] == offered["fare"]


def test_tariff_surge_and_promotion_stay_as_agreed(city, amina, karim):
    ten_off()
    city.crowd(ALGIERS_CENTRE)
    ride = city.assigned(amina, karim, quote=city.quote(amina, promo_code="CENT")["quote"])
    after = changed(city, amina, ride, dropoff=KOUBA)
    assert after["fare"]["surge"] == ride["fare"]["surge"] != "1.00"
    assert after["fare"]["tariff_version_id"] == ride["fare"]["tariff_version_id"]
    assert [line["amount_minor"] for line in after["fare"]["lines"] if line["code"] == "promo"] == [-10_000]


def test_a_trip_does_not_become_cheaper_than_the_way_driven(city, amina, karim):
    ride = city.under_way(amina, karim)
    city.wait(600)
    city.stand(karim, KOUBA)
    refused = ask(city, amina, ride, dropoff=ROUND_THE_CORNER)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/driven-further")
    there_and_back = ask(city, amina, ride, dropoff=ROUND_THE_CORNER, stops=[KOUBA.as_dict()])
    assert there_and_back.status_code == 200


def test_it_is_known_anew_when_the_driver_will_be_free(city, amina, karim):
    ride = city.under_way(amina, karim)
    before = Run.objects.get()
    assert (before.free_lat, before.free_lng) == (BAB_EZZOUAR.lat, BAB_EZZOUAR.lng)
    changed(city, amina, ride, dropoff=KOUBA)
    after = Run.objects.get()
    assert (after.free_lat, after.free_lng) == (KOUBA.lat, KOUBA.lng)
    assert after.free_at < before.free_at


def test_a_quote_is_used_once_and_a_key_answers_again(city, amina, karim):
    ride, once = city.assigned(amina, karim), key()
    quote = ask(city, amina, ride, dropoff=KOUBA).json()["quote"]
    first = do(city, amina, ride, quote, once=once)
    assert do(city, amina, ride, quote, once=once).json() == first.json()
    again = do(city, amina, ride, quote)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/quote-used")
    assert RideChange.objects.count() == 1


def test_a_quote_of_another_ride_or_of_a_new_one_is_none(city, amina, yacine, karim):
    ride = city.assigned(amina, karim)
    other = city.order(yacine)
    for token in (ask(city, yacine, other, dropoff=KOUBA).json()["quote"], city.quote(amina)["quote"], "a:b"):
        answer = do(city, amina, ride, token)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/quote-invalid")
    mine = ask(city, amina, ride, dropoff=KOUBA).json()["quote"]
    assert city.asks_for_ride(amina, quote=mine).json()["type"] == "/problems/quote-invalid"


def test_an_old_quote_is_refused(city, amina, karim):
    ride = city.assigned(amina, karim)
    quote = ask(city, amina, ride, dropoff=KOUBA).json()["quote"]
    city.wait(301)
    assert do(city, amina, ride, quote).json()["type"] == "/problems/quote-expired"


def test_when_it_is_over_nothing_changes(city, amina, karim):
    ride = city.completed(amina, karim)
    refused = ask(city, amina, ride, dropoff=KOUBA)
    assert (refused.status_code, refused.json()["current"]) == (409, "completed")


def test_somebody_elses_ride_is_not_there(city, amina, yacine, karim):
    ride = city.assigned(amina, karim)
    assert ask(city, yacine, ride, dropoff=KOUBA).status_code == 404
    assert do(city, yacine, ride, "a:b").status_code == 404


@pytest.mark.parametrize(
    ("places", "status", "field"),
    [
        ({"dropoff": {"lat": 91, "lng": 3}}, 400, "dropoff.lat"),
        ({"dropoff": {"lat": "36", "lng": 3}}, 400, "dropoff.lat"),
        ({"pickup": 7}, 400, "pickup"),
        ({"stops": "no"}, 400, "stops"),
        ({"stops": [{"lat": 1}]}, 400, "stops.0.lng"),
        ({"dropoff": MID_SEA}, 422, "dropoff"),
    ],
)
def test_what_is_no_place_is_named(city, amina, karim, places, status, field):
    ride = city.assigned(amina, karim)
    answer = ask(city, amina, ride, **places)
    assert answer.status_code == status
    told = answer.json()
    assert field in (told.get("field"), *[error["field"] for error in told.get("errors", [])])


def test_by_command_too(city, amina, karim):
    ride = city.assigned(amina, karim)
    quote = ask(city, amina, ride, dropoff=KOUBA).json()["quote"]
    ack = city.command(amina, "rider", "ride.change", {"ride_id": ride["id"], "quote": quote, "dropoff_label": "K"})
    assert ack["data"]["ride"]["dropoff"]["label"] == "K"


def test_changed_while_it_is_completed_one_price_is_paid(city, amina, karim):
    ride = city.under_way(amina, karim)
    offered = ask(city, amina, ride, dropoff=KOUBA).json()

    def act(number: int) -> str:
        try:
            if number:
                return complete(driver_person_id=karim.pk, ride_id=ride["id"]).status
            change(rider_id=amina.pk, ride_id=ride["id"], quote_token=offered["quote"])
        except Exception as refused:
            return refused.slug
        return "changed"

    outcomes = together(2, act, numbered=True)
    assert outcomes[1] == "completed"
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    paid = offered["fare"] if outcomes[0] == "changed" else ride["fare"]
    assert receipt["fare"] == paid
    assert Ride.objects.get().total_minor == paid["total_minor"]
