"""Runs: what a driver is doing. The unique constraint on (driver, slot) decides who is busy."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.dispatch import selectors
from apps.dispatch.events import RunPromoted
from apps.dispatch.models import Assignment, Job, Run
from apps.dispatch.states import RunSlot, RunStatus
from apps.fleet import services as fleet
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.commit import after_commit
from apps.kernel.events import publish


def start_run(job: Job, driver_id: UUID, slot: str = RunSlot.CURRENT) -> Run | None:
    """In slot `next` behind the current run, or as the current one if that is over by now. None: the slot is taken."""
    if slot == RunSlot.NEXT and not _hold_current(driver_id):
        slot = RunSlot.CURRENT
    try:
        with transaction.atomic():
            run = Run.objects.create(driver_id=driver_id, slot=slot, kind=job.kind, ref=job.ref, started_at=clock.now())
    except IntegrityError:
        return None
    if slot == RunSlot.CURRENT:
        _follow(run)
    return run


def end_run(job: Job) -> UUID | None:
    """End the job's assignment and its driver's run, in the running transaction. Returns the driver, if there was one.

    A next run of the driver becomes the current one; without any, the driver is free.
    """
    assignment = Assignment.objects.filter(job=job, ended_at__isnull=True).first()
    if assignment is None:
        return None
    now, driver_id = clock.now(), assignment.driver_id
    Assignment.objects.filter(id=assignment.id).update(ended_at=now)
    active = Run.objects.filter(driver_id=driver_id, status=RunStatus.ACTIVE)
    active.filter(kind=job.kind, ref=job.ref).update(status=RunStatus.ENDED, ended_at=now)
    left = {run.slot: run for run in active}
    if RunSlot.CURRENT in left or (RunSlot.NEXT in left and _promote(left[RunSlot.NEXT])):
        return driver_id
    fleet.release(driver_id=driver_id)
    after_commit(fleet.route_positions, driver_id=driver_id, topic=None)
    return driver_id


def expect_free(*, kind: str, ref: UUID, at: datetime, place: Point) -> None:
    """The run for this job is expected to end `at` (city time) in `place`: forward offers count from there."""
    running = Run.objects.filter(kind=kind, ref=ref, status=RunStatus.ACTIVE)
    running.update(free_at=at, free_lat=place.lat, free_lng=place.lng)


def restore_routes() -> None:
    """Tell Redis anew whose positions go where."""
    fleet.set_routes(read=selectors.routes)


def _hold_current(driver_id: UUID) -> bool:
    """Whether the driver has a current run; if so it cannot end before our transaction does.

    The update changes nothing and locks the row. Whoever ends that run waits, and then finds the run we put behind it;
    or we wait, and then find no current run.
    """
    current = Run.objects.filter(driver_id=driver_id, slot=RunSlot.CURRENT, status=RunStatus.ACTIVE)
    return bool(current.update(status=RunStatus.ACTIVE))


def _promote(following: Run) -> bool:
    """The run before it is over. False when it was canceled in the same moment."""
    if not Run.objects.filter(id=following.id, status=RunStatus.ACTIVE).update(slot=RunSlot.CURRENT):
        return False
    _follow(following)
    publish(RunPromoted(driver_id=str(following.driver_id), kind=following.kind, ref=str(following.ref)))
    return True


def _follow(run: Run) -> None:
    after_commit(fleet.route_positions, driver_id=run.driver_id, topic=selectors.topic_of(run.kind, run.ref))
