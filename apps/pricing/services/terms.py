"""What comes with a quote besides its price: waiting, cancellation, and the holiday that it is."""

from dataclasses import dataclass

from django.utils.translation import get_language

from apps.geo import selectors as zones
from apps.kernel import clock
from apps.pricing import selectors
from apps.pricing.contracts import CancellationTerms, Quote, WaitingTerms
from apps.pricing.services.cancellation import terms_in


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
    tariff = book.tariffs_by_id[quote.breakdown.tariff_version_id]
    policy = book.policies_by_id.get(quote.policy_version_id)
    return QuoteTerms(
        waiting=WaitingTerms(tariff.waiting_free_min * 60, tariff.waiting_per_minute, zone.currency),
        cancellation=terms_in(policy, zone.currency) if policy else None,
        holiday=_holiday(quote, book, zone.time_zone),
    )


def _holiday(quote: Quote, book: selectors.Book, time_zone: str) -> str:
    day = book.holiday_at(quote.scheduled_at or clock.now(), time_zone)
    return day.name(get_language() or "fr") if day and quote.breakdown.line("holiday") else ""
