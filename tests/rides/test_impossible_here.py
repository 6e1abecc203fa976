"""What cannot happen here: figures that differ, papers kept back, rides that stay on a screen."""

import pytest

from apps.accounts.services import suspend_rider
from apps.geo import selectors as geo
from apps.geo.models import Zone
from apps.rides.models import Ride
from tests.places import MID_SEA
from tests.rides.city import NEAR

PAPERS = ("", "/receipt", "/receipt.html", "/receipt.pdf")


def told(city, role: str, person) -> dict:
    """The newest ride that the person was told."""
    return [data["ride"] for event, data in city.stream(role, person) if event == "ride.updated"][-1]


def money(ride: dict) -> tuple:
    """What must never differ: words aside, which are in each reader's language."""
    lines = [
        (line["code"], line["quantity"], line["unit"], line["rate_minor"], line["amount_minor"], line["amount"])
        for line in ride["fare"]["lines"]
    ]
    return ride["fare"]["total_minor"], ride["fare"]["total"], ride["fare"]["currency"], lines


def test_waiting_and_rate_are_one_figure_from_the_first_second_to_the_paper(city, amina, karim):
    ride = city.assigned(amina, karim)
    terms = {name: ride["waiting"][name] for name in ("free_s", "per_minute_minor")}
    path = {"rider": f"/api/v1/rider/rides/{ride['id']}", "driver": "/api/v1/driver/rides/current"}

    def same_for_both() -> dict:
        hers, his = told(city, "rider", amina), told(city, "driver", karim)
        assert (money(hers), hers["waiting"]) == (money(his), his["waiting"])
        assert money(city.rider(amina).get(path["rider"]).json()) == money(hers)
        assert money(city.driver(karim).get(path["driver"]).json()["ride"]) == money(hers)
        assert {name: hers["waiting"][name] for name in terms} == terms
        return hers

    for step in ("en-route", "arrive"):
        assert city.step(karim, ride, step).status_code == 200
        same_for_both()
    city.wait(ride["waiting"]["free_s"] + 200)
    started = city.step(karim, ride, "start", {"pin": ride["pin"]}).json()
    at_start = same_for_both()
    assert at_start["waiting"]["charged_s"] in (200, 201)
    assert started["waiting"] == at_start["waiting"]

    city.wait(900)
    done = city.step(karim, ride, "complete").json()
    receipt = city.rider(amina).get(f"{path['rider']}/receipt").json()
    listed = city.rider(amina).get("/api/v1/rider/rides").json()["results"][0]
    driven = city.driver(karim).get("/api/v1/driver/rides").json()["results"][0]
    assert money(receipt) == money(done) == money(listed) == money(driven) == money(at_start)
    assert done["waiting"] == listed["waiting"] == driven["waiting"] == at_start["waiting"]
    [line] = [line for line in receipt["fare"]["lines"] if line["code"] == "waiting"]
    assert (line["rate_minor"], line["amount_minor"]) == (terms["per_minute_minor"], done["waiting"]["amount_minor"])

    page = city.rider(amina).get(f"{path['rider']}/receipt.html", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    row = Ride.objects.get()
    for amount in (line["amount"], receipt["fare"]["total"]):
        assert f"{float(amount):,.2f} {row.currency}" in page


@pytest.fixture
def done(city, amina, karim) -> dict:
    ride = city.completed(amina, karim)
    city.works()
    return ride


def reads_everything(city, person, ride) -> None:
    for paper in PAPERS:
        assert city.rider(person).get(f"/api/v1/rider/rides/{ride['id']}{paper}").status_code == 200
    assert [each["id"] for each in city.rider(person).get("/api/v1/rider/rides").json()["results"]] == [ride["id"]]


def test_history_and_receipts_are_for_a_rider_outside_every_service_area(city, amina, done):
    assert city.asks_for_quote(amina, MID_SEA, MID_SEA).json()["type"] == "/problems/outside-every-zone"
    reads_everything(city, amina, done)
    Zone.objects.update(active=False)  # we serve no city any more
    geo.forget()
    reads_everything(city, amina, done)


def test_history_and_receipts_are_for_a_suspended_rider(city, amina, nadia, done):
    suspend_rider(person_id=amina.pk, reason_code="conduct", actor_id=nadia.pk)
    refused = city.asks_for_quote(amina)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/suspended")
    reads_everything(city, amina, done)
    for path in ("/api/v1/rider/cases", f"/api/v1/rider/rides/{done['id']}/lost-items"):
        assert city.rider(amina).get(path).status_code == 200


def test_a_canceled_request_leaves_the_screen_of_who_was_asked(city, amina, karim):
    ride = city.order(amina)
    city.go_online(karim, NEAR)
    city.works()
    offer = city.offer_to(karim)["offer_id"]
    assert city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel").status_code == 200
    assert city.stream("driver", karim)[-1] == ("offer.closed", {"offer_id": offer, "status": "withdrawn"})
    assert nothing_on_screen(city, karim)
    late = city.command(karim, "driver", "offer.accept", {"offer_id": offer})
    assert (late["ok"], Ride.objects.get().driver_id) == (False, None)


@pytest.mark.parametrize("steps", [(), ("en-route",), ("en-route", "arrive")])
def test_a_canceled_ride_leaves_the_screen_of_its_driver(city, amina, karim, steps):
    ride = city.assigned(amina, karim)
    for step in steps:
        city.step(karim, ride, step)
    fee = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/cancellation").json()["fee_minor"]
    body = {"fee_minor": fee}
    assert city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel", body).status_code == 200
    assert told(city, "driver", karim)["status"] == "rider_canceled"
    assert nothing_on_screen(city, karim)
    assert city.step(karim, ride, "arrive").status_code == 409


def nothing_on_screen(city, driver) -> bool:
    return all(
        city.driver(driver).get(f"/api/v1/driver/rides/{which}").json()["ride"] is None for which in ("current", "next")
    )
