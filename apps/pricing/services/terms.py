"""What comes with a quote besides its price: waiting, cancellation, and the holiday that it is."""

from dataclasses import dataclass

from django.utils.translation import get_language

from apps.geo import selectors as zones
from apps.kernel import clock
from apps.pricing import selectors
from apps.pricing.contracts import CancellationTerms, Quote, WaitingTerms
from apps.pricing.services.cancellation import terms_in
from apps.pricing.services.fares import tariff_of, waiting_of


@dataclass(frozen=True)
class QuoteTerms:
    """`holiday` is its name in the active language, "" where no holiday is charged."""

    waiting: WaitingTerms
    cancellation: CancellationTerms | None
    holiday: str


def terms_of_quote(quote: Quote) -> QuoteTerms:
    """Of a quote made a moment ago, from the price list in memory."""
    zone = zones.zone(quote.zone_id)
    book = selectors.book(zone.id)
    tariff = next(row for row in book.tariffs if str(row.id) == quote.breakdown.tariff_version_id)
    policy = next((row for row in book.cancellation if str(row.id) == quote.policy_version_id), None)
    return QuoteTerms(
        waiting=waiting_of(tariff_of(tariff, zone.currency)),
        cancellation=terms_in(policy, zone.currency) if policy else None,
        holiday=_holiday(quote, book, zone.time_zone),
    )


def _holiday(quote: Quote, book: selectors.Book, time_zone: str) -> str:
    day = book.holiday_at(quote.scheduled_at or clock.now(), time_zone)
    return day.name(get_language() or "fr") if day and quote.breakdown.line("holiday") else ""
