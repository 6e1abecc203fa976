"""A car of a higher category serves a ride where the zone's matching policy says so, at the agreed price."""

import pytest

from apps.dispatch import services as dispatch
from apps.dispatch.models import Policy
from apps.dispatch.states import FALLBACKS, Fallbacks
from apps.fleet.contracts import ALSO_SERVES
from tests.rides.city import NEAR


@pytest.fixture
def comfort(karim):
    """Karim's car is a comfort one, and he has not said that he takes standard rides."""
    karim.vehicles.update(category="comfort", also_serves=[])
    return karim


def policy(zone, fallbacks: str) -> None:
    dispatch.add_policy(policy=Policy(zone_id=zone.id, fallbacks=fallbacks), actor_id=None, after_version=0)


def test_without_a_word_of_the_policy_nobody_is_asked_for_what_they_do_not_take(city, amina, comfort):
    city.order(amina)
    city.go_online(comfort, NEAR)
    city.works()

    assert city.told("driver", comfort) == []


def test_a_comfort_car_comes_for_a_standard_ride_at_the_standard_price(city, amina, comfort):
    policy(city.zone, Fallbacks.COMFORT)
    quote = city.quote(amina)
    ride = city.assigned(amina, comfort, quote=quote["quote"])
    offer = city.offer_to(comfort)

    assert (offer["category"], offer["asked_category"]) == ("comfort", "standard")
    assert (ride["category"], ride["driver"]["vehicle"]["category"]) == ("standard", "comfort")
    assert ride["fare"] == quote["fare"]
    assert offer["fare"]["total_minor"] == quote["fare"]["total_minor"]


def test_who_takes_standard_rides_is_asked_for_one_as_such(city, amina, comfort):
    policy(city.zone, Fallbacks.COMFORT)
    comfort.vehicles.update(also_serves=["standard"])
    city.order(amina)
    city.go_online(comfort, NEAR)
    city.works()

    assert city.offer_to(comfort)["category"] == "standard"


def test_a_standard_car_never_comes_for_a_comfort_ride(city, amina, karim):
    policy(city.zone, Fallbacks.COMFORT_VAN)
    city.order(amina, quote=city.quote(amina, category="comfort")["quote"])
    city.go_online(karim, NEAR)
    city.works()

    assert city.told("driver", karim) == []


def test_a_policy_can_only_send_cars_down():
    assert set(FALLBACKS) == set(Fallbacks)
    for wanted in FALLBACKS.values():
        for asked, others in wanted.items():
            assert all(asked in ALSO_SERVES[other] for other in others)
