"""Jobs: opened by a product in its own transaction, ended by it or by patience."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.dispatch import selectors
from apps.dispatch.events import JobOpened, JobUnserved
from apps.dispatch.models import Job
from apps.dispatch.services.offers import withdraw_offers
from apps.dispatch.services.runs import end_run
from apps.dispatch.states import JobStatus, job_states_before
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.transitions import TransitionRefused

SWEEP = 500


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
) -> Job:
    """Ask for a driver, in the caller's transaction. Drivers are shown `details` (JSON-plain) beside our own fields."""
    opened_at = opened_at or clock.now()
    job = Job.objects.create(
        kind=kind,
        ref=ref,
        zone_id=zone_id,
        category=category,
        pickup_lat=pickup.lat,
        pickup_lng=pickup.lng,
        dropoff_lat=dropoff.lat if dropoff else None,
        dropoff_lng=dropoff.lng if dropoff else None,
        details=details or {},
        opened_at=opened_at,
        patience_until=opened_at + timedelta(seconds=selectors.policy_for(zone_id).patience_s),
    )
    publish(JobOpened(job_id=str(job.id), zone_id=str(zone_id)))
    return job


@transaction.atomic
def cancel_job(*, kind: str, ref: UUID) -> Job:
    """End a job that is not finished: open offers are withdrawn, its run ends.

    Nothing happens to one that is cancelled or unserved. Raises JobUnknown; TransitionRefused when it is done.
    """
    job = selectors.job_of(kind, ref)
    if not _end(job, JobStatus.CANCELLED):
        job.refresh_from_db()
        if job.status == JobStatus.DONE:
            raise TransitionRefused(current=job.status, wanted=JobStatus.CANCELLED)
        return job
    withdraw_offers(job)
    end_run(job)
    return job


@transaction.atomic
def finish_job(*, kind: str, ref: UUID) -> Job:
    """The work is done: the driver is free. Raises JobUnknown, TransitionRefused unless it is assigned."""
    job = selectors.job_of(kind, ref)
    if not _end(job, JobStatus.DONE):
        job.refresh_from_db()
        raise TransitionRefused(current=job.status, wanted=JobStatus.DONE)
    end_run(job)
    return job


def exhaust_jobs() -> int:
    """Give up on open jobs whose patience is over. Returns how many."""
    over = Job.objects.filter(status=JobStatus.OPEN, patience_until__lte=clock.now()).order_by("patience_until")
    return sum(_give_up(job) for job in over[:SWEEP])


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
