"""The day in figures, for staff."""

import math
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from apps.rides.contracts import ZoneDay
from apps.rides.models import Ride, RideQuerySet, SafetyAlert, SupportCase
from apps.rides.states import ACTIVE, UNRESOLVED, CaseStatus, RideStatus

MOST_PICKUPS = 20_000  # the newest: enough for the percentiles of any day
_CANCELED = [RideStatus.RIDER_CANCELED, RideStatus.DRIVER_CANCELED]


def days_of_zones(since: Mapping[UUID, datetime]) -> dict[UUID, ZoneDay]:
    """What was requested in each zone since its own moment. Two queries."""
    counts = {row["zone_id"]: row for row in _counts(_rides(since))}
    waits = _waits(_rides(since))
    return {zone_id: _day(counts.get(zone_id, {}), sorted(waits.get(zone_id, []))) for zone_id in since}


def rides_to_review() -> int:
    return Ride.objects.filter(needs_review=True).count()


def alerts_unresolved() -> int:
    return SafetyAlert.objects.filter(status__in=UNRESOLVED).count()


def cases_open() -> int:
    return SupportCase.objects.filter(status=CaseStatus.OPEN).count()


def _rides(since: Mapping[UUID, datetime]) -> RideQuerySet:
    requested = Q(pk__in=[])
    for zone_id, moment in since.items():
        requested |= Q(zone_id=zone_id, requested_at__gte=moment)
    return Ride.objects.filter(requested)


def _counts(rides: RideQuerySet) -> list[dict]:
    rows = (
        rides.order_by()
        .values("zone_id")
        .annotate(
            requested=Count("id"),
            completed=Count("id", filter=Q(status=RideStatus.COMPLETED)),
            canceled=Count("id", filter=Q(status__in=_CANCELED)),
            active=Count("id", filter=Q(status__in=ACTIVE)),
        )
    )
    return [dict(row) for row in rows]


def _waits(rides: RideQuerySet) -> dict[UUID, list[float]]:
    """Seconds from the request until the car was at the pickup."""
    found: dict[UUID, list[float]] = {}
    met = rides.exclude(arrived_at=None).order_by("-id").values_list("zone_id", "requested_at", "arrived_at")
    for zone_id, requested_at, arrived_at in met[:MOST_PICKUPS]:
        if arrived_at:
            found.setdefault(zone_id, []).append((arrived_at - requested_at).total_seconds())
    return found


def _day(counts: dict, waits: list[float]) -> ZoneDay:
    return ZoneDay(
        requested=counts.get("requested", 0),
        completed=counts.get("completed", 0),
        canceled=counts.get("canceled", 0),
        active=counts.get("active", 0),
        wait_p50_s=_quantile(waits, 0.5),
        wait_p95_s=_quantile(waits, 0.95),
    )


def _quantile(ordered: list[float], share: float) -> int | None:
    """The value that this share of them does not exceed (nearest rank)."""
    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)]) if ordered else None
