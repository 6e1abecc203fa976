"""Jobs: opened by a product in its own transaction, now or at a time to come; ended by it or by patience."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.dispatch import selectors
from apps.dispatch.events import JobOpened, JobUnserved
from apps.dispatch.models import Job
from apps.dispatch.services.offers import withdraw_offers
from apps.dispatch.services.runs import end_run
from apps.dispatch.states import JOB_LIVE, JobStatus, job_states_before
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem
from apps.kernel.transitions import TransitionRefused

SWEEP = 500
_POSTPONABLE = [JobStatus.SCHEDULED, *job_states_before(JobStatus.SCHEDULED)]


class JobNotOpen(Problem):
    """`current` says what became of it."""

    status = 409
    slug = "job-not-open"
    title = _("This request is over.")


@transaction.atomic
def open_job(
    *,
    kind: str,
    ref: UUID,
    zone_id: UUID,
    category: str,
    pickup: Point,
    dropoff: Point | None = None,
    details: dict | None = None,
    opened_at: datetime | None = None,
    requester_id: UUID | None = None,
    match_from: datetime | None = None,
    fallback_categories: Sequence[str] = (),
    priority_s: int = 0,
    patience_s: int | None = None,
) -> Job:
    """Ask for a driver, in the caller's transaction. Drivers are shown `details` (JSON-plain) beside our own fields.

    With a `match_from` to come the job is scheduled: it opens then, and its patience counts from there. Drivers of a
    fallback category may get it too, where they cost less than waiting. `priority_s` counts as seconds waited.
    `patience_s` is the policy's by default.
    """
    now = clock.now()
    scheduled = match_from is not None and match_from > now
    begins = match_from if scheduled and match_from else opened_at or now
    job = Job.objects.create(
        kind=kind,
        ref=ref,
        zone_id=zone_id,
        category=category,
        fallback_categories=list(fallback_categories),
        requester_id=requester_id,
        pickup_lat=pickup.lat,
        pickup_lng=pickup.lng,
        dropoff_lat=dropoff.lat if dropoff else None,
        dropoff_lng=dropoff.lng if dropoff else None,
        details=details or {},
        status=JobStatus.SCHEDULED if scheduled else JobStatus.OPEN,
        priority_s=priority_s,
        match_from=match_from if scheduled else None,
        opened_at=begins,
        patience_until=begins + (_patience(zone_id) if patience_s is None else timedelta(seconds=patience_s)),
    )
    if not scheduled:
        publish(_opened(job))
    return job


def open_due_jobs() -> int:
    """Open scheduled jobs whose time has come. Returns how many."""
    due = Job.objects.filter(status=JobStatus.SCHEDULED, match_from__lte=clock.now()).order_by("match_from")
    return sum(_open_scheduled(job) for job in due[:SWEEP])


@transaction.atomic
def postpone_job(*, kind: str, ref: UUID, match_from: datetime) -> Job:
    """Who it is for cannot come yet: nobody is looked for until `match_from`, with the same patience from there.

    An open offer is withdrawn; a driver who has it already is free again. Raises JobUnknown, JobNotOpen.
    """
    job = selectors.job_of(kind, ref)
    later = match_from - job.opened_at
    live = Job.objects.filter(id=job.id, status__in=_POSTPONABLE)
    moved = live.update(
        status=JobStatus.SCHEDULED,
        epoch=F("epoch") + 1,
        radius_step=0,
        match_from=match_from,
        opened_at=match_from,
        patience_until=job.patience_until + later,
    )
    if not moved:
        raise not_open(job)
    withdraw_offers(job)
    end_run(job)
    job.refresh_from_db()
    return job


@transaction.atomic
def update_job_places(
    *, kind: str, ref: UUID, pickup: Point | None = None, dropoff: Point | None = None, details: dict | None = None
) -> Job:
    """Another pickup, drop-off, or other `details` for drivers, of a job that is not over.

    An open offer shows what is not true any more: it is withdrawn and the job is matched again. Raises JobUnknown,
    JobNotOpen.
    """
    job = selectors.job_of(kind, ref)
    changes = _places("pickup", pickup) | _places("dropoff", dropoff) | ({"details": details} if details else {})
    live = Job.objects.filter(id=job.id, status__in=JOB_LIVE)
    if changes and not live.update(**changes):
        raise not_open(job)
    if changes and live.filter(status=JobStatus.OFFERED).update(status=JobStatus.OPEN):
        withdraw_offers(job)
    job.refresh_from_db()
    return job


@transaction.atomic
def cancel_job(*, kind: str, ref: UUID) -> Job:
    """End a job that is not finished: open offers are withdrawn, its run ends.

    Nothing happens to one that is canceled or unserved. Raises JobUnknown; TransitionRefused when it is done.
    """
    job = selectors.job_of(kind, ref)
    if not _end(job, JobStatus.CANCELED):
        job.refresh_from_db()
        if job.status == JobStatus.DONE:
            raise TransitionRefused(current=job.status, wanted=JobStatus.CANCELED)
        return job
    withdraw_offers(job)
    end_run(job)
    return job


@transaction.atomic
def finish_job(*, kind: str, ref: UUID, driver_id: UUID | None = None) -> Job:
    """The work is done: the driver is free. Raises JobUnknown, TransitionRefused unless it is assigned (to `driver_id`,
    where given: another driver may have it by now).
    """
    job = selectors.job_of(kind, ref)
    if not _end(job, JobStatus.DONE):
        job.refresh_from_db()
        raise TransitionRefused(current=job.status, wanted=JobStatus.DONE)
    ended_for = end_run(job)
    if driver_id and ended_for != driver_id:
        raise TransitionRefused(current=JobStatus.ASSIGNED, wanted=JobStatus.DONE)
    return job


def exhaust_jobs() -> int:
    """Give up on open jobs whose patience is over. Returns how many."""
    over = Job.objects.filter(status=JobStatus.OPEN, patience_until__lte=clock.now()).order_by("patience_until")
    return sum(_give_up(job) for job in over[:SWEEP])


@transaction.atomic
def _open_scheduled(job: Job) -> bool:
    waiting = Job.objects.filter(id=job.id, status=JobStatus.SCHEDULED, match_from=job.match_from)
    if not waiting.update(status=JobStatus.OPEN):
        return False
    publish(_opened(job))
    return True


@transaction.atomic
def _give_up(job: Job) -> bool:
    still_open = Job.objects.filter(id=job.id, status=JobStatus.OPEN, epoch=job.epoch)
    if not still_open.update(status=JobStatus.UNSERVED, closed_at=clock.now()):
        return False
    publish(JobUnserved(job_id=str(job.id), kind=job.kind, ref=str(job.ref)))
    return True


def _end(job: Job, status: str) -> bool:
    """From whichever state the table allows: the row's lock makes rivals wait, and then see what we decided."""
    allowed = Job.objects.filter(id=job.id, status__in=job_states_before(status))
    ended = allowed.update(status=status, closed_at=clock.now())
    job.status = status if ended else job.status
    return bool(ended)


def not_open(job: Job) -> JobNotOpen:
    job.refresh_from_db()
    return JobNotOpen(current=job.status)


def _opened(job: Job) -> JobOpened:
    return JobOpened(
        job_id=str(job.id),
        zone_id=str(job.zone_id),
        kind=job.kind,
        ref=str(job.ref),
        scheduled=job.match_from is not None,
    )


def _patience(zone_id: UUID) -> timedelta:
    return timedelta(seconds=selectors.policy_for(zone_id).patience_s)


def _places(name: str, point: Point | None) -> dict[str, float]:
    return {f"{name}_lat": point.lat, f"{name}_lng": point.lng} if point else {}
