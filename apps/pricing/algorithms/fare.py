"""The fare of a trip: integer minor units in, integer minor units out (docs/algorithms/pricing.md)."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from apps.kernel.money import Money
from apps.pricing.contracts import FareBreakdown, FareLine, WaitingTerms

_THOUSANDTH, _HUNDREDTH = Decimal("0.001"), Decimal("0.01")
ONE = Decimal("1.00")


@dataclass(frozen=True, slots=True)
class Extra:
    """What a rule adds: a share of the trip (multiplier − 1), or a fixed amount in minor units; not both."""

    multiplier: Decimal = ONE
    surcharge: int = 0

    def __post_init__(self) -> None:
        if self.multiplier < 1 or self.surcharge < 0:
            raise ValueError("a rule makes nothing cheaper")
        if self.multiplier > 1 and self.surcharge:
            raise ValueError("a rule multiplies or adds, not both")


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
    per_stop: int = 0
    waiting_free_min: int = 0
    waiting_per_minute: int = 0
    night: Extra = Extra()
    holiday: Extra = Extra()

    def __post_init__(self) -> None:
        amounts = (self.base, self.booking_fee, self.per_km, self.per_minute, self.minimum, self.per_stop)
        if min(*amounts, self.waiting_free_min, self.waiting_per_minute) < 0:
            raise ValueError("a tariff has no negative amounts")
        if self.rounding_step < 1 or self.minimum % self.rounding_step:
            raise ValueError("the minimum fare must be a multiple of the rounding step")


@dataclass(frozen=True, slots=True)
class Trip:
    """Road metres, seconds, stops on the way; and what the clock and the calendar say of its beginning."""

    distance_m: int
    duration_s: int
    stops: int = 0
    night: bool = False
    holiday: bool = False


@dataclass(frozen=True, slots=True)
class Surge:
    """A multiplier of at least 1, in hundredths, and the row that allowed it."""

    multiplier: Decimal = ONE
    policy_version_id: str = ""

    def __post_init__(self) -> None:
        if self.multiplier < 1 or self.multiplier != self.multiplier.quantize(_HUNDREDTH):
            raise ValueError("surge is at least 1.00, in hundredths")


def fare(tariff: Tariff, trip: Trip, surge: Surge = Surge()) -> FareBreakdown:
    """What the trip costs, line by line."""
    metered = _metered(tariff, trip)
    carried = sum(line.amount_minor for line in metered if line.code != "booking_fee")
    rules = _rules(tariff, trip, carried)
    surged = _surge(tariff, surge, carried + sum(line.amount_minor for line in rules))
    lines = [*metered, *rules, *surged]
    top_up = max(tariff.minimum - sum(line.amount_minor for line in lines), 0)
    lines += _fixed(tariff, "minimum", top_up)
    empty = FareBreakdown(tariff.currency, (), 0, tariff.version_id, str(surge.multiplier.quantize(_HUNDREDTH)))
    return empty.with_lines((*lines, *_rounding(tariff, lines)))


def with_waiting(agreed: FareBreakdown, tariff: Tariff, waiting_s: int) -> FareBreakdown:
    """`agreed` with the waiting that is to be paid, rounded anew; what the promotion takes off stays as it was.

    A waiting line that is there already is replaced, so the same seconds always give the same fare.
    """
    kept = [line for line in agreed.lines if line.code not in {"waiting", "rounding", "promo"}]
    terms = WaitingTerms(tariff.waiting_free_min * 60, tariff.waiting_per_minute, tariff.currency)
    minutes, amount = waiting_charge(terms, waiting_s)
    if amount:
        kept.append(FareLine("waiting", minutes, "min", terms.per_minute_minor, amount, tariff.version_id))
    promo = [line for line in agreed.lines if line.code == "promo"]
    return agreed.with_lines((*kept, *_rounding(tariff, kept), *promo))


def waiting_charge(terms: WaitingTerms, waiting_s: int) -> tuple[Decimal, int]:
    """The minutes to be paid, beyond the free ones, and what they cost."""
    minutes = _minutes(max(waiting_s - terms.free_s, 0))
    return minutes, Money(terms.per_minute_minor, terms.currency).times(minutes).minor


def with_promo(priced: FareBreakdown, discount: int, promo_id: str) -> FareBreakdown:
    """`priced` with `discount` minor units off, never more than the fare; in place of a promotion already there."""
    kept = tuple(line for line in priced.lines if line.code != "promo")
    off = min(discount, sum(line.amount_minor for line in kept))
    return priced.with_lines((*kept, FareLine.fixed("promo", -off, promo_id)) if off > 0 else kept)


def _metered(tariff: Tariff, trip: Trip) -> list[FareLine]:
    kilometres = (Decimal(trip.distance_m) / 1000).quantize(_THOUSANDTH)
    stops = trip.stops if tariff.per_stop else 0
    return [
        _line(tariff, "base", Decimal(1), "trip", tariff.base),
        _line(tariff, "booking_fee", Decimal(1), "trip", tariff.booking_fee),
        _line(tariff, "distance", kilometres, "km", tariff.per_km),
        _line(tariff, "time", _minutes(trip.duration_s), "min", tariff.per_minute),
        *([_line(tariff, "stops", Decimal(stops), "stop", tariff.per_stop)] if stops else []),
    ]


def _rules(tariff: Tariff, trip: Trip, carried: int) -> list[FareLine]:
    """Each on the trip itself, not on one another."""
    lines: list[FareLine] = []
    for code, applies, extra in (("night", trip.night, tariff.night), ("holiday", trip.holiday, tariff.holiday)):
        if applies:
            lines += _share(tariff, code, extra.multiplier, carried) or _fixed(tariff, code, extra.surcharge)
    return lines


def _surge(tariff: Tariff, surge: Surge, surged: int) -> list[FareLine]:
    lines = _share(tariff, "surge", surge.multiplier, surged)
    return [replace(line, policy_version_id=surge.policy_version_id or tariff.version_id) for line in lines]


def _rounding(tariff: Tariff, lines: list[FareLine]) -> list[FareLine]:
    """To the nearest coin."""
    due = sum(line.amount_minor for line in lines)
    return _fixed(tariff, "rounding", Money(due, tariff.currency).rounded_to(tariff.rounding_step).minor - due)


def _share(tariff: Tariff, code: str, multiplier: Decimal, of: int) -> list[FareLine]:
    return [_line(tariff, code, multiplier - 1, "times", of)] if multiplier > 1 and of else []


def _fixed(tariff: Tariff, code: str, amount: int) -> list[FareLine]:
    """A line that would say 0 is left out."""
    return [FareLine.fixed(code, amount, tariff.version_id)] if amount else []


def _line(tariff: Tariff, code: str, quantity: Decimal, unit: str, rate: int) -> FareLine:
    amount = Money(rate, tariff.currency).times(quantity).minor
    return FareLine(code, quantity, unit, rate, amount, tariff.version_id)


def _minutes(seconds: int) -> Decimal:
    return (Decimal(seconds) / 60).quantize(_HUNDREDTH, ROUND_HALF_UP)
