"""Match windows: when a zone is to be matched next. A row decides, a task only hints."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import Exists, OuterRef
from prometheus_client import Histogram

from apps.dispatch import selectors
from apps.dispatch.models import Job, MatchWindow
from apps.dispatch.services.rounds import match_open_jobs
from apps.dispatch.states import JobStatus, WindowStatus
from apps.kernel import clock

LEASE = timedelta(seconds=30)

log = structlog.get_logger(__name__)
window_seconds = Histogram("superapp_match_window_seconds", "Wall seconds to match one zone.")


def schedule_window(*, zone_id: UUID, due_at: datetime) -> None:
    """Match the zone at `due_at` (city time) or sooner: one pending window a zone, at the earliest moment asked."""
    window = MatchWindow(zone_id=zone_id, due_at=due_at)
    MatchWindow.objects.bulk_create([window], ignore_conflicts=True)
    MatchWindow.objects.filter(zone_id=zone_id, status=WindowStatus.PENDING, due_at__gt=due_at).update(due_at=due_at)


def run_window(*, zone_id: UUID) -> datetime | None:
    """Match the zone if its window is due and nobody else took it.

    Jobs that stay open get a next window, those of a failed round too; returns when it is due. None: nothing to do, or
    nothing left.
    """
    window = _claim(zone_id)
    if window is None:
        return None
    with window_seconds.time():
        more = _match(zone_id)
    next_due = _schedule_retry(zone_id) if more else None
    MatchWindow.objects.filter(id=window.id).update(status=WindowStatus.DONE)
    return next_due


def due_zones() -> list[UUID]:
    """Zones to match now. First mends what a lost event or a killed worker left behind."""
    _drop_abandoned()
    now = clock.now()
    for zone_id in _forgotten_zones():
        schedule_window(zone_id=zone_id, due_at=now)
    due = MatchWindow.objects.filter(status=WindowStatus.PENDING, due_at__lte=now).order_by("due_at")
    return list(due.values_list("zone_id", flat=True))


def _claim(zone_id: UUID) -> MatchWindow | None:
    due = MatchWindow.objects.filter(zone_id=zone_id, status=WindowStatus.PENDING, due_at__lte=clock.now())
    window = due.first()
    if window and due.filter(id=window.id).update(status=WindowStatus.RUNNING, lease_until=clock.wall() + LEASE):
        return window
    return None


def _match(zone_id: UUID) -> bool:
    """Whether the zone is to be matched again: jobs are left, or nobody knows, for the round failed."""
    try:
        return match_open_jobs(zone_id=zone_id) > 0
    except Exception:
        log.exception("match_round_failed", zone=str(zone_id))
        return True


def _schedule_retry(zone_id: UUID) -> datetime:
    due_at = clock.now() + timedelta(seconds=selectors.policy_for(zone_id).retry_s)
    schedule_window(zone_id=zone_id, due_at=due_at)
    return due_at


def _drop_abandoned() -> None:
    """A window whose worker died is over; its jobs are still open and make their zone a forgotten one."""
    lost = MatchWindow.objects.filter(status=WindowStatus.RUNNING, lease_until__lt=clock.wall())
    if count := lost.update(status=WindowStatus.DONE):
        log.warning("windows_abandoned", count=count)


def _forgotten_zones() -> list[UUID]:
    """Zones with open jobs that no window, pending or running, looks after."""
    cared_for = MatchWindow.objects.filter(
        zone_id=OuterRef("zone_id"), status__in=[WindowStatus.PENDING, WindowStatus.RUNNING]
    )
    forgotten = Job.objects.filter(~Exists(cared_for), status=JobStatus.OPEN)
    return list(forgotten.order_by().values_list("zone_id", flat=True).distinct())
