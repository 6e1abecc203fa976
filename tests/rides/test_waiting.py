"""Waiting at the pickup: one figure and one rate for the rider, the driver and the receipt."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.kernel import clock
from apps.rides.models import Ride


@pytest.fixture
def arrived(city, amina, karim) -> dict:
    ride = city.assigned(amina, karim)
    return city.step(karim, ride, "arrive").json() | {"pin": ride["pin"]}


def both(city, amina, karim) -> tuple[dict, dict]:
    """The ride as its rider and as its driver see it, in the same second."""
    for _ in range(5):  # a second may end between the two
        hers = city.rider(amina).get("/api/v1/rider/rides/current").json()["ride"]
        his = city.driver(karim).get("/api/v1/driver/rides/current").json()["ride"]
        if hers["waiting"]["waited_s"] == his["waiting"]["waited_s"]:
            break
    return hers, his


def test_the_terms_are_known_before_anybody_waits(city, amina):
    waiting = city.order(amina)["waiting"]
    assert waiting["free_s"] > 0
    assert waiting["per_minute_minor"] > 0
    assert (waiting["free_until"], waiting["waited_s"], waiting["amount_minor"]) == (None, 0, 0)


def test_it_counts_from_the_arrival_and_is_free_at_first(city, amina, karim, arrived):
    until = Ride.objects.get().seen_at_pickup_at + timedelta(seconds=arrived["waiting"]["free_s"])
    assert arrived["waiting"]["free_until"] == until.isoformat().replace("+00:00", "Z")
    city.wait(60)
    hers, his = both(city, amina, karim)
    assert hers["waiting"]["waited_s"] in (60, 61)
    assert (hers["waiting"]["charged_s"], hers["waiting"]["amount_minor"]) == (0, 0)
    assert his["waiting"] == hers["waiting"]


def test_beyond_that_all_three_say_the_same(city, amina, karim, arrived):
    rate, free_s = arrived["waiting"]["per_minute_minor"], arrived["waiting"]["free_s"]
    city.wait(free_s + 90)
    hers, his = both(city, amina, karim)
    assert hers["waiting"] == his["waiting"]
    assert hers["waiting"]["charged_s"] in (90, 91)

    city.step(karim, arrived, "start", {"pin": arrived["pin"]})
    hers, his = both(city, amina, karim)
    assert hers["waiting"] == his["waiting"]
    assert hers["fare"] == his["fare"]
    line = next(line for line in hers["fare"]["lines"] if line["code"] == "waiting")
    assert (line["rate_minor"], line["amount_minor"]) == (rate, hers["waiting"]["amount_minor"])
    assert hers["fare"]["total_minor"] == sum(line["amount_minor"] for line in hers["fare"]["lines"])

    city.wait(600)
    assert both(city, amina, karim)[0]["waiting"] == hers["waiting"]  # the trip is no waiting
    done = city.step(karim, arrived, "complete").json()
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{arrived['id']}/receipt").json()
    assert receipt["fare"] == done["fare"] == hers["fare"]
    assert done["waiting"] == hers["waiting"]
    assert Ride.objects.get().total_minor == receipt["fare"]["total_minor"]


def test_it_is_on_the_paper(city, amina, karim, arrived):
    city.wait(arrived["waiting"]["free_s"] + 120)
    city.step(karim, arrived, "start", {"pin": arrived["pin"]})
    city.step(karim, arrived, "complete")
    city.works()
    paper = city.rider(amina).get(f"/api/v1/rider/rides/{arrived['id']}/receipt.pdf", HTTP_ACCEPT="application/pdf")
    assert "attente" in PdfReader(BytesIO(paper.content)).pages[0].extract_text()


def test_who_comes_in_time_pays_what_was_quoted(city, amina, karim, arrived):
    fare = arrived["fare"]
    city.wait(arrived["waiting"]["free_s"] - 5)
    started = city.step(karim, arrived, "start", {"pin": arrived["pin"]}).json()
    assert started["fare"] == fare


def test_the_next_driver_begins_to_wait_anew(city, amina, karim, arrived):
    city.wait(200)
    city.step(karim, arrived, "cancel", {"reason": "other"})
    hers = city.rider(amina).get("/api/v1/rider/rides/current").json()["ride"]
    assert (hers["waiting"]["waited_s"], hers["waiting"]["free_until"]) == (0, None)


def test_a_canceled_ride_has_no_waiting(city, amina, karim, arrived):
    city.wait(600)
    fee = city.rider(amina).get(f"/api/v1/rider/rides/{arrived['id']}/cancellation").json()["fee_minor"]
    answer = city.rider(amina).post(f"/api/v1/rider/rides/{arrived['id']}/cancel", {"fee_minor": fee})
    assert answer.json()["waiting"] is None


def test_an_arrival_told_late_counts_from_when_it_was_and_staff_may_look(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.wait(300)
    then = clock.now() - timedelta(seconds=200)
    city.command(karim, "driver", "ride.arrive", {"ride_id": ride["id"]}, at=then)
    row = Ride.objects.get()
    assert row.arrived_at == then
    assert row.flags == [{"code": "told_late", "status": "arrived", "late_s": 200}]
    assert row.needs_review is True


def test_a_step_is_never_before_the_one_before_it(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.command(karim, "driver", "ride.arrive", {"ride_id": ride["id"]}, at=clock.now() - timedelta(hours=2))
    row = Ride.objects.get()
    assert row.arrived_at == row.accepted_at
