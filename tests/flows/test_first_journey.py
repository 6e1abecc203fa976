"""A whole ride, from the price to the paper: people act through their doors, workers do what was put in the outbox."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.dispatch import services as dispatch
from apps.fleet import selectors as fleet
from apps.geo.contracts import Point
from apps.kernel import redis
from apps.rides.models import Ride
from tests.places import ALGIERS_CENTRE
from tests.rides.city import key

pytestmark = pytest.mark.django_db(transaction=True)

NEAR = Point(ALGIERS_CENTRE.lat + 0.002, ALGIERS_CENTRE.lng)
LABELS = {"pickup_label": "Grande Poste", "dropoff_label": "Bab Ezzouar, USTHB"}


def test_amina_rides_with_karim_from_quote_to_receipt(city, amina, karim):
    quote = city.quote(amina)
    city.go_online(karim, NEAR)

    asked = {"quote": quote["quote"], **LABELS}
    answer = city.rider(amina).post("/api/v1/rider/rides", asked, idempotency_key=key())
    assert answer.status_code == 201
    ride = answer.json()
    assert ride["status"] == "searching"
    assert ride["fare"] == quote["fare"]
    assert re.fullmatch(r"[0-9]{4}", ride["pin"])

    city.works()
    offer = city.offer_to(karim)
    assert (offer["kind"], offer["fare"]["total_minor"]) == ("ride", quote["fare"]["total_minor"])
    assert city.answers_offer(karim, "accept")["data"] == {"job": {"kind": "ride", "ref": ride["id"]}}
    city.works()
    assert redis.client().hget(fleet.routes_key(), str(karim.pk)) == f"ride:{ride['id']}".encode()

    seen = city.rider(amina).get("/api/v1/rider/rides/current").json()["ride"]
    assert (seen["status"], seen["driver"]["full_name"]) == ("accepted", "Karim Meziane")
    assert seen["driver"]["vehicle"]["plate"] == "00123-116-16"
    assert city.step(karim, ride, "en-route").json()["status"] == "arriving"
    assert city.step(karim, ride, "arrive").json()["status"] == "arrived"

    wrong = city.step(karim, ride, "start", {"pin": f"{(int(ride['pin']) + 1) % 10_000:04}"})
    assert (wrong.status_code, wrong.json()["type"], wrong.json()["tries_left"]) == (422, "/problems/wrong-pin", 4)
    started = city.step(karim, ride, "start", {"pin": ride["pin"]}).json()
    assert (started["status"], started["pin"], started["rider"]) == (
        "in_progress",
        None,
        {"id": str(amina.id), "first_name": "Amina"},
    )
    city.wait(1_260)
    assert city.step(karim, ride, "complete").json()["status"] == "completed"

    receipt_path = f"/api/v1/rider/rides/{ride['id']}/receipt"
    early = city.rider(amina).get(receipt_path + ".pdf")
    assert (early.status_code, early["Retry-After"]) == (503, "2")
    assert early.json()["type"] == "/problems/receipt-being-prepared"

    city.works()
    receipt = city.rider(amina).get(receipt_path).json()
    assert receipt["fare"] == quote["fare"]
    assert receipt["pdf"] == "ready"
    paper = city.rider(amina).get(receipt_path + ".pdf", HTTP_ACCEPT="application/pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    text = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert receipt["number"] in text
    assert quote["fare"]["total"].replace(".", ",") in re.sub(r"[\s  ]", "", text)
    assert "Grande Poste" in text
    assert "00123-116-16" in text

    assert city.told("rider", amina) == [
        f"ride.updated {status}"
        for status in ("searching", "accepted", "arriving", "arrived", "in_progress", "completed")
    ]
    assert city.told("driver", karim) == [
        "offer.made", "offer.closed",
        *(f"ride.updated {status}" for status in ("accepted", "arriving", "arrived", "in_progress", "completed")),
    ]  # fmt: skip
    assert redis.client().hget(fleet.routes_key(), str(karim.pk)) is None


def test_karim_declines_and_sofia_takes_it(city, amina, karim, sofia):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.go_online(sofia, Point(ALGIERS_CENTRE.lat + 0.008, ALGIERS_CENTRE.lng))
    city.works()
    assert city.answers_offer(karim, "decline")["ok"] is True
    city.works()
    assert city.answers_offer(sofia, "accept")["ok"] is True
    city.works()

    seen = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()
    assert (seen["status"], seen["driver"]["full_name"]) == ("accepted", "Sofia Larbi")
    assert city.told("driver", karim) == ["offer.made", "offer.closed"]
    assert city.told("driver", sofia) == ["offer.made", "offer.closed", "ride.updated accepted"]


def test_nobody_is_found_in_time(city, amina):
    ride = city.order(amina)
    city.works()
    city.wait(181)
    assert dispatch.exhaust_jobs() == 1
    city.works()

    seen = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}").json()
    assert seen["status"] == "no_driver_found"
    assert city.told("rider", amina) == ["ride.updated searching", "ride.updated no_driver_found"]
    assert city.rider(amina).get("/api/v1/rider/rides/current").json() == {"ride": None}


def test_amina_cancels_while_karim_looks_at_the_offer(city, amina, karim):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.works()
    answer = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel", {"reason": "changed_plans"})

    assert (answer.status_code, answer.json()["cancel_reason"]) == (200, "changed_plans")
    assert city.told("driver", karim) == ["offer.made", "offer.closed"]
    refused = city.command(karim, "driver", "offer.accept", {"offer_id": city.offer_to(karim)["offer_id"]})
    assert (refused["ok"], refused["problem"]["status"]) == (False, 409)


def test_amina_cancels_after_karim_accepted_and_his_screen_says_so(city, amina, karim):
    ride = city.assigned(amina, karim)
    assert city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel").status_code == 200
    city.works()

    assert city.told("driver", karim)[-1] == "ride.updated rider_canceled"
    assert city.driver(karim).get("/api/v1/driver/rides/current").json() == {"ride": None}
    assert city.order(amina)["status"] == "searching"
    city.stand(karim, NEAR)
    city.works()
    assert city.told("driver", karim)[-1] == "offer.made"


def test_amina_cancels_before_karims_acceptance_was_heard(city, amina, karim):
    """Both did right, in the same second: the ride is over, and Karim, who waits for it, is told and free again."""
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.works()
    assert city.answers_offer(karim, "accept")["ok"] is True
    assert city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel").status_code == 200
    city.works()

    assert city.told("driver", karim) == ["offer.made", "offer.closed", "ride.updated rider_canceled"]
    assert city.driver(karim).post("/api/v1/driver/shift/end").status_code == 204


def test_commands_sent_again_are_done_once(city, amina, karim):
    quote = city.quote(amina)["quote"]
    first = city.command(amina, "rider", "ride.request", {"quote": quote, **LABELS}, "request-0001")
    again = city.command(amina, "rider", "ride.request", {"quote": quote, **LABELS}, "request-0001")
    assert first["ok"] is True
    assert again == first
    assert Ride.objects.count() == 1

    ride = first["data"]["ride"]
    city.go_online(karim, NEAR)
    city.works()
    city.answers_offer(karim, "accept")
    city.works()
    steps = [
        ("ride.en_route", {}), ("ride.arrive", {}), ("ride.start", {"pin": ride["pin"]}), ("ride.complete", {}),
    ]  # fmt: skip
    for name, more in steps:
        data = {"ride_id": ride["id"], **more}
        done = city.command(karim, "driver", name, data, f"{name.replace('.', '-')}-1")
        assert done["ok"] is True, done
        assert city.command(karim, "driver", name, data, f"{name.replace('.', '-')}-1") == done
    assert Ride.objects.get().transitions.count() == 7
