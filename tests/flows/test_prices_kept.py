"""What was promised is what is paid: a promotion, a surge that ends, a rider who does not come."""

from decimal import Decimal

import pytest

from apps.pricing import services as pricing
from apps.pricing.models import Promo
from apps.rides.models import Ride
from tests.places import ALGIERS_CENTRE
from tests.pricing.test_promos import promo, ten_off

pytestmark = pytest.mark.django_db(transaction=True)


def pdf_state(city, person, ride: dict) -> str:
    return city.rider(person).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()["pdf"]


def test_amina_rides_with_a_promotion(city, amina, karim):
    ten_off(code="BIENVENUE")
    plain, reduced = city.quote(amina), city.quote(amina, promo_code=" bienvenue")
    assert reduced["fare"]["total_minor"] == plain["fare"]["total_minor"] - 10_000

    ride = city.completed(amina, karim, quote=reduced["quote"])
    city.works()
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert receipt["fare"] == reduced["fare"]
    assert city.asks_for_quote(amina, promo_code="BIENVENUE").json()["reason"] == "used"


def test_the_last_of_a_promotion_is_one_riders_and_goes_back_when_she_cancels(city, amina, yacine, karim):
    ten_off(code="BIENVENUE", budget=10_000)
    hers = city.order(amina, quote=city.quote(amina, promo_code="BIENVENUE")["quote"])
    assert city.asks_for_quote(yacine, promo_code="BIENVENUE").json()["reason"] == "exhausted"

    city.rider(amina).post(f"/api/v1/rider/rides/{hers['id']}/cancel")
    plain, reduced = city.quote(yacine), city.quote(yacine, promo_code="BIENVENUE")
    assert reduced["fare"]["total_minor"] == plain["fare"]["total_minor"] - 10_000
    his = city.completed(yacine, karim, quote=reduced["quote"])
    assert his["fare"]["total_minor"] == reduced["fare"]["total_minor"]
    assert Promo.objects.get().spent == 10_000


def test_a_promotion_that_somebody_else_used_up_meanwhile_is_refused_and_nothing_is_ordered(city, amina, yacine):
    ten_off(code="BIENVENUE", budget=10_000)
    promised = city.quote(yacine, promo_code="BIENVENUE")["quote"]
    city.order(amina, quote=city.quote(amina, promo_code="BIENVENUE")["quote"])

    refused = city.asks_for_ride(yacine, quote=promised)
    assert (refused.status_code, refused.json()["reason"]) == (422, "exhausted")
    assert city.rider(yacine).get("/api/v1/rider/rides/current").json() == {"ride": None}


def test_a_percentage_takes_off_no_more_than_its_ceiling(city, amina, karim):
    promo(percent=Decimal(50), ceiling=15_000)
    plain, reduced = city.quote(amina), city.quote(amina, promo_code="RENTREE-20")
    assert plain["fare"]["total_minor"] > 30_000
    assert reduced["fare"]["total_minor"] == plain["fare"]["total_minor"] - 15_000
    assert city.completed(amina, karim, quote=reduced["quote"])["fare"] == reduced["fare"]


def test_the_surge_of_the_quote_holds_though_it_is_over(city, amina, karim):
    city.crowd(ALGIERS_CENTRE)
    quote = city.quote(amina)
    assert float(quote["fare"]["surge"]) > 1
    ride = city.assigned(amina, karim, quote=quote["quote"])

    pricing.stop_surge(market_id=Ride.objects.get().zone.market_id)
    assert city.quote(amina)["fare"]["surge"] == "1.00"
    for name, body in (("arrive", {}), ("start", {"pin": ride["pin"]}), ("complete", {})):
        done = city.step(karim, ride, name, body).json()
    assert done["fare"] == quote["fare"]
    receipt = city.rider(amina).get(f"/api/v1/rider/rides/{ride['id']}/receipt").json()
    assert receipt["fare"]["surge"] == quote["fare"]["surge"]


def test_amina_does_not_come_and_karim_does_not_wait_for_nothing(city, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "en-route")
    city.step(karim, ride, "arrive")
    refused = city.step(karim, ride, "cancel", {"reason": "rider_no_show"})
    assert refused.json()["type"] == "/problems/too-early"
    city.wait(refused.json()["seconds_left"])
    ended = city.step(karim, ride, "cancel", {"reason": "rider_no_show"}).json()
    assert (ended["status"], ended["fee"]["total_minor"]) == ("driver_canceled", 15_000)

    assert city.rider(amina).get("/api/v1/rider/rides/current").json() == {"ride": None}
    [seen] = city.rider(amina).get("/api/v1/rider/rides").json()["results"]
    assert seen["fee"] == ended["fee"]
    city.works()
    assert pdf_state(city, amina, ride) == "ready"
    assert city.driver(karim).get("/api/v1/driver/rides/current").json() == {"ride": None}
    assert city.order(amina)["status"] == "searching"
