"""The fare: exact, whatever the tariff and the trip."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.kernel.money import DIGITS
from apps.pricing.algorithms.fare import Extra, Surge, Tariff, Trip, fare, with_promo, with_waiting
from apps.pricing.algorithms.promo import Offer, discount
from apps.pricing.contracts import FareBreakdown, FareLine

AMOUNTS = st.integers(0, 1_000_000)
METRES, SECONDS = st.integers(0, 300_000), st.integers(0, 100_000)
MULTIPLIERS = st.integers(100, 300).map(lambda hundredths: Decimal(hundredths) / 100)
SURGES = MULTIPLIERS.map(lambda multiplier: Surge(multiplier, "s"))
EXTRAS = st.one_of(MULTIPLIERS.map(Extra), AMOUNTS.map(lambda amount: Extra(surcharge=amount)))
TRIPS = st.builds(Trip, METRES, SECONDS, st.integers(0, 5), st.booleans(), st.booleans())


@st.composite
def tariffs(draw) -> Tariff:
    step = draw(st.sampled_from([1, 5, 10, 50, 100, 500, 1_000, 777]))
    return Tariff(
        version_id="v",
        currency=draw(st.sampled_from(sorted(DIGITS))),
        base=draw(AMOUNTS),
        booking_fee=draw(AMOUNTS),
        per_km=draw(AMOUNTS),
        per_minute=draw(AMOUNTS),
        minimum=draw(st.integers(0, 1_000)) * step,
        rounding_step=step,
        per_stop=draw(AMOUNTS),
        waiting_free_min=draw(st.integers(0, 10)),
        waiting_per_minute=draw(AMOUNTS),
        night=draw(EXTRAS),
        holiday=draw(EXTRAS),
    )


def tariff(**changes) -> Tariff:
    fields = {
        "version_id": "v", "currency": "DZD", "base": 10_000, "booking_fee": 2_000, "per_km": 3_500,
        "per_minute": 600, "minimum": 20_000, "rounding_step": 1_000,
    }  # fmt: skip
    return Tariff(**{**fields, **changes})


def amounts(breakdown: FareBreakdown) -> dict[str, int]:
    return {line.code: line.amount_minor for line in breakdown.lines}


@st.composite
def priced(draw) -> tuple[Tariff, FareBreakdown]:
    """A tariff and a fare of it that has everything a fare may have."""
    policy = draw(tariffs())
    made = fare(policy, draw(TRIPS), draw(SURGES))
    made = with_promo(made, draw(AMOUNTS), "p") if draw(st.booleans()) else made
    return policy, with_waiting(made, policy, draw(SECONDS)) if draw(st.booleans()) else made


@settings(deadline=None)
@given(priced())
def test_the_lines_sum_to_the_total(made):
    _, breakdown = made

    assert sum(line.amount_minor for line in breakdown.lines) == breakdown.total_minor
    assert all(type(line.amount_minor) is int for line in breakdown.lines)
    assert breakdown.total_minor >= 0


@settings(deadline=None)
@given(priced())
def test_a_fare_is_payable_in_coins_and_not_below_the_minimum(made):
    policy, breakdown = made
    before_promo = sum(amount for code, amount in amounts(breakdown).items() if code != "promo")

    assert before_promo % policy.rounding_step == 0
    assert before_promo >= policy.minimum


@settings(deadline=None)
@given(tariffs(), TRIPS, SURGES, METRES, SECONDS, st.integers(0, 5))
def test_farther_longer_and_with_more_stops_never_costs_less(policy, trip, surge, metres, seconds, stops):
    more = replace(
        trip, distance_m=trip.distance_m + metres, duration_s=trip.duration_s + seconds, stops=trip.stops + stops
    )

    assert fare(policy, trip, surge).total_minor <= fare(policy, more, surge).total_minor


@settings(deadline=None)
@given(tariffs(), TRIPS, SURGES, SURGES)
def test_night_holidays_and_demand_make_nothing_cheaper(policy, trip, one, other):
    low, high = sorted([one, other], key=lambda surge: surge.multiplier)
    plain = replace(trip, night=False, holiday=False)

    assert fare(policy, plain, low).total_minor <= fare(policy, trip, low).total_minor
    assert fare(policy, trip, low).total_minor <= fare(policy, trip, high).total_minor


@settings(deadline=None)
@given(priced())
def test_every_line_is_its_quantity_times_its_rate_halves_away_from_zero(made):
    for line in made[1].lines:
        exact = Fraction(line.quantity) * line.rate_minor
        assert abs(line.amount_minor - exact) <= Fraction(1, 2)
        assert abs(exact) - abs(line.amount_minor) < Fraction(1, 2)


@settings(deadline=None)
@given(priced())
def test_a_share_is_a_share_of_lines_above_it(made):
    """What "20 % of" means can be added up from what is shown: the trip, without the booking fee."""
    found = amounts(made[1])
    trip = sum(found.get(code, 0) for code in ("base", "distance", "time", "stops"))
    bases = {"night": trip, "holiday": trip, "surge": trip + found.get("night", 0) + found.get("holiday", 0)}

    for line in made[1].lines:
        if line.unit == "times":
            assert line.rate_minor == bases[line.code]


@settings(deadline=None)
@given(priced())
def test_rounding_moves_the_price_by_at_most_half_a_coin(made):
    policy, breakdown = made

    assert -policy.rounding_step < 2 * amounts(breakdown).get("rounding", 0) <= policy.rounding_step


@settings(deadline=None)
@given(priced())
def test_every_line_cites_what_made_it(made):
    cited = {line.code: line.policy_version_id for line in made[1].lines}

    assert {code: by for code, by in cited.items() if by != "v"} == {
        code: by for code, by in {"surge": "s", "promo": "p"}.items() if code in cited
    }


@settings(deadline=None)
@given(priced())
def test_stored_and_read_again_it_is_the_same(made):
    assert FareBreakdown.from_dict(made[1].as_dict()) == made[1]


@settings(deadline=None)
@given(priced(), SECONDS, SECONDS)
def test_waiting_longer_never_costs_less_and_counts_once(made, a, b):
    policy, agreed = made
    short, long = sorted([a, b])
    waited = with_waiting(agreed, policy, long)

    assert with_waiting(agreed, policy, short).total_minor <= waited.total_minor
    assert with_waiting(waited, policy, long) == waited
    assert with_waiting(waited, policy, 0) == with_waiting(agreed, policy, 0)
    assert amounts(waited).get("promo") == amounts(agreed).get("promo")


@settings(deadline=None)
@given(tariffs(), TRIPS, SURGES, AMOUNTS)
def test_a_promotion_is_one_line_more_and_never_above_the_fare(policy, trip, surge, discount):
    plain = fare(policy, trip, surge)
    reduced = with_promo(plain, discount, "p")

    off = min(discount, plain.total_minor)
    assert reduced.total_minor == plain.total_minor - off
    assert reduced.lines[: len(plain.lines)] == plain.lines
    assert len(reduced.lines) == len(plain.lines) + bool(off)


@settings(deadline=None)
@given(
    st.builds(Offer, st.integers(1, 10_000).map(lambda n: Decimal(n) / 100), st.just(0), st.none() | AMOUNTS)
    | st.builds(Offer, st.none(), AMOUNTS),
    st.integers(0, 10_000),
    st.sampled_from([1, 10, 50, 100, 1_000]),
)
def test_a_discount_is_in_coins_below_the_ceiling_and_the_fare(offer, coins, step):
    off = discount(offer, coins * step, step)

    assert off % step == 0
    assert 0 <= off <= coins * step
    assert off <= (offer.amount if offer.percent is None else coins * step * offer.percent / 100 + 1)
    assert offer.ceiling is None or off <= offer.ceiling


def test_a_fare_line_by_line():
    assert fare(tariff(), Trip(8_400, 1_520)).lines == (
        FareLine("base", Decimal(1), "trip", 10_000, 10_000, "v"),
        FareLine("booking_fee", Decimal(1), "trip", 2_000, 2_000, "v"),
        FareLine("distance", Decimal("8.400"), "km", 3_500, 29_400, "v"),
        FareLine("time", Decimal("25.33"), "min", 600, 15_198, "v"),
        FareLine("rounding", Decimal(1), "trip", 402, 402, "v"),
    )


def test_a_price_that_needs_no_adjustment_shows_none():
    breakdown = fare(tariff(per_minute=0), Trip(4_000, 600))

    assert [line.code for line in breakdown.lines] == ["base", "booking_fee", "distance", "time"]
    assert breakdown.total_minor == 26_000


def test_half_a_minor_unit_and_half_a_coin_go_up():
    policy = tariff(base=0, booking_fee=0, per_km=1, per_minute=0, minimum=0, rounding_step=2)

    assert fare(policy, Trip(500, 0)).lines[2].amount_minor == 1
    assert fare(policy, Trip(499, 0)).lines[2].amount_minor == 0
    assert fare(policy, Trip(1_000, 0)).total_minor == 2


@pytest.mark.parametrize(
    "changes", [{"minimum": 20_500}, {"rounding_step": 0}, {"base": -1}, {"per_km": -1}, {"rounding_step": -10}]
)
def test_a_tariff_that_makes_no_sense_is_refused(changes):
    with pytest.raises(ValueError, match=r"tariff has no|multiple of the rounding step"):
        tariff(**changes)


def test_everything_at_once_in_its_order():
    policy = tariff(per_stop=5_000, night=Extra(Decimal("1.20")), holiday=Extra(surcharge=3_000))
    made = fare(policy, Trip(8_400, 1_520, stops=2, night=True, holiday=True), Surge(Decimal("1.50"), "s"))

    assert [(line.code, line.amount_minor) for line in made.lines] == [
        ("base", 10_000), ("booking_fee", 2_000), ("distance", 29_400), ("time", 15_198), ("stops", 10_000),
        ("night", 12_920), ("holiday", 3_000), ("surge", 40_259), ("rounding", 223),
    ]  # fmt: skip
    assert made.surge == "1.50"


def test_waiting_is_free_for_a_while_and_then_paid_by_the_minute():
    policy = tariff(waiting_free_min=3, waiting_per_minute=600)
    agreed = fare(policy, Trip(4_000, 600))  # 320.00

    assert with_waiting(agreed, policy, 180) == agreed
    waited = with_waiting(agreed, policy, 181)
    assert waited.line("waiting") == FareLine("waiting", Decimal("0.02"), "min", 600, 12, "v")
    assert (waited.total_minor, amounts(waited)["rounding"]) == (32_000, -12)
    assert with_waiting(agreed, policy, 480).total_minor == 35_000


def test_a_discount_is_rounded_down_to_coins():
    assert discount(Offer(Decimal(15), 0), 57_000, 1_000) == 8_000
    assert discount(Offer(Decimal(15), 0, ceiling=5_500), 57_000, 1_000) == 5_000
    assert discount(Offer(None, 5_500), 57_000, 1_000) == 5_000
    assert discount(Offer(None, 60_000), 57_000, 1_000) == 57_000


@pytest.mark.parametrize(
    "extra", [{"multiplier": Decimal("0.9")}, {"surcharge": -1}, {"multiplier": Decimal(2), "surcharge": 1}]
)
def test_a_rule_that_makes_no_sense_is_refused(extra):
    with pytest.raises(ValueError, match="a rule"):
        Extra(**extra)


@pytest.mark.parametrize("multiplier", ["0.99", "1.005"])
def test_a_multiplier_that_is_none_is_refused(multiplier):
    with pytest.raises(ValueError, match="surge"):
        Surge(Decimal(multiplier))


def test_for_people_a_line_says_how_it_came_about():
    policy = tariff(per_stop=5_000, night=Extra(Decimal("1.20")))
    made = with_waiting(
        fare(policy, Trip(8_400, 1_520, stops=2, night=True)), replace(policy, waiting_per_minute=600), 90
    )

    with translation.override("fr"):
        details = {line["code"]: line["detail"] for line in made.describe()["lines"]}
    assert details == {
        "base": "", "booking_fee": "", "distance": "8,4 km × 35,00", "time": "25,33 min × 6,00",
        "stops": "2 × 50,00", "night": "20 % × 645,98", "waiting": "1,5 min × 6,00", "rounding": "",
    }  # fmt: skip
