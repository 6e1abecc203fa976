"""What canceling costs, shown before it is done and charged the same when it is."""

from datetime import datetime, timedelta

from apps.kernel import clock
from apps.pricing import services as pricing
from apps.pricing.contracts import CancellationFacts, CancellationTerms
from apps.rides.contracts import Cancellation
from apps.rides.models import Ride
from apps.rides.selectors.waiting import attends_from, waits_from
from apps.rides.states import FeeReason


def cancellation_of(ride: Ride, *, by: str = "rider") -> Cancellation:
    """Now, for the rider, or with `by="no_show"` for a rider who did not come. One query once a driver has accepted."""
    terms = terms_of(ride)
    if terms is None:
        return Cancellation(fee=None, reason=FeeReason.NO_FEE if ride.accepted_at else FeeReason.NO_DRIVER)
    facts = _facts(ride, by)
    fee = pricing.fee_under(terms, facts)
    if fee:
        return Cancellation(fee=fee, reason=FeeReason.UNDER_WAY, free_from=_late_from(facts, terms))
    return _free(facts, terms)


def no_show_at(ride: Ride, *, otherwise_s: int) -> datetime:
    """From when the driver, who says to be at the pickup, may say that the rider did not come: seen there or not."""
    terms = terms_of(ride)
    wait_s = terms.no_show_wait_s if terms else otherwise_s
    return (attends_from(ride) or clock.now()) + timedelta(seconds=wait_s)


def terms_of(ride: Ride) -> CancellationTerms | None:
    """None where canceling is free whatever happens: nobody has accepted, or the market has no policy."""
    if ride.accepted_at is None or ride.policy_version_id is None:
        return None
    return pricing.cancellation_terms(policy_version_id=ride.policy_version_id)


def _facts(ride: Ride, by: str) -> CancellationFacts:
    return CancellationFacts(
        status=ride.status,
        now=clock.now(),
        by=by,
        accepted_at=ride.accepted_at,
        arrived_at=waits_from(ride),
        promised_pickup_at=ride.promised_pickup_at,
    )


def _free(facts: CancellationFacts, terms: CancellationTerms) -> Cancellation:
    grace_ends = facts.accepted_at + timedelta(seconds=terms.grace_s) if facts.accepted_at else facts.now
    if terms.fee_minor and facts.now < grace_ends:
        return Cancellation(fee=None, reason=FeeReason.GRACE, free_until=grace_ends)
    return Cancellation(fee=None, reason=FeeReason.DRIVER_LATE if terms.fee_minor else FeeReason.NO_FEE)


def _late_from(facts: CancellationFacts, terms: CancellationTerms) -> datetime | None:
    if facts.promised_pickup_at is None or facts.arrived_at is not None:
        return None
    return facts.promised_pickup_at + timedelta(seconds=terms.late_s)
