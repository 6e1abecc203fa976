"""A driver's rating is the mean of the last stars, each trip's counted once."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.fleet import selectors, services
from apps.fleet.models import Driver, DriverRating, DriverTrip
from apps.fleet.services import ratings
from apps.kernel import clock

pytestmark = pytest.mark.django_db


def rating(driver) -> Decimal:
    return Driver.objects.get(id=driver.id).rating


def test_a_new_driver_has_five_stars(karim):
    assert (rating(karim), karim.rated) == (Decimal("5.00"), 0)


def test_the_rating_is_the_mean(karim, sofia):
    for stars in (5, 4, 4):
        services.rate_driver(driver_id=karim.id, stars=stars, ref=uuid4())

    assert rating(karim) == Decimal("4.33")
    assert selectors.card(karim.id).rating == 4.33
    assert Driver.objects.get(id=karim.id).rated == 3
    assert rating(sofia) == Decimal("5.00")


def test_a_trip_is_rated_once(karim):
    trip = uuid4()

    answers = [services.rate_driver(driver_id=karim.id, stars=stars, ref=trip) for stars in (2, 5)]

    assert answers == [True, False]
    assert (rating(karim), DriverRating.objects.count()) == (Decimal("2.00"), 1)


def test_old_stars_are_forgotten(karim, monkeypatch):
    monkeypatch.setattr(ratings, "COUNTED", 2)
    for stars in (1, 4, 5):
        services.rate_driver(driver_id=karim.id, stars=stars, ref=uuid4())

    assert rating(karim) == Decimal("4.50")


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_are_one_to_five(karim, stars):
    with pytest.raises(ValueError, match="1 to 5"):
        services.rate_driver(driver_id=karim.id, stars=stars, ref=uuid4())


def test_a_completed_trip_counts_once(karim, algiers):
    ref, fare = uuid4(), {"fare_minor": 52_000, "zone_id": algiers.id, "completed_at": clock.now()}

    answers = [services.record_trip(driver_id=karim.id, ref=ref, **fare) for _ in range(2)]

    assert answers == [True, False]
    assert DriverTrip.objects.get().fare_minor == 52_000
