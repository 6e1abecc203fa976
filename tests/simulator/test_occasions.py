"""What staff would have prepared for a scenario is there, once, however often it is asked for."""

import pytest

from apps.fleet import selectors as fleet
from apps.fleet.models import Driver, QueuePlace
from apps.geo.contracts import Point
from apps.pricing.models import Promo
from simulator import names
from superapp.management import demo, occasions
from tests.rides.city import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(api, travel, algiers) -> City:
    return City(api, travel, algiers)


def test_a_promotion_runs(city, amina):
    code = occasions.offer_promo("DZ")
    assert occasions.offer_promo("DZ") == code
    assert Promo.objects.count() == 1
    assert city.quote(amina, promo_code=code)["promo_code"] == code


def test_drivers_wait_in_line_at_the_airport(algiers):
    place = occasions.mark_airport(algiers)
    assert occasions.mark_airport(algiers) == place
    assert fleet.queue_place_at(algiers.id, Point(*place)) == QueuePlace.objects.get().id


def test_some_cannot_go_online_and_the_next_day_all_can():
    def refused() -> list[str]:
        drivers = Driver.objects.order_by("person__phone")
        return [str(d.person.phone) for d in drivers if fleet.go_online_refusals(d.id)]

    demo.make_residents("DZ", drivers=10, riders=0)
    assert occasions.let_papers_expire("DZ", drivers=10, share=0.2) == 2
    assert refused() == [names.driver("DZ", 8).phone, names.driver("DZ", 9).phone]
    last = Driver.objects.latest("person__phone")
    assert [reason.code for reason in fleet.go_online_refusals(last.id)] == ["document-expired"]

    demo.make_residents("DZ", drivers=10, riders=0)
    assert occasions.let_papers_expire("DZ", drivers=10, share=0) == 0
    assert refused() == []
