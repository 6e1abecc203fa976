"""Whether giving up a ride costs something: terms and facts in, a fee with its reason out."""

from datetime import timedelta

from apps.pricing.contracts import CancellationFacts, CancellationTerms

OVER = frozenset({"in_progress", "completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"})


def fee(terms: CancellationTerms, facts: CancellationFacts) -> tuple[str, int]:
    """(`"cancellation"` or `"no_show"`, minor units), or ("", 0) for nothing to pay."""
    if facts.by == "driver" or facts.status in OVER or facts.accepted_at is None or _driver_late(terms, facts):
        return "", 0
    if facts.by == "no_show":
        return _owed("no_show", terms.no_show_fee_minor if _waited_enough(terms, facts) else 0)
    in_grace = facts.now < facts.accepted_at + timedelta(seconds=terms.grace_s)
    return _owed("cancellation", 0 if in_grace else terms.fee_minor)


def _owed(code: str, amount: int) -> tuple[str, int]:
    return (code, amount) if amount else ("", 0)


def _driver_late(terms: CancellationTerms, facts: CancellationFacts) -> bool:
    """Measured when the driver arrived, or now while they have not."""
    if facts.promised_pickup_at is None:
        return False
    there_at = facts.arrived_at or facts.now
    return there_at > facts.promised_pickup_at + timedelta(seconds=terms.late_s)


def _waited_enough(terms: CancellationTerms, facts: CancellationFacts) -> bool:
    return facts.arrived_at is not None and facts.now >= facts.arrived_at + timedelta(seconds=terms.no_show_wait_s)
