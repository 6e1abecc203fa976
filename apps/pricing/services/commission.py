"""What a driver keeps of a fare."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from apps.kernel.money import Money
from apps.pricing import selectors
from apps.pricing.contracts import DriverNet, FareBreakdown


def driver_net(breakdown: FareBreakdown, *, zone_id: UUID, at: datetime) -> DriverNet:
    """By the zone's commission in force `at`. A promotion costs the driver nothing: the platform pays it."""
    policy = selectors.book(zone_id).commission_at(at)
    gross = sum(line.amount_minor for line in breakdown.lines if line.code != "promo")
    fee = sum(line.amount_minor for line in breakdown.lines if line.code == "booking_fee")
    percent = policy.percent if policy else Decimal(0)
    commission = Money(gross - fee, breakdown.currency).times(percent / 100).minor
    return DriverNet(
        currency=breakdown.currency,
        gross_minor=gross,
        booking_fee_minor=fee,
        commission_minor=commission,
        net_minor=gross - fee - commission,
        policy_version_id=str(policy.id) if policy else "",
    )
