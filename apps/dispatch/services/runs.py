"""Runs: what a driver is doing. The unique constraint on (driver, slot) decides who is busy."""

from django.db import IntegrityError, transaction

from apps.dispatch import selectors
from apps.dispatch.models import Assignment, Job, Run
from apps.dispatch.states import RunStatus
from apps.fleet import services as fleet
from apps.kernel import clock
from apps.kernel.commit import after_commit


def start_run(job: Job, driver_id) -> Run | None:
    """None when the driver is on a run already."""
    try:
        with transaction.atomic():
            run = Run.objects.create(driver_id=driver_id, kind=job.kind, ref=job.ref, started_at=clock.now())
    except IntegrityError:
        return None
    topic = selectors.topic_of(job.kind, job.ref)
    after_commit(fleet.route_positions, driver_id=driver_id, topic=topic)
    return run


def end_run(job: Job) -> None:
    """End the job's assignment and its driver's run, if there are any, in the running transaction."""
    now = clock.now()
    assignment = Assignment.objects.filter(job=job, ended_at__isnull=True).first()
    if assignment is None:
        return
    Assignment.objects.filter(id=assignment.id).update(ended_at=now)
    active = Run.objects.filter(driver_id=assignment.driver_id, status=RunStatus.ACTIVE)
    active.filter(kind=job.kind, ref=job.ref).update(status=RunStatus.ENDED, ended_at=now)
    if not active.exists():
        fleet.release(driver_id=assignment.driver_id)
        after_commit(fleet.route_positions, driver_id=assignment.driver_id, topic=None)


def restore_routes() -> None:
    """Tell Redis anew whose positions go where."""
    fleet.set_routes(read=selectors.routes)
