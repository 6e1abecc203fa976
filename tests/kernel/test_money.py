"""Money: whole minor units, exact, in the market's currency."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.kernel.money import CurrencyMismatch, Money


def test_dinars_of_tunis_have_three_decimals():
    assert Money(12_500, "TND").amount == Decimal("12.500")
    assert Money(12_50, "DZD").amount == Decimal("12.50")


def test_two_currencies_never_meet_in_a_sum():
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") + Money(1, "DZD")
    with pytest.raises(CurrencyMismatch):
        sorted([Money(1, "EUR"), Money(1, "DZD")])


@pytest.mark.parametrize("minor", [1.0, "1", True, None])
def test_only_whole_numbers_count_as_money(minor):
    with pytest.raises(TypeError):
        Money(minor, "EUR")


def test_an_unknown_currency_is_refused():
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, "XXX")


@pytest.mark.parametrize(
    ("minor", "step", "expected"), [(12_49, 500, 10_00), (12_50, 500, 15_00), (-12_50, 500, -15_00), (0, 500, 0)]
)
def test_cash_is_rounded_to_the_nearest_coin_halves_away_from_zero(minor, step, expected):
    assert Money(minor, "DZD").rounded_to(step) == Money(expected, "DZD")


@given(st.integers(-(10**12), 10**12), st.integers(1, 10_000))
def test_rounding_moves_by_at_most_half_a_step(minor, step):
    rounded = Money(minor, "MAD").rounded_to(step)
    assert rounded.minor % step == 0
    assert abs(rounded.minor - minor) * 2 <= step


def test_people_read_amounts_in_their_language():
    with translation.override("fr"):
        assert str(Money(1_250_00, "DZD")).replace("\u202f", " ").replace("\xa0", " ") == "1 250,00 DZD"
    with translation.override("en"):
        assert str(Money(1_250_00, "DZD")) == "1,250.00 DZD"
