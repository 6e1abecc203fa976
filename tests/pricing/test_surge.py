"""Counting a zone's cells, and the multiplier a quote is made with."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pytest

from apps.accounts.models import AuditLine
from apps.geo import services as geo
from apps.geo.contracts import Point
from apps.geo.models import Market
from apps.kernel import clock
from apps.pricing import selectors, services
from apps.pricing.models import SurgeCell, SurgePolicy, SurgeZone
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA

HERE = geo.cell(ALGIERS_CENTRE)
CROWD = {HERE: (40, 0)}
ROUND_S = 10.0


@pytest.fixture
def crowd(algiers, travel):
    """`crowd(120)`: for two minutes forty riders wait in the centre and there is no car."""

    def gather(seconds: float, cells=CROWD) -> None:
        for _ in range(int(seconds / ROUND_S)):
            services.observe_cells(zone_id=algiers.id, at=clock.now(), cells=cells)
            travel(ROUND_S)

    return gather


def multiplier(zone, point=ALGIERS_CENTRE) -> str:
    return str(selectors.surge_at(zone.id, point))


def price(category: str = "standard", **more):
    return services.quote(rider_id=uuid4(), pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR, category=category, **more)


def test_where_nobody_counted_there_is_no_surge(algiers):
    assert multiplier(algiers) == "1.00"


def test_it_rises_slowly_and_stops_at_the_cap(algiers, crowd):
    heard = []
    for _ in range(7):
        crowd(60)
        heard.append(multiplier(algiers))

    assert heard == ["1.20", "1.40", "1.60", "1.80", "2.00", "2.00", "2.00"]
    assert multiplier(algiers, BAB_EZZOUAR) == "1.00"


def test_it_falls_as_slowly(algiers, crowd):
    crowd(300)
    heard = [selectors.surge_at(algiers.id, ALGIERS_CENTRE)]
    for _ in range(8):
        crowd(60, {HERE: (0, 40)})
        heard.append(selectors.surge_at(algiers.id, ALGIERS_CENTRE))

    assert heard[0] == 2
    assert heard[-1] == 1
    assert all(0 <= before - after <= Decimal("0.20") for before, after in pairwise(heard))


def test_what_was_promised_stays_whatever_the_crowd_does(algiers, crowd):
    crowd(120)
    promised, token = price()
    assert promised.surge == "1.40"
    assert promised.breakdown.line("surge").quantity == Decimal("0.40")

    crowd(120)

    assert services.redeem(token=token, rider_id=promised.rider_id).breakdown == promised.breakdown
    assert price()[0].surge == "1.80"


def test_the_line_cites_the_setting_that_allowed_it(algiers, crowd):
    crowd(60)

    line = price()[0].breakdown.line("surge")
    assert line.policy_version_id == str(SurgePolicy.objects.get(market__code="DZ").id)


def test_who_reserves_ahead_does_not_pay_for_the_crowd_of_now(algiers, crowd):
    crowd(120)

    assert price(at=clock.now() + timedelta(minutes=29))[0].surge == "1.40"
    assert price(at=clock.now() + timedelta(minutes=31))[0].surge == "1.00"


def test_a_second_pusher_of_the_same_moment_is_not_heard(algiers, crowd):
    at = clock.now()

    assert services.observe_cells(zone_id=algiers.id, at=at, cells=CROWD) is True
    assert services.observe_cells(zone_id=algiers.id, at=at + timedelta(seconds=0.9), cells={}) is False
    assert services.observe_cells(zone_id=algiers.id, at=at - timedelta(seconds=5), cells={}) is False
    assert SurgeCell.objects.get(cell=HERE).riders == 40
    assert services.observe_cells(zone_id=algiers.id, at=at + timedelta(seconds=1), cells={}) is True
    assert SurgeCell.objects.get(cell=HERE).riders == 0


def test_a_clock_that_was_set_back_is_believed(algiers):
    at = clock.now()
    services.observe_cells(zone_id=algiers.id, at=at + timedelta(hours=1), cells=CROWD)

    assert services.observe_cells(zone_id=algiers.id, at=at, cells=CROWD) is True
    assert multiplier(algiers) == "1.00"


def test_when_counting_stops_the_price_comes_down(algiers, crowd, travel):
    crowd(240)
    assert multiplier(algiers) == "1.80"

    travel(100)  # it goes on for two minutes after the last count
    assert multiplier(algiers) == "2.00"
    travel(300)
    assert multiplier(algiers) == "1.00"


def test_zones_are_counted_apart(algiers, crowd):
    crowd(60)

    assert SurgeZone.objects.get().zone_id == algiers.id
    assert set(SurgeCell.objects.values_list("zone", flat=True)) == {algiers.id}


def test_cells_at_rest_are_not_kept(algiers, crowd):
    crowd(60)
    assert SurgeCell.objects.count() == 7
    crowd(1_200, {})

    assert SurgeCell.objects.count() == 0


def test_stopped_at_once_and_not_before_somebody_says_so(algiers, crowd, nadia):
    crowd(300)
    market = Market.objects.get(code="DZ")

    services.stop_surge(market_id=market.id, actor_id=nadia.id)

    assert multiplier(algiers) == "1.00"
    crowd(300)
    assert multiplier(algiers) == "1.00"
    assert SurgeCell.objects.get(cell=HERE).riders == 40  # the heatmap goes on
    stopped = SurgePolicy.objects.filter(market=market).latest("version")
    assert (stopped.version, stopped.enabled, stopped.cap) == (2, False, Decimal("2.00"))
    line = AuditLine.objects.get(action="surge_policy.published")
    assert (line.actor_id, line.subject) == (nadia.id, f"surge_policy:{stopped.id}")


def test_switched_on_again_it_begins_at_one(algiers, crowd):
    crowd(300)
    market = Market.objects.get(code="DZ")
    services.stop_surge(market_id=market.id)
    services.publish_surge_policy(SurgePolicy(market=market))

    assert multiplier(algiers) == "1.00"
    crowd(60)
    assert multiplier(algiers) == "1.20"


def test_a_lower_cap_holds_at_once_and_a_higher_one_is_climbed_to(algiers, crowd):
    crowd(300)
    market = Market.objects.get(code="DZ")

    services.publish_surge_policy(SurgePolicy(market=market, cap=Decimal("1.50")))
    assert multiplier(algiers) == "1.50"
    crowd(60)
    assert multiplier(algiers) == "1.50"

    services.publish_surge_policy(SurgePolicy(market=market, cap=Decimal("3.00")))
    assert multiplier(algiers) == "1.50"
    crowd(60)
    assert multiplier(algiers) == "1.70"


def test_the_setting_of_one_market_is_not_that_of_another(algiers, crowd):
    crowd(120)

    services.stop_surge(market_id=Market.objects.get(code="TN").id)

    assert multiplier(algiers) == "1.40"


def test_a_market_without_a_setting_has_no_surge(algiers, crowd):
    SurgePolicy.objects.all().delete()
    crowd(120)

    assert multiplier(algiers) == "1.00"
    assert SurgeCell.objects.get(cell=HERE).riders == 40


def test_how_soon_a_car_is_there_by_category(algiers):
    near, far = geo.cell(ALGIERS_CENTRE), geo.cell(HYDRA)
    services.observe_cells(
        zone_id=algiers.id,
        at=clock.now(),
        cells={near: (0, 2), far: (0, 3)},
        cars={near: {"standard": 2}, far: {"standard": 2, "van": 1}},
    )

    etas = {quote.category: quote.pickup_eta_s for quote, _ in quotes()}
    assert etas["comfort"] is None
    assert 0 < etas["standard"] < etas["van"]


def test_a_car_whose_category_nobody_told_counts_for_all(algiers):
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={HERE: (0, 1)})

    assert len({quote.pickup_eta_s for quote, _ in quotes()} - {None}) == 1


def test_a_car_as_far_as_matching_looks_is_told(algiers):
    """Its first policy looks 8 km around: "no car" and then a driver would be a lie."""
    there = geo.cell(Point(ALGIERS_CENTRE.lat - 0.068, ALGIERS_CENTRE.lng))  # 7.6 km south
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={there: (0, 1)}, cars={there: {"standard": 1}})

    etas = {quote.category: quote.pickup_eta_s for quote, _ in quotes()}
    assert etas["standard"] > 600
    assert (etas["comfort"], etas["van"]) == (None, None)


def test_cars_counted_long_ago_or_far_away_are_none(algiers, travel):
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={geo.cell(BAB_EZZOUAR): (0, 1)})
    assert {quote.pickup_eta_s for quote, _ in quotes()} == {None}

    travel(10)
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells={HERE: (0, 1)})
    assert {quote.pickup_eta_s for quote, _ in quotes()} != {None}
    travel(61)
    assert {quote.pickup_eta_s for quote, _ in quotes()} == {None}


def test_counting_a_city_asks_the_database_twelve_times(algiers, django_assert_max_num_queries):
    cells = dict.fromkeys(geo.cells_around(HERE, 9), (2, 3))
    services.observe_cells(zone_id=algiers.id, at=clock.now(), cells=cells)

    with django_assert_max_num_queries(12):
        services.observe_cells(zone_id=algiers.id, at=clock.now() + timedelta(seconds=10), cells=cells)
    assert SurgeCell.objects.count() == 331


def quotes():
    return services.quote_all(rider_id=uuid4(), pickup=ALGIERS_CENTRE, dropoff=BAB_EZZOUAR)
