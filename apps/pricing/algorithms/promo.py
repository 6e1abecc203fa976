"""What a promotion takes off a fare."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Offer:
    """Either `percent` of the fare (up to `ceiling` minor units, None for no ceiling) or `amount` minor units."""

    percent: Decimal | None
    amount: int
    ceiling: int | None = None


def discount(offer: Offer, fare_minor: int, rounding_step: int) -> int:
    """Minor units off: never above the fare or the ceiling, in whole coins, rounded down.

    A fare is a multiple of the step, so what remains can be paid in coins too.
    """
    if offer.percent is None:
        raw = offer.amount
    else:
        raw = int((fare_minor * offer.percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
    if offer.ceiling is not None:
        raw = min(raw, offer.ceiling)
    return min(raw, fare_minor) // rounding_step * rounding_step
