"""A quote: a price promised to one rider for a while."""

from uuid import uuid4

import pytest
from django.core import signing

from apps.geo.contracts import Point
from apps.geo.selectors import OutsideEveryZone
from apps.geo.services import ensure_demo_zone_around
from apps.pricing import services
from apps.pricing.models import TariffVersion
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, MID_SEA

AMINA, YACINE = uuid4(), uuid4()


def quote(pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard"):
    return services.quote(rider_id=AMINA, pickup=pickup, dropoff=dropoff, category=category)


def test_from_the_centre_to_bab_ezzouar(db, algiers, monday_at_eight):
    promised, _token = quote()

    assert (promised.zone_id, promised.category, promised.rider_id) == (algiers.id, "standard", AMINA)
    assert (promised.distance_m, promised.duration_s, promised.eta_source) == (16_272, 3_083, "builtin")
    amounts = {line.code: line.amount_minor for line in promised.breakdown.lines}
    assert amounts == {"base": 10_000, "booking_fee": 2_000, "distance": 56_952, "time": 30_828, "rounding": 220}
    assert (promised.breakdown.total_minor, promised.breakdown.currency) == (100_000, "DZD")
    assert promised.breakdown.surge == "1.00"
    assert str(TariffVersion.objects.get(zone__slug="algiers", category="standard", version=2).id) == (
        promised.breakdown.tariff_version_id
    )


def test_every_category_cheapest_first(db, monday_at_eight):
    quotes = services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR)

    assert [(q.category, q.breakdown.total_minor) for q, _ in quotes] == [
        ("standard", 100_000), ("comfort", 136_000), ("van", 179_000)
    ]  # fmt: skip
    assert len({q.id for q, _ in quotes}) == 3


def test_a_trip_in_new_york_is_priced_as_in_the_nearest_market(db, monday_at_eight):
    times_square, downtown = Point(40.7580, -73.9855), Point(40.7128, -74.0060)
    ensure_demo_zone_around([times_square, downtown])

    promised, _ = quote(times_square, downtown)

    assert promised.breakdown.currency == "MAD"
    assert promised.breakdown.total_minor % 50 == 0


def test_what_is_redeemed_is_what_was_promised(db, travel):
    promised, token = quote()
    travel(270)

    assert services.redeem(token=token, rider_id=AMINA) == promised
    assert services.redeem(token=token, rider_id=AMINA) == promised


def test_a_promise_ends(db, travel):
    _, token = quote()
    travel(300)

    with pytest.raises(services.QuoteExpired) as refused:
        services.redeem(token=token, rider_id=AMINA)
    assert (refused.value.status, refused.value.slug) == (409, "quote-expired")


def test_a_promise_to_somebody_else_is_none(db, travel):
    _, token = quote()
    travel(1_000)

    with pytest.raises(services.QuoteForged) as refused:
        services.redeem(token=token, rider_id=YACINE)
    assert (refused.value.status, refused.value.slug) == (422, "quote-invalid")


@pytest.mark.parametrize("token", ["", "x", "a:b:c", ".:.:.", "é:é:é", "\ud800:1:2", "\x00", "A" * 100_000])
def test_what_we_never_signed(token):
    with pytest.raises(services.QuoteForged):
        services.redeem(token=token, rider_id=AMINA)


def test_not_one_letter_may_be_changed(db):
    _, token = quote()

    for position in range(0, len(token), 7):
        changed = "A" if token[position] != "A" else "B"
        with pytest.raises(services.QuoteForged):
            services.redeem(token=token[:position] + changed + token[position + 1 :], rider_id=AMINA)


def test_what_we_signed_for_another_purpose_is_no_quote(db):
    promised, _ = quote()

    with pytest.raises(services.QuoteForged):
        services.redeem(token=signing.dumps(promised.as_dict(), salt="other", compress=True), rider_id=AMINA)


def test_a_new_tariff_does_not_change_a_promise(db):
    promised, token = quote()
    TariffVersion.objects.all().delete()

    assert services.redeem(token=token, rider_id=AMINA).breakdown == promised.breakdown


@pytest.mark.parametrize(
    ("pickup", "dropoff", "field"),
    [(MID_SEA, HYDRA, "pickup"), (HYDRA, MID_SEA, "dropoff"), (MID_SEA, MID_SEA, "pickup")],
)
def test_the_point_outside_is_named(db, pickup, dropoff, field):
    with pytest.raises(OutsideEveryZone) as refused:
        quote(pickup, dropoff)
    assert refused.value.extra["field"] == field


def test_too_close(db):
    with pytest.raises(services.TooClose):
        quote(HYDRA, Point(HYDRA.lat + 0.000_898, HYDRA.lng))  # 99.9 m
    assert quote(HYDRA, Point(HYDRA.lat + 0.000_900, HYDRA.lng))  # 100.1 m


def test_too_far(db):
    with pytest.raises(services.TooFar):
        quote(HYDRA, Point(48.8566, 2.3522))


def test_a_category_that_is_not_offered(db):
    TariffVersion.objects.filter(zone__slug="algiers", category="van").delete()

    with pytest.raises(services.CategoryNotOffered) as refused:
        quote(category="van")
    assert refused.value.extra == {"offered": ["standard", "comfort"]}


def test_pricing_asks_the_database_once_and_redeeming_never(db, django_assert_num_queries):
    _, token = quote()

    with django_assert_num_queries(1):
        services.quote_all(rider_id=AMINA, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR)
    with django_assert_num_queries(0):
        services.redeem(token=token, rider_id=AMINA)
