"""What giving up a ride costs, by the policy under which it was promised."""

from uuid import UUID

from apps.geo import selectors as zones
from apps.kernel import clock
from apps.pricing import selectors
from apps.pricing.algorithms import cancellation
from apps.pricing.contracts import CancellationFacts, CancellationTerms, FareBreakdown, FareLine
from apps.pricing.models import CancellationPolicy


def cancellation_terms(
    *, policy_version_id: UUID | str | None = None, zone_id: UUID | None = None, category: str = ""
) -> CancellationTerms | None:
    """Of a version (one query), or in force now for a zone and category; None where there is no policy."""
    row = _by_id(policy_version_id) if policy_version_id else _in_force(zone_id, category)
    return terms_in(row, row.market.currency) if row else None


def cancellation_fee(
    *,
    facts: CancellationFacts,
    policy_version_id: UUID | str | None = None,
    zone_id: UUID | None = None,
    category: str = "",
) -> FareBreakdown | None:
    """The fare to pay in place of the trip's: one line, `cancellation` or `no_show`. None when it is free.

    Writes nothing: with the facts of now it is the preview, too.
    """
    terms = cancellation_terms(policy_version_id=policy_version_id, zone_id=zone_id, category=category)
    return fee_under(terms, facts) if terms else None


def fee_under(terms: CancellationTerms, facts: CancellationFacts) -> FareBreakdown | None:
    """As `cancellation_fee`, by terms at hand. No query."""
    code, amount = cancellation.fee(terms, facts)
    if not amount:
        return None
    line = FareLine.fixed(code, amount, terms.policy_version_id)
    return FareBreakdown(terms.currency, (line,), amount, terms.policy_version_id)


def terms_in(row: CancellationPolicy, currency: str) -> CancellationTerms:
    return CancellationTerms(
        policy_version_id=str(row.id),
        currency=currency,
        grace_s=row.grace_s,
        late_s=row.late_s,
        no_show_wait_s=row.no_show_wait_s,
        fee_minor=row.fee,
        no_show_fee_minor=row.no_show_fee,
    )


def _by_id(version_id: UUID | str) -> CancellationPolicy | None:
    return CancellationPolicy.objects.select_related("market").filter(id=version_id).first()


def _in_force(zone_id: UUID | None, category: str) -> CancellationPolicy | None:
    if zone_id is None:
        raise ValueError("name a policy version, or a zone")
    return selectors.book(zones.zone(zone_id).id).cancellation_at(clock.now(), category)
