"""The fare of a trip: integer minor units in, integer minor units out (docs/algorithms/pricing.md)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from apps.kernel.money import Money
from apps.pricing.contracts import FareBreakdown, FareLine

_THOUSANDTH, _HUNDREDTH = Decimal("0.001"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tariff:
    """Amounts in minor units of `currency`; `minimum` must be a multiple of `rounding_step`, or ValueError."""

    version_id: str
    currency: str
    base: int
    booking_fee: int
    per_km: int
    per_minute: int
    minimum: int
    rounding_step: int

    def __post_init__(self) -> None:
        if min(self.base, self.booking_fee, self.per_km, self.per_minute, self.minimum) < 0:
            raise ValueError("a tariff has no negative amounts")
        if self.rounding_step < 1 or self.minimum % self.rounding_step:
            raise ValueError("the minimum fare must be a multiple of the rounding step")


def fare(tariff: Tariff, distance_m: int, duration_s: int) -> FareBreakdown:
    """What a trip of so many road metres and seconds costs, line by line."""
    metered = [
        _line(tariff, "base", Decimal(1), "trip", tariff.base),
        _line(tariff, "booking_fee", Decimal(1), "trip", tariff.booking_fee),
        _line(tariff, "distance", (Decimal(distance_m) / 1000).quantize(_THOUSANDTH), "km", tariff.per_km),
        _line(tariff, "time", (Decimal(duration_s) / 60).quantize(_HUNDREDTH, ROUND_HALF_UP), "min", tariff.per_minute),
    ]
    lines = [*metered, *_adjustments(tariff, sum(line.amount_minor for line in metered))]
    total = sum(line.amount_minor for line in lines)
    return FareBreakdown(tariff.currency, tuple(lines), total, tariff.version_id)


def _adjustments(tariff: Tariff, metered: int) -> list[FareLine]:
    """First up to the minimum, then to the nearest coin; a line that would say 0 is left out."""
    top_up = max(tariff.minimum - metered, 0)
    due = metered + top_up
    rounding = Money(due, tariff.currency).rounded_to(tariff.rounding_step).minor - due
    amounts = {"minimum": top_up, "rounding": rounding}
    return [_line(tariff, code, Decimal(1), "trip", amount) for code, amount in amounts.items() if amount]


def _line(tariff: Tariff, code: str, quantity: Decimal, unit: str, rate: int) -> FareLine:
    return FareLine(code, quantity, unit, rate, Money(rate, tariff.currency).times(quantity).minor)
