"""The fare: exact, whatever the tariff and the trip."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.kernel.money import DIGITS
from apps.pricing.algorithms.fare import Tariff, Trip, fare
from apps.pricing.contracts import FareBreakdown, FareLine

AMOUNTS = st.integers(0, 1_000_000)
METRES, SECONDS = st.integers(0, 300_000), st.integers(0, 100_000)


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
    )


def tariff(**changes) -> Tariff:
    fields = {
        "version_id": "v", "currency": "DZD", "base": 10_000, "booking_fee": 2_000, "per_km": 3_500,
        "per_minute": 600, "minimum": 20_000, "rounding_step": 1_000,
    }  # fmt: skip
    return Tariff(**{**fields, **changes})


@settings(deadline=None)
@given(tariffs(), METRES, SECONDS)
def test_the_lines_sum_to_the_total(policy, metres, seconds):
    breakdown = fare(policy, Trip(metres, seconds))

    assert sum(line.amount_minor for line in breakdown.lines) == breakdown.total_minor
    assert all(type(line.amount_minor) is int for line in breakdown.lines)


@settings(deadline=None)
@given(tariffs(), METRES, SECONDS)
def test_the_total_is_payable_in_coins_and_not_below_the_minimum(policy, metres, seconds):
    total = fare(policy, Trip(metres, seconds)).total_minor

    assert total % policy.rounding_step == 0
    assert total >= policy.minimum


@settings(deadline=None)
@given(tariffs(), METRES, METRES, SECONDS)
def test_farther_never_costs_less(policy, a, b, seconds):
    near, far = sorted([a, b])

    assert fare(policy, Trip(near, seconds)).total_minor <= fare(policy, Trip(far, seconds)).total_minor


@settings(deadline=None)
@given(tariffs(), METRES, SECONDS, SECONDS)
def test_longer_never_costs_less(policy, metres, a, b):
    short, long = sorted([a, b])

    assert fare(policy, Trip(metres, short)).total_minor <= fare(policy, Trip(metres, long)).total_minor


@settings(deadline=None)
@given(tariffs(), METRES, SECONDS)
def test_every_line_is_its_quantity_times_its_rate_halves_away_from_zero(policy, metres, seconds):
    for line in fare(policy, Trip(metres, seconds)).lines:
        exact = Fraction(line.quantity) * line.rate_minor
        assert abs(line.amount_minor - exact) <= Fraction(1, 2)
        assert abs(exact) - abs(line.amount_minor) < Fraction(1, 2)


@settings(deadline=None)
@given(tariffs(), METRES, SECONDS)
def test_rounding_moves_the_price_by_at_most_half_a_coin(policy, metres, seconds):
    rounding = sum(line.amount_minor for line in fare(policy, Trip(metres, seconds)).lines if line.code == "rounding")

    assert -policy.rounding_step < 2 * rounding <= policy.rounding_step


@settings(deadline=None)
@given(tariffs(), METRES, SECONDS)
def test_stored_and_read_again_it_is_the_same(policy, metres, seconds):
    breakdown = fare(policy, Trip(metres, seconds))

    assert FareBreakdown.from_dict(breakdown.as_dict()) == breakdown


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
