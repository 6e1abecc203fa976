"""Counting demand and supply, and what a market allows its surge to do."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from apps.geo import selectors as zones
from apps.kernel import clock
from apps.pricing.algorithms import surge
from apps.pricing.models import SurgeCell, SurgePolicy, SurgeZone
from apps.pricing.selectors.nearby import CARS
from apps.pricing.services.versions import publish

APART = timedelta(seconds=1)  # two pushers that count the same moment are one
WENT_BACK = timedelta(minutes=1)  # a clock that jumped back by more is believed
Cars = Mapping[str, Mapping[str, int]]


def observe_cells(
    *, zone_id: UUID, at: datetime, cells: Mapping[str, tuple[int, int]], cars: Cars | None = None
) -> bool:
    """Riders waiting and cars free by H3 cell (resolution 8), counted `at` (city time); cells left out have neither.

    `cars` says of the free cars what they serve: {cell: {category: number}}. False, and nothing changes, when somebody
    else counted the zone within the last second: the conditional update on the zone's row lets one through at a time.
    """
    SurgeZone.objects.get_or_create(zone_id=zone_id)
    with transaction.atomic():
        before = SurgeZone.objects.filter(zone_id=zone_id).values_list("at", flat=True).get()
        due = Q(at=None) | Q(at__lte=at - APART) | Q(at__gt=at + WENT_BACK)
        if not SurgeZone.objects.filter(due, zone_id=zone_id, at=before).update(at=at):
            return False
        _write(zone_id, at, before, cells, cars or {})
        CARS.note_change()
    return True


def publish_surge_policy(policy: SurgePolicy, *, actor_id: UUID | None = None) -> SurgePolicy:
    """Put `policy` in force for its market, at once: levels above its cap come down to it in the same transaction."""
    with transaction.atomic():
        zone_ids = _take_zones(policy.market.code)
        publish(policy, SurgePolicy.objects.filter(market=policy.market), "surge_policy", actor_id)
        _cap(zone_ids, policy)
    return policy


def stop_surge(*, market_id: UUID, actor_id: UUID | None = None) -> SurgePolicy:
    """Every multiplier of the market is 1.00 from now on, until a new setting says otherwise."""
    last = SurgePolicy.objects.filter(market_id=market_id).order_by("-version").first()
    stopped = SurgePolicy(market_id=market_id, enabled=False)
    if last:
        stopped.cap, stopped.sensitivity, stopped.least_demand = last.cap, last.sensitivity, last.least_demand
    return publish_surge_policy(stopped, actor_id=actor_id)


def _write(
    zone_id: UUID, at: datetime, before: datetime | None, cells: Mapping[str, tuple[int, int]], cars: Cars
) -> None:
    policy = _policy_of(zones.zone(zone_id).market)
    terms = policy.terms if policy else surge.Terms(surge.ONE, 0.0, 0.0)
    known = {row.cell: row.line for row in SurgeCell.objects.filter(zone_id=zone_id)}
    after = surge.observe(known, cells, before, at, terms)
    rows = [_row(zone_id, name, line, policy, cells, cars) for name, line in after.items()]
    SurgeCell.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["zone", "cell"], update_fields=_WRITTEN, batch_size=500
    )
    SurgeCell.objects.filter(zone_id=zone_id).exclude(at=at).delete()


_WRITTEN = ["at", "riders", "cars", "cars_by_category", "demand", "supply", "level", "target", "policy"]


def _row(
    zone_id: UUID,
    name: str,
    line: surge.Cell,
    policy: SurgePolicy | None,
    cells: Mapping[str, tuple[int, int]],
    cars: Cars,
) -> SurgeCell:
    riders, free = cells.get(name, (0, 0))
    return SurgeCell(
        zone_id=zone_id,
        cell=name,
        at=line.at,
        riders=riders,
        cars=free,
        cars_by_category={category: number for category, number in cars.get(name, {}).items() if number},
        demand=line.demand,
        supply=line.supply,
        level=line.level,
        target=line.target,
        policy=policy,
    )


def _policy_of(market: str) -> SurgePolicy | None:
    return SurgePolicy.objects.filter(market__code=market).order_by("-version").first()


def _take_zones(market: str) -> list[UUID]:
    """Hold every zone of the market until the transaction ends: no count may slip in under the old setting."""
    zone_ids = sorted(zone.id for zone in zones.zones() if zone.market == market)
    SurgeZone.objects.bulk_create([SurgeZone(zone_id=zone_id) for zone_id in zone_ids], ignore_conflicts=True)
    for zone_id in zone_ids:
        SurgeZone.objects.filter(zone_id=zone_id).update(at=F("at"))
    return zone_ids


def _cap(zone_ids: list[UUID], policy: SurgePolicy) -> None:
    now = clock.now()
    rows = list(SurgeCell.objects.filter(zone_id__in=zone_ids))
    for row in rows:
        line = surge.capped(row.line, policy.terms.cap, max(now, row.at))
        row.level, row.target, row.at, row.policy = line.level, line.target, line.at, policy
    SurgeCell.objects.bulk_update(rows, ["level", "target", "at", "policy"], batch_size=500)
