"""What becomes of a promotion with the ride it was promised for."""

from apps.pricing.models import Promo, PromoUse
from tests.pricing.test_promos import ten_off


def with_code(city, person) -> str:
    """The token of a quote with the code CENT: 100.00 DZD off."""
    quote = city.quote(person, promo_code="CENT")
    assert quote["promo_code"] == "CENT"
    return quote["quote"]


def test_it_is_reserved_with_the_ride_and_used_when_it_is_completed(city, amina, karim):
    ten_off(budget=15_000)
    ride = city.completed(amina, karim, quote=with_code(city, amina))
    use = PromoUse.objects.get()
    assert (str(use.ref), use.state, use.amount) == (ride["id"], "settled", 10_000)
    assert [line["amount_minor"] for line in ride["fare"]["lines"] if line["code"] == "promo"] == [-10_000]
    assert Promo.objects.get().spent == 10_000


def test_it_is_given_back_with_a_ride_that_came_to_nothing(city, amina, karim):
    ten_off()
    ride = city.assigned(amina, karim, quote=with_code(city, amina))
    city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/cancel")
    assert (PromoUse.objects.get().state, Promo.objects.get().spent) == ("released", 0)
    city.order(amina, quote=with_code(city, amina))


def test_it_is_given_back_when_nobody_was_found(city, amina):
    ten_off()
    city.order(amina, quote=with_code(city, amina))
    city.nobody_found()
    assert (PromoUse.objects.get().state, Promo.objects.get().spent) == ("released", 0)


def test_it_goes_on_with_the_next_driver(city, amina, karim):
    ten_off()
    ride = city.assigned(amina, karim, quote=with_code(city, amina))
    city.step(karim, ride, "cancel", {"reason": "other"})
    assert PromoUse.objects.get().state == "reserved"


def test_used_up_between_quote_and_order_there_is_no_ride(city, amina, yacine):
    ten_off(budget=15_000)
    mine, other = with_code(city, amina), with_code(city, yacine)
    city.order(yacine, quote=other)
    answer = city.asks_for_ride(amina, quote=mine)
    assert (answer.status_code, answer.json()["type"], answer.json()["reason"]) == (
        422, "/problems/promo-refused", "exhausted"
    )  # fmt: skip
    assert city.rider(amina).get("/api/v1/rider/rides").json()["results"] == []
