"""An assigned job loses its driver and is matched again, ahead of the queue."""

import math
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from apps.dispatch import selectors
from apps.dispatch.events import JobReopened
from apps.dispatch.models import Job, Run
from apps.dispatch.services.runs import end_run
from apps.dispatch.states import JobStatus, RematchReason, RunSlot, RunStatus
from apps.fleet import selectors as fleet
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.transitions import TransitionRefused

SILENT = timedelta(minutes=3)


@transaction.atomic
def rematch_job(
    *,
    kind: str,
    ref: UUID,
    not_driver_id: UUID,
    priority_s: int | None = None,
    reason: str = RematchReason.DRIVER_CANCELED,
) -> Job:
    """Take the job from `not_driver_id`, who never gets it again, and match it with a head start of `priority_s`.

    The head start is the policy's by default; patience begins anew. Raises JobUnknown; TransitionRefused unless the job
    is this driver's.
    """
    job = selectors.job_of(kind, ref)
    if not _reopen(job, priority_s) or end_run(job) != not_driver_id:
        current = Job.objects.values_list("status", flat=True).get(id=job.id)
        raise TransitionRefused(current=current, wanted=JobStatus.OPEN)
    job.refresh_from_db()
    publish(
        JobReopened(
            job_id=str(job.id),
            zone_id=str(job.zone_id),
            kind=kind,
            ref=str(ref),
            driver_id=str(not_driver_id),
            epoch=job.epoch,
            reason=str(reason),
        )
    )
    return job


def release_next(*, driver_id: UUID, reason: str) -> int:
    """The driver will not come: what was to follow their current run is matched again. Returns how many jobs."""
    following = Run.objects.filter(driver_id=driver_id, slot=RunSlot.NEXT, status=RunStatus.ACTIVE)
    return sum(_release(run, reason) for run in following)


def release_next_of_silent() -> int:
    """Who has not been heard of for SILENT will not come. Returns how many jobs are matched again.

    Of whom nothing is known at all nothing is concluded: a Redis that lost its memory takes nobody's ride away.
    """
    oldest = (clock.now() - SILENT).timestamp()
    following = Run.objects.filter(slot=RunSlot.NEXT, status=RunStatus.ACTIVE).values_list("driver_id", flat=True)
    heard = {driver_id: fleet.position_of(driver_id, max_age_s=math.inf) for driver_id in following}
    silent = [driver_id for driver_id, position in heard.items() if position and position.at < oldest]
    return sum(release_next(driver_id=driver_id, reason=RematchReason.WENT_OFFLINE) for driver_id in silent)


def _release(run: Run, reason: str) -> bool:
    try:
        rematch_job(kind=run.kind, ref=run.ref, not_driver_id=run.driver_id, reason=reason)
    except TransitionRefused:  # it was canceled, or given to somebody else, a moment before
        return False
    return True


def _reopen(job: Job, priority_s: int | None) -> int:
    policy = selectors.policy_for(job.zone_id)
    assigned = Job.objects.filter(id=job.id, status=JobStatus.ASSIGNED, epoch=job.epoch)
    return assigned.update(
        status=JobStatus.OPEN,
        epoch=F("epoch") + 1,
        radius_step=0,
        priority_s=policy.rematch_priority_s if priority_s is None else priority_s,
        patience_until=clock.now() + timedelta(seconds=policy.patience_s),
    )
