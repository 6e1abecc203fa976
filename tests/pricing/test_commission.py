"""What a driver keeps."""

from datetime import timedelta
from decimal import Decimal

from apps.geo.models import Market
from apps.kernel import clock
from apps.pricing import services
from apps.pricing.models import CommissionPolicy
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR
from tests.pricing.test_promos import promo


def quote(amina, **more):
    return services.quote(rider_id=amina.id, pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category="standard", **more)[0]


def test_the_fare_less_the_booking_fee_and_the_commission(amina, algiers, monday_at_eight):
    net = services.driver_net(quote(amina).breakdown, zone_id=algiers.id, at=clock.now())

    assert (net.gross_minor, net.booking_fee_minor, net.commission_minor) == (100_000, 2_000, 14_700)
    assert net.net_minor == 83_300
    assert net.policy_version_id == str(CommissionPolicy.objects.get(market__code="DZ").id)


def test_a_promotion_costs_the_driver_nothing(amina, algiers, monday_at_eight):
    promo()
    reduced = quote(amina, promo_code="RENTREE-20").breakdown
    assert reduced.total_minor == 85_000

    assert services.driver_net(reduced, zone_id=algiers.id, at=clock.now()).net_minor == 83_300


def test_the_commission_of_the_day_counts(amina, algiers, monday_at_eight):
    promised = quote(amina).breakdown
    tomorrow = clock.now() + timedelta(days=1)
    services.publish_commission_policy(
        CommissionPolicy(market=Market.objects.get(code="DZ"), valid_from=tomorrow, percent=Decimal("12.5"))
    )

    assert services.driver_net(promised, zone_id=algiers.id, at=clock.now()).commission_minor == 14_700
    assert services.driver_net(promised, zone_id=algiers.id, at=tomorrow).commission_minor == 12_250


def test_without_a_policy_the_platform_takes_its_booking_fee_only(amina, algiers, monday_at_eight):
    promised = quote(amina).breakdown
    CommissionPolicy.objects.all().delete()

    net = services.driver_net(promised, zone_id=algiers.id, at=clock.now())
    assert (net.commission_minor, net.net_minor, net.policy_version_id) == (0, 98_000, "")
