"""The driver's commands, by their REST twin, and the staff's pages."""

import pytest

from apps.dispatch.models import Offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(api, karim):
    client = api(karim.person, "driver")
    numbers = iter(range(1_000))

    def command(name: str, **data: object) -> dict:
        body = {"id": f"command-{next(numbers)}", "command": name, "data": data}
        return client.post("/api/v1/driver/commands", body).json()

    return command


def test_a_driver_sees_and_accepts_an_offer(say, karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    offer_id = str(Offer.objects.get().id)

    seen, accepted = say("offer.seen", offer_id=offer_id), say("offer.accept", offer_id=offer_id)

    assert seen["ok"]
    assert accepted["data"] == {"job": {"kind": "ride", "ref": str(ride.ref)}}
    assert Offer.objects.get().delivered_at is not None


def test_a_driver_declines(say, karim, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()

    assert say("offer.decline", offer_id=str(Offer.objects.get().id), reason="too_far")["ok"]

    offer = Offer.objects.get()
    assert (offer.status, offer.reason) == ("declined", "too_far")


def test_an_offer_that_is_over_is_a_problem_with_its_state(say, karim, on_the_road, job, match):
    on_the_road(karim)
    job()
    match()
    offer_id = str(Offer.objects.get().id)
    say("offer.decline", offer_id=offer_id)

    answer = say("offer.accept", offer_id=offer_id)

    problem = answer["problem"]
    assert (problem["status"], problem["type"], problem["current"]) == (409, "/problems/offer-not-open", "declined")


def test_a_shift_by_command(say, karim):
    assert say("shift.start")["data"].keys() == {"shift_id", "started_at"}
    assert say("shift.end")["ok"]


def test_staff_look_at_a_job_with_its_offers(client, nadia, karim, on_the_road, job, match):
    on_the_road(karim)
    ride = job()
    match()
    client.force_login(nadia)

    page = client.get(f"/admin/dispatch/job/{ride.id}/change/")

    assert page.status_code == 200
    assert "Karim Meziane" in page.content.decode()


@pytest.mark.parametrize("model", ["dispatch/job", "dispatch/policy", "fleet/driver", "fleet/vehicle", "fleet/shift"])
def test_staff_lists(client, nadia, karim, on_the_road, job, model):
    on_the_road(karim)
    job()
    client.force_login(nadia)

    assert client.get(f"/admin/{model}/").status_code == 200
