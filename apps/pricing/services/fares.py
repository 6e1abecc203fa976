"""The fare of a row of the price list, and waiting on top of it."""

from decimal import Decimal

from apps.pricing.algorithms import fare
from apps.pricing.algorithms.calendar import Hours
from apps.pricing.contracts import FareBreakdown, WaitingTerms
from apps.pricing.models import TariffVersion


def tariff_of(row: TariffVersion, currency: str) -> fare.Tariff:
    return fare.Tariff(
        version_id=str(row.id),
        currency=currency,
        base=row.base,
        booking_fee=row.booking_fee,
        per_km=row.per_km,
        per_minute=row.per_minute,
        minimum=row.minimum,
        rounding_step=row.rounding_step,
        per_stop=row.per_stop,
        waiting_free_min=row.waiting_free_min,
        waiting_per_minute=row.waiting_per_minute,
        night=fare.Extra(Decimal(row.night_multiplier), row.night_surcharge),
        holiday=fare.Extra(Decimal(row.holiday_multiplier), row.holiday_surcharge),
    )


def night_of(row: TariffVersion) -> Hours:
    return Hours(row.night_from, row.night_until)


def tariff_behind(breakdown: FareBreakdown) -> fare.Tariff:
    """The tariff a fare was made by: a version that has begun stays as it is. One query."""
    return tariff_of(TariffVersion.objects.get(id=breakdown.tariff_version_id), breakdown.currency)


def with_waiting(breakdown: FareBreakdown, *, waiting_s: int) -> FareBreakdown:
    """The agreed fare with so many seconds of waiting: the same for rider, driver and receipt.

    The minutes beyond the tariff's free ones cost its rate, and the fare is rounded again; a promotion takes off what
    it took off before. Called again it replaces its own line. One query.
    """
    return fare.with_waiting(breakdown, tariff_behind(breakdown), waiting_s)


def waiting_terms(breakdown: FareBreakdown) -> WaitingTerms:
    """What `with_waiting` will go by. One query."""
    return waiting_of(tariff_behind(breakdown))


def waiting_charge(terms: WaitingTerms, *, waiting_s: int) -> int:
    """Minor units that so much waiting costs by these terms: the amount of the line that `with_waiting` adds."""
    return fare.waiting_charge(terms, waiting_s)[1]


def waiting_of(tariff: fare.Tariff) -> WaitingTerms:
    return WaitingTerms(tariff.waiting_free_min * 60, tariff.waiting_per_minute, tariff.currency)
