"""Stops: priced with the quote, reached one after the other, on the receipt."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.dispatch.models import Job
from apps.rides.models import Ride
from apps.rides.services import reach_stop
from tests.places import HYDRA, KOUBA
from tests.support.threads import together

STOPS = {"stops": [HYDRA.as_dict(), KOUBA.as_dict()]}


@pytest.fixture
def under_way(city, amina, karim) -> dict:
    quote = city.quote(amina, **STOPS)
    return city.under_way(amina, karim, quote=quote["quote"], stop_labels=["School", "Bakery"])


def reach(city, driver, ride: dict, stop: object):
    return city.step(driver, ride, "stop", {"stop": stop})


def test_they_are_ordered_priced_and_named(city, amina):
    quote = city.quote(amina, **STOPS)
    ride = city.order(amina, quote=quote["quote"], stop_labels=["School"])
    assert [(stop["label"], stop["reached_at"]) for stop in ride["stops"]] == [("School", None), ("", None)]
    assert [(stop["lat"], stop["lng"]) for stop in ride["stops"]] == [(p.lat, p.lng) for p in (HYDRA, KOUBA)]
    assert ride["fare"] == quote["fare"]
    assert "stops" in [line["code"] for line in ride["fare"]["lines"]]
    assert Job.objects.get().details["stops"] == 2


def test_a_fourth_is_too_many(city, amina):
    answer = city.asks_for_quote(amina, stops=[HYDRA.as_dict(), KOUBA.as_dict()] * 2)
    assert answer.status_code == 400


def test_the_driver_marks_each_and_the_rider_sees_it(city, amina, karim, under_way):
    first = reach(city, karim, under_way, 0).json()
    assert [stop["reached_at"] is not None for stop in first["stops"]] == [True, False]
    assert reach(city, karim, under_way, 0).json() == first  # said again
    assert [event for event, _ in city.stream("rider", amina)].count("ride.updated") == 6
    reach(city, karim, under_way, 1)
    seen = city.stream("rider", amina)[-1][1]["ride"]
    assert all(stop["reached_at"] for stop in seen["stops"])


@pytest.mark.parametrize("stop", [1, 2])
def test_not_out_of_order(city, karim, under_way, stop):
    answer = reach(city, karim, under_way, stop)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/stop-out-of-order")
    assert answer.json()["next"] == 0


def test_after_the_last_there_is_none(city, karim, under_way):
    for stop in (0, 1):
        reach(city, karim, under_way, stop)
    assert reach(city, karim, under_way, 2).json()["next"] is None


def test_not_before_the_trip(city, amina, karim):
    ride = city.assigned(amina, karim, quote=city.quote(amina, **STOPS)["quote"])
    answer = reach(city, karim, ride, 0)
    assert (answer.status_code, answer.json()["current"]) == (409, "accepted")


@pytest.mark.parametrize("wrong", [-1, 3, "first", None, 0.5, [0]])
def test_a_stop_is_a_number(city, karim, under_way, wrong):
    answer = reach(city, karim, under_way, wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "stop")


def test_reached_three_times_at_once_it_is_reached_once(city, karim, under_way):
    views = together(3, lambda: reach_stop(driver_person_id=karim.pk, ride_id=under_way["id"], stop=0))
    assert len({view.stops[0].reached_at for view in views}) == 1
    assert Ride.objects.get().stops[1]["reached_at"] is None


def test_the_way_leads_to_the_next_one(city, karim, under_way):
    path = f"/api/v1/driver/rides/{under_way['id']}/navigation"
    ways = []
    for stop in (0, 1):
        ways.append(city.driver(karim).get(path).json())
        reach(city, karim, under_way, stop)
    ways.append(city.driver(karim).get(path).json())
    assert [way["target"] for way in ways] == ["stop", "stop", "dropoff"]
    assert [way["place"] for way in ways[:2]] == [
        {**HYDRA.as_dict(), "label": "School"},
        {**KOUBA.as_dict(), "label": "Bakery"},
    ]


def test_somebody_elses_stop_is_not_there(city, sofia, under_way):
    assert reach(city, sofia, under_way, 0).status_code == 404


def test_by_command_too(city, karim, under_way):
    ack = city.command(karim, "driver", "ride.stop", {"ride_id": under_way["id"], "stop": 0})
    assert ack["data"]["ride"]["stops"][0]["reached_at"]


def test_they_are_on_the_receipt(city, amina, karim, under_way):
    for stop in (0, 1):
        reach(city, karim, under_way, stop)
    city.step(karim, under_way, "complete")
    city.works()
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{under_way['id']}/receipt").json()
    assert [stop["label"] for stop in receipt["stops"]] == ["School", "Bakery"]
    paper = city.rider(amina).get(f"/api/v1/rider/rides/{under_way['id']}/receipt.pdf", HTTP_ACCEPT="application/pdf")
    text = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert "School" in text
    assert "Bakery" in text
