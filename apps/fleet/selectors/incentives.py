"""What drivers are promised, and how far they have come."""

import zoneinfo
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.fleet.algorithms import incentives as rules
from apps.fleet.contracts import IncentiveView
from apps.fleet.models import IncentivePolicy, IncentiveProgress, Shift
from apps.fleet.states import IncentiveKind, ProgressStatus
from apps.geo import selectors as geo
from apps.kernel import clock

SHOWN = 20

Shifts = Sequence[tuple[datetime, datetime | None]]


def incentives_at(zone_id: UUID, at: datetime, driver_id: UUID) -> list[IncentivePolicy]:
    """The promises of a zone that hold for the driver at `at`: one a code, the highest version in force, or the one in
    whose window the driver already is."""
    covering = IncentiveProgress.objects.filter(
        driver_id=driver_id, zone_id=zone_id, window_start__lte=at, window_end__gt=at
    )
    begun = {progress.code: progress.policy for progress in covering.select_related("policy")}
    in_force = IncentivePolicy.objects.filter(zone_id=zone_id, starts_at__lte=at, ends_at__gt=at)
    newest = {policy.code: policy for policy in in_force.order_by("version")}
    return sorted((newest | begun).values(), key=lambda policy: (policy.ends_at, policy.code))


def incentives_of(driver_id: UUID, zone_id: UUID) -> list[IncentiveView]:
    """What holds for the driver in a zone now, with the progress in its window."""
    now = clock.now()
    policies = incentives_at(zone_id, now, driver_id)
    known = {
        progress.policy_id: progress
        for progress in IncentiveProgress.objects.filter(
            driver_id=driver_id, zone_id=zone_id, window_start__lte=now, window_end__gt=now
        )
    }
    rows = [known.get(policy.id) or _fresh(policy, driver_id, now) for policy in policies]
    shifts = _shifts(driver_id, zone_id, min((row.window_start for row in rows), default=now))
    return [_view(row.policy, row, shifts) for row in rows]


def incentives_decided(driver_id: UUID) -> list[IncentiveView]:
    """The driver's last ones that were earned, missed or exceeded, the newest first."""
    decided = IncentiveProgress.objects.filter(driver_id=driver_id).exclude(status=ProgressStatus.RUNNING)
    rows = decided.select_related("policy").order_by("-decided_at", "-id")[:SHOWN]
    return [_view(progress.policy, progress) for progress in rows]


def online_in(driver_id: UUID, zone_id: UUID, window: rules.Span) -> int:
    """Seconds that the driver was online in a zone, in `window` and until now."""
    return rules.online_s(_shifts(driver_id, zone_id, window[0]), window, clock.now())


def _shifts(driver_id: UUID, zone_id: UUID, since: datetime) -> Shifts:
    ended = Q(ended_at__isnull=True) | Q(ended_at__gt=since)
    shifts = Shift.objects.filter(ended, driver_id=driver_id, zone_id=zone_id)
    return list(shifts.values_list("started_at", "ended_at"))


def _fresh(policy: IncentivePolicy, driver_id: UUID, now: datetime) -> IncentiveProgress:
    """Unsaved: the driver has no trip in this window yet."""
    zone = geo.zone(policy.zone_id)
    whole = (policy.starts_at, policy.ends_at)
    begins, ends = rules.window_at(policy.period, whole, now, zoneinfo.ZoneInfo(zone.time_zone))
    return IncentiveProgress(
        driver_id=driver_id, policy=policy, zone_id=policy.zone_id, window_start=begins, window_end=ends
    )


def _view(policy: IncentivePolicy, progress: IncentiveProgress, shifts: Shifts = ()) -> IncentiveView:
    """Of a guarantee that is running, the hours so far are those of `shifts`."""
    guarantee, window = policy.kind == IncentiveKind.GUARANTEE, (progress.window_start, progress.window_end)
    running = guarantee and progress.status == ProgressStatus.RUNNING
    seconds = rules.online_s(shifts, window, clock.now()) if running else progress.online_s
    return IncentiveView(
        code=policy.code,
        version=policy.version,
        kind=policy.kind,
        name=policy.name,
        period=policy.period,
        window_start=progress.window_start,
        window_end=progress.window_end,
        trips_needed=policy.trips_needed,
        amount=policy.amount,
        currency=geo.zone(policy.zone_id).currency,
        trips=progress.trips,
        fare_minor=progress.fare_minor,
        online_s=seconds,
        guaranteed_minor=rules.guaranteed(policy.amount, seconds) if guarantee else 0,
        status=progress.status,
        earned_minor=progress.earned_minor,
    )
