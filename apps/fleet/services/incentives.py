"""Incentives: promised in versions, counted trip by trip, earned once.

A trip counts in the window that its completion falls into. The row of a driver and a window is the guard: created once
by constraint, and moved from `running` by one conditional update.
"""

import zoneinfo
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.fleet import selectors
from apps.fleet.algorithms import incentives as rules
from apps.fleet.events import IncentiveEarned
from apps.fleet.models import DriverTrip, IncentivePolicy, IncentiveProgress
from apps.fleet.services.news import tell
from apps.fleet.states import IncentiveKind, ProgressStatus
from apps.geo import selectors as geo
from apps.geo.contracts import ZoneInfo
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.money import Money
from apps.kernel.problems import Problem

SETTLED_AFTER = timedelta(hours=1)  # a trip that ended in the window may be told of a little later
A_ROUND = 500

log = structlog.get_logger(__name__)


class VersionTaken(Problem):
    status = 409
    slug = "version-taken"
    title = _("Somebody has just added this version. Look at it, and try again.")


def add_incentive(*, policy: IncentivePolicy, actor_id: UUID | None = None) -> IncentivePolicy:
    """Promise `policy` (unsaved) as the next version of its zone and code. Who has begun a window keeps the version of
    their first trip in it. It begins now at the earliest, or with the version in force: hours of before would count
    whose fares nobody has counted. Raises VersionTaken."""
    versions = IncentivePolicy.objects.filter(zone=policy.zone, code=policy.code)
    policy.version = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    policy.created_by_id = actor_id
    policy.starts_at = max(policy.starts_at, _earliest(versions, clock.now()))
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
            audit(actor_id, "incentive.added", f"incentive:{policy.id}", code=policy.code, version=policy.version)
    except IntegrityError as error:
        raise VersionTaken() from error
    return policy


def _earliest(versions: QuerySet[IncentivePolicy], now: datetime) -> datetime:
    in_force = versions.filter(starts_at__lte=now, ends_at__gt=now)
    return in_force.aggregate(first=Min("starts_at"))["first"] or now


@transaction.atomic
def record_trip(*, driver_id: UUID, ref: UUID, completed_at: datetime, fare_minor: int, zone_id: UUID) -> bool:
    """Count a completed trip for its driver, once by its `ref`. False if it was counted already. `fare_minor`: in the
    zone's currency."""
    trip = DriverTrip(driver_id=driver_id, ref=ref, completed_at=completed_at, fare_minor=fare_minor, zone_id=zone_id)
    try:
        with transaction.atomic():
            trip.save(force_insert=True)
    except IntegrityError:
        return False
    for policy in selectors.incentives_at(zone_id, completed_at, driver_id):
        _count(trip, policy)
    return True


def settle_incentives() -> int:
    """Decide what is still running an hour after its window: guarantees by the hours online, quests as not reached.

    Returns how many were decided.
    """
    over = IncentiveProgress.objects.filter(
        status=ProgressStatus.RUNNING, window_end__lte=clock.now() - SETTLED_AFTER
    ).select_related("policy")
    settled = sum(_settle(progress) for progress in over.order_by("window_end", "id")[:A_ROUND])
    if settled:
        log.info("incentives_settled", count=settled)
    return settled


def _count(trip: DriverTrip, policy: IncentivePolicy) -> None:
    progress = _progress(trip, policy)
    row = IncentiveProgress.objects.filter(id=progress.id)
    row.update(trips=F("trips") + 1, fare_minor=F("fare_minor") + trip.fare_minor)
    if policy.kind == IncentiveKind.QUEST:
        reached = row.filter(status=ProgressStatus.RUNNING, trips__gte=policy.trips_needed)
        if reached.update(status=ProgressStatus.EARNED, earned_minor=policy.amount, decided_at=clock.now()):
            _earned(progress, policy, policy.amount)


def _progress(trip: DriverTrip, policy: IncentivePolicy) -> IncentiveProgress:
    """The driver's row of the window; a policy that comes with one brings the window that it began."""
    zone = geo.zone(trip.zone_id)
    begins, ends = rules.window_at(
        policy.period, (policy.starts_at, policy.ends_at), trip.completed_at, zoneinfo.ZoneInfo(zone.time_zone)
    )
    progress, _new = IncentiveProgress.objects.get_or_create(
        driver_id=trip.driver_id,
        zone_id=trip.zone_id,
        code=policy.code,
        window_start=begins,
        defaults={"policy": policy, "window_end": ends},
    )
    return progress


def _settle(progress: IncentiveProgress) -> bool:
    with transaction.atomic():
        status, amount, seconds = _verdict(progress)
        running = IncentiveProgress.objects.filter(id=progress.id, status=ProgressStatus.RUNNING)
        if not running.update(status=status, earned_minor=amount, online_s=seconds, decided_at=clock.now()):
            return False
        if amount:
            _earned(progress, progress.policy, amount)
    return True


def _verdict(progress: IncentiveProgress) -> tuple[str, int, int]:
    """(status, amount, seconds online)."""
    policy = progress.policy
    if policy.kind == IncentiveKind.QUEST:
        return ProgressStatus.MISSED, 0, 0
    seconds = selectors.online_in(progress.driver_id, progress.zone_id, (progress.window_start, progress.window_end))
    if progress.trips < policy.trips_needed:
        return ProgressStatus.MISSED, 0, seconds
    amount = rules.top_up(policy.amount, seconds, progress.fare_minor)
    return (ProgressStatus.EARNED if amount else ProgressStatus.EXCEEDED), amount, seconds


def _earned(progress: IncentiveProgress, policy: IncentivePolicy, amount: int) -> None:
    zone = geo.zone(progress.zone_id)
    publish(
        IncentiveEarned(
            progress_id=str(progress.id),
            driver_id=str(progress.driver_id),
            amount_minor=amount,
            currency=zone.currency,
        )
    )
    tell(progress.driver_id, "incentive", lambda: _news(policy, amount, zone))


def _news(policy: IncentivePolicy, amount: int, zone: ZoneInfo) -> dict:
    money = Money(amount, zone.currency)
    title = str(_("You have earned %(amount)s.")) % {"amount": money}
    return {
        "title": title,
        "detail": policy.name,
        "code": policy.code,
        "amount_minor": amount,
        "currency": zone.currency,
    }
