"""GET driver/qr, GET rider/instant-rides/<code>, POST rider/instant-rides"""

import re
from datetime import timedelta

import pytest

from apps.accounts.services import grant_role, suspend_rider
from apps.dispatch.models import Job, Run
from apps.fleet import services as fleet
from apps.geo import services as geo
from apps.kernel import clock, outbox
from apps.rides.models import CarCode, Ride
from tests.places import HYDRA
from tests.rides.city import NEAR, key

PATH = "/api/v1/rider/instant-rides"


def shows(city, driver) -> dict:
    return city.driver(driver).get("/api/v1/driver/qr").json()


@pytest.fixture
def at_work(city, karim) -> dict:
    """Karim, at work near by, shows his code."""
    city.go_online(karim, NEAR)
    return shows(city, karim)


def orders(city, person, code: str, **more):
    body = {"code": code, "quote": more.pop("quote", "") or city.quote(person)["quote"], **more}
    return city.rider(person).post(PATH, body, idempotency_key=key())


def refused(answer, status: int, slug: str) -> bool:
    return (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")


def test_the_picture_leads_to_the_page_with_the_code(city, at_work):
    assert at_work["url"] == f"http://testserver/ride/?car={at_work['code']}"
    assert len(at_work["code"]) == 8
    assert re.match(r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \d+ \d+"', at_work["svg"])


def test_the_code_is_renewed_and_an_old_one_still_serves_who_has_just_scanned_it(city, amina, karim, at_work):
    assert shows(city, karim)["code"] == at_work["code"]
    city.wait(301)
    renewed = shows(city, karim)["code"]
    assert renewed != at_work["code"]
    city.stand(karim, NEAR)
    assert city.rider(amina).get(f"{PATH}/{at_work['code']}").status_code == 200
    city.wait(300)
    assert refused(city.rider(amina).get(f"{PATH}/{at_work['code']}"), 410, "code-expired")
    assert refused(orders(city, amina, at_work["code"]), 410, "code-expired")
    city.wait(900)
    shows(city, karim)
    assert not CarCode.objects.filter(code=at_work["code"]).exists()


def test_one_sees_whose_car_it_is(city, amina, at_work):
    code = at_work["code"]
    answer = city.rider(amina).get(f"{PATH}/{code[:4].lower()}-{code[4:].lower()}")
    assert answer.json() == {
        "first_name": "Karim",
        "rating": 5.0,
        "vehicle": {
            "plate": "00123-116-16", "make": "Renault", "model": "Symbol", "colour": "white", "category": "standard"
        },
        "category": "standard",
        "expires_at": at_work["expires_at"],
    }  # fmt: skip
    assert "Meziane" not in answer.content.decode()
    assert refused(city.rider(amina).get(f"{PATH}/AAAABBBB"), 404, "not-found")


def test_the_driver_has_the_ride_at_once(city, amina, karim, at_work):
    answer = orders(city, amina, at_work["code"].lower(), pickup_label="Station")

    assert answer.status_code == 201, answer.content
    ride = answer.json()
    assert (ride["status"], ride["driver"]["full_name"], ride["pickup"]["label"]) == (
        "accepted", "Karim Meziane", "Station"
    )  # fmt: skip
    assert (Job.objects.get().status, Run.objects.get(status="active").driver_id) == ("assigned", karim.id)
    assert city.told("rider", amina) == ["ride.updated accepted"]
    assert city.told("driver", karim) == ["ride.updated accepted"]
    city.works()
    assert city.told("rider", amina) == ["ride.updated accepted"]  # the news from dispatch changes nothing

    for name, body in (("arrive", {}), ("start", {"pin": ride["pin"]}), ("complete", {})):
        assert city.step(karim, ride, name, body).status_code == 200
    assert Ride.objects.get().status == "completed"
    assert refused(orders(city, amina, at_work["code"]), 410, "code-expired")  # one ride a code


def test_a_command_does_the_same(city, amina, at_work):
    ack = city.command(amina, "rider", "ride.instant", {"code": at_work["code"], "quote": city.quote(amina)["quote"]})
    assert (ack["ok"], ack["data"]["ride"]["status"]) == (True, "accepted")


def test_the_same_key_is_one_ride(city, amina, at_work):
    body, once = {"code": at_work["code"], "quote": city.quote(amina)["quote"]}, key()
    first, again = (city.rider(amina).post(PATH, body, idempotency_key=once) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert Ride.objects.count() == 1


def test_an_offer_of_another_ride_goes_to_somebody_else(city, amina, yacine, karim, sofia, at_work):
    city.order(yacine)
    city.works()
    offer = city.offer_to(karim)
    assert orders(city, amina, at_work["code"]).status_code == 201
    outbox.relay()

    assert city.told("driver", karim)[-1] == "offer.closed"
    late = city.command(karim, "driver", "offer.accept", {"offer_id": offer["offer_id"]})
    assert late["ok"] is False
    city.go_online(sofia, NEAR)
    city.works()
    assert city.answers_offer(sofia, "accept")["ok"] is True


def nothing_happened(city, amina, code: str) -> bool:
    """And the code is still good."""
    still = CarCode.objects.get(code=code).used_at is None
    return still and not Ride.objects.of_rider(amina.pk).exists()


def test_a_busy_driver(city, amina, yacine, karim, at_work):
    assert orders(city, yacine, at_work["code"]).status_code == 201
    code = shows(city, karim)["code"]
    assert refused(orders(city, amina, code), 409, "car-busy")
    assert nothing_happened(city, amina, code)


def test_a_driver_who_is_not_at_work(city, amina, karim):
    code = shows(city, karim)["code"]
    assert refused(orders(city, amina, code), 409, "car-offline")
    assert nothing_happened(city, amina, code)


def test_a_suspended_driver(city, amina, karim, nadia, at_work):
    fleet.suspend(driver_id=karim.id, actor_id=nadia.pk, reason_code="safety", note="")
    outbox.relay()
    assert refused(orders(city, amina, at_work["code"]), 409, "car-suspended")
    assert nothing_happened(city, amina, at_work["code"])


def test_a_pair_that_is_not_matched(city, amina, karim, at_work):
    fleet.block_pair(rider_id=amina.pk, driver_id=karim.id, by="driver", reason="")
    assert refused(orders(city, amina, at_work["code"]), 409, "pair-blocked")
    assert nothing_happened(city, amina, at_work["code"])


def test_ones_own_car(city, karim, at_work):
    grant_role(karim.person, "rider")
    assert refused(orders(city, karim.person, at_work["code"]), 409, "own-car")


def test_a_paused_service(city, amina, algiers, at_work):
    quote = city.quote(amina)["quote"]
    geo.pause_service(zone_id=algiers.id, reason_code="weather")
    assert refused(orders(city, amina, at_work["code"], quote=quote), 409, "service-paused")
    assert nothing_happened(city, amina, at_work["code"])


def test_a_suspended_rider(city, amina, nadia, at_work):
    quote = city.quote(amina)["quote"]
    suspend_rider(person_id=amina.pk, reason_code="other", actor_id=nadia.pk)
    assert refused(orders(city, amina, at_work["code"], quote=quote), 403, "suspended")
    assert nothing_happened(city, amina, at_work["code"])


def test_the_price_of_another_kind_of_car(city, amina, at_work):
    answer = orders(city, amina, at_work["code"], quote=city.quote(amina, category="van")["quote"])
    assert refused(answer, 409, "other-category")
    assert answer.json()["serves"] == ["standard"]
    assert nothing_happened(city, amina, at_work["code"])


def test_the_price_of_another_time(city, amina, at_work):
    later = city.quote(amina, scheduled_at=(clock.now() + timedelta(hours=1)).isoformat())["quote"]
    assert refused(orders(city, amina, at_work["code"], quote=later), 422, "quote-for-later")


def test_a_rider_who_is_in_a_ride(city, amina, at_work):
    city.order(amina)
    quote = city.quote(amina, dropoff=HYDRA)["quote"]
    assert refused(orders(city, amina, at_work["code"], quote=quote), 409, "ride-active")
    assert CarCode.objects.get().used_at is None


@pytest.mark.parametrize("code", ["", 12345678, None, "two\nlines"])
def test_what_is_no_code(city, amina, code):
    answer = city.rider(amina).post(PATH, {"code": code, "quote": "a:b"}, idempotency_key=key())
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "code")
