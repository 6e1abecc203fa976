"""Which tariff is in force, and how a new one comes to be."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from apps.geo import selectors as zones
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.geo.models import Market, Zone
from apps.kernel import clock
from apps.pricing.models import TariffVersion
from apps.pricing.selectors import tariffs_in_force
from apps.pricing.services import TariffBegun, load_rules, load_tariffs, publish_tariff

ORAN = Point(35.6971, -0.6308)


def new_version(**changes) -> TariffVersion:
    fields = {
        "zone": Zone.objects.get(slug="algiers"), "category": "standard", "valid_from": clock.now(), "base": 11_000,
        "booking_fee": 2_000, "per_km": 3_500, "per_minute": 600, "minimum": 20_000, "rounding_step": 1_000,
    }  # fmt: skip
    return TariffVersion(**{**fields, **changes})


def in_force(zone, after=timedelta()) -> dict[str, tuple[int, int]]:
    found = tariffs_in_force(zone, clock.now() + after)
    return {category: (row.version, row.base) for category, row in found.items()}


@pytest.mark.parametrize("slug", ["algiers", "casablanca", "tunis", "paris"])
def test_every_zone_has_a_price_for_every_category(db, slug):
    found = tariffs_in_force(zones.zone(slug), clock.now())

    assert list(found) == ["standard", "comfort", "van"]
    assert {row.zone.slug for row in found.values()} == {slug}


def test_a_demonstration_zone_has_its_markets_prices(db):
    zone = geo.ensure_demo_zone_around([ORAN])

    found = tariffs_in_force(zone, clock.now())

    assert list(found) == ["standard", "comfort", "van"]
    assert {row.market.code for row in found.values()} == {"DZ"}


def test_a_zone_with_tariffs_of_its_own_offers_only_those(db):
    zone = geo.ensure_demo_zone_around([ORAN])
    publish_tariff(new_version(zone_id=zone.id, zone=Zone.objects.get(id=zone.id)))

    assert in_force(zone) == {"standard": (1, 11_000)}


def test_a_new_version_follows_when_its_time_has_come(db, algiers):
    version = publish_tariff(new_version(valid_from=clock.now() + timedelta(hours=1)))

    assert version.version == 3
    assert in_force(algiers)["standard"] == (2, 10_000)
    assert in_force(algiers, after=timedelta(hours=1))["standard"] == (3, 11_000)
    assert in_force(algiers, after=timedelta(hours=1))["comfort"] == (2, 15_000)


def test_of_two_that_begin_together_the_higher_version_counts(db, algiers):
    begins = clock.now()
    publish_tariff(new_version(valid_from=begins, base=12_000))
    publish_tariff(new_version(valid_from=begins, base=13_000))

    assert in_force(algiers)["standard"] == (4, 13_000)


def test_no_tariff_begins_in_the_past(db):
    with pytest.raises(TariffBegun):
        publish_tariff(new_version(valid_from=clock.now() - timedelta(hours=1)))

    assert TariffVersion.objects.count() == 48


@pytest.mark.parametrize("scope", [{"zone": None}, {"market": "DZ"}])
def test_a_tariff_belongs_to_a_zone_or_to_a_market(db, scope):
    if market := scope.get("market"):
        scope = {"market": Market.objects.get(code=market)}
    version = new_version(version=3, **scope)

    with pytest.raises(ValidationError):
        version.full_clean()
    with pytest.raises(IntegrityError):
        version.save()


@pytest.mark.parametrize("changes", [{"minimum": 20_500}, {"rounding_step": 0}, {"version": 1}])
def test_what_the_database_refuses(db, changes):
    with pytest.raises(IntegrityError):
        new_version(**{"version": 3, **changes}).save()


def test_a_minimum_that_cannot_be_paid_is_explained(db):
    with pytest.raises(ValidationError) as refused:
        new_version(version=3, minimum=20_500).full_clean()

    assert "minimum" in refused.value.message_dict


def test_loading_the_fixture_again_changes_nothing(db):
    before = list(TariffVersion.objects.order_by("id").values())

    load_tariffs()
    load_rules()

    assert list(TariffVersion.objects.order_by("id").values()) == before
    assert len(before) == 48
