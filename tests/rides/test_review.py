"""Completions that staff should look at."""

import pytest
from django.urls import reverse

from apps.accounts.models import AuditLine
from apps.rides.models import Ride
from apps.rides.services import review_completion
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA


def flags() -> list[str]:
    return [flag["code"] for flag in Ride.objects.get().flags]


def complete(city, karim, ride: dict, *, after_s: float, at=None) -> None:
    city.wait(after_s)
    if at:
        city.stand(karim, at)
    assert city.step(karim, ride, "complete").json()["status"] == "completed"
    city.works()


def test_an_ordinary_trip_is_nobodys_business(city, amina, karim):
    ride = city.under_way(amina, karim)
    complete(city, karim, ride, after_s=ride["duration_s"], at=BAB_EZZOUAR)
    assert (flags(), Ride.objects.get().needs_review) == ([], False)


def test_far_from_the_destination(city, amina, karim):
    ride = city.under_way(amina, karim)
    complete(city, karim, ride, after_s=ride["duration_s"], at=ALGIERS_CENTRE)
    [flag] = Ride.objects.get().flags
    assert flag["code"] == "far_from_dropoff"
    assert 11_000 < flag["metres"] < 12_000


def test_an_old_position_says_nothing(city, amina, karim):
    ride = city.under_way(amina, karim)
    city.stand(karim, ALGIERS_CENTRE)
    complete(city, karim, ride, after_s=ride["duration_s"])
    assert flags() == []


def test_much_too_early(city, amina, karim):
    ride = city.under_way(amina, karim)
    complete(city, karim, ride, after_s=60)
    [flag] = Ride.objects.get().flags
    assert (flag["code"], flag["planned_s"]) == ("too_quick", ride["duration_s"])
    assert flag["took_s"] in (60, 61)


def test_much_too_late(city, amina, karim):
    ride = city.under_way(amina, karim)
    complete(city, karim, ride, after_s=3 * ride["duration_s"] + 1_801)
    assert flags() == ["too_long"]


def test_past_a_stop(city, amina, karim):
    ride = city.under_way(amina, karim, quote=city.quote(amina, stops=[HYDRA.as_dict()])["quote"])
    complete(city, karim, ride, after_s=ride["duration_s"])
    assert Ride.objects.get().flags == [{"code": "stops_left", "stops": 1}]


def test_looked_at_twice_it_is_flagged_once(city, amina, karim):
    ride = city.under_way(amina, karim)
    complete(city, karim, ride, after_s=60)
    review_completion(ride_id=ride["id"])
    assert flags() == ["too_quick"]


@pytest.fixture
def odd(city, amina, karim) -> dict:
    ride = city.under_way(amina, karim)
    complete(city, karim, ride, after_s=60)
    return ride


def test_staff_find_it_and_say_that_they_have_looked(client, nadia, odd):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{reverse('admin:rides_ride_changelist')}?needs_review__exact=1").content.decode()
    assert "Amina Benali" in page
    shown = client.get(reverse("admin:rides_ride_change", args=[odd["id"]]), headers={"Accept-Language": "en"})
    assert "Completed much too early" in shown.content.decode()

    address = reverse("admin:rides_ride_mark_reviewed", args=[odd["id"]])
    assert client.post(address, {"note": "Rider got out"}).status_code == 302
    row = Ride.objects.get()
    assert (row.needs_review, [flag["code"] for flag in row.flags]) == (False, ["too_quick"])
    assert AuditLine.objects.get(action="ride.reviewed").details["note"] == "Rider got out"
    assert client.get(address).status_code == 403


def test_it_is_not_shown_to_people(city, amina, odd):
    assert "flags" not in city.rider(amina).get(f"/api/v1/rider/rides/{odd['id']}").json()
