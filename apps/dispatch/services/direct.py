"""A job given to a driver without an offer: a scanned car, or the staff's decision."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.dispatch import selectors
from apps.dispatch.events import OfferAccepted
from apps.dispatch.models import Assignment, Job
from apps.dispatch.services.acceptance import DriverBusy, DriverOffline
from apps.dispatch.services.jobs import not_open
from apps.dispatch.services.offers import withdraw_offers
from apps.dispatch.services.runs import end_run, start_run
from apps.dispatch.states import JobStatus, RunSlot, job_states_before
from apps.fleet import selectors as fleet_selectors
from apps.fleet import services as fleet
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem


class JobTaken(Problem):
    """Whoever decided had seen it with another driver, or with none."""

    status = 409
    slug = "job-taken"
    title = _("Somebody else has given this ride to a driver just now. Look again.")


@transaction.atomic
def assign_directly(
    *, kind: str, ref: UUID, driver_id: UUID, actor: UUID | None = None, held_by: str | None = None
) -> Assignment:
    """Give the job to the driver, from whoever has it or is asked now. To the driver who has it: nothing happens.

    `held_by` is the driver (an id, "" for none) with whom the decider saw it: if that has changed, JobTaken is raised,
    so that one of two who decide at once wins. None decides whoever has it.

    Raises JobUnknown (404); JobNotOpen, JobTaken, DriverBusy, DriverOffline (409), and then nothing has changed.
    """
    job = selectors.job_of(kind, ref)
    if not _hold(job):
        raise not_open(job)
    running = Assignment.objects.filter(job=job, ended_at__isnull=True).first()
    if running and running.driver_id == driver_id:
        return running
    if held_by is not None and held_by != str(running.driver_id if running else ""):
        raise JobTaken()
    withdraw_offers(job)
    instead_of = end_run(job)
    assignment = _assign(job, driver_id)
    audit(actor, "job.assigned", f"job:{job.id}", driver=str(driver_id), instead_of=str(instead_of or ""))
    _announce(job, driver_id, instead_of)
    return assignment


def _hold(job: Job) -> bool:
    """The row is ours until the commit, if the job may still be assigned."""
    allowed = Job.objects.filter(id=job.id, status__in=job_states_before(JobStatus.ASSIGNED))
    return bool(allowed.update(status=JobStatus.ASSIGNED))


def _assign(job: Job, driver_id: UUID) -> Assignment:
    Job.objects.filter(id=job.id).update(epoch=F("epoch") + 1)
    job.refresh_from_db()
    assignment = Assignment.objects.create(job=job, epoch=job.epoch, driver_id=driver_id, assigned_at=clock.now())
    if start_run(job, driver_id) is None:
        raise DriverBusy()
    if not fleet.occupy(driver_id=driver_id):
        raise DriverOffline()
    return assignment


def _announce(job: Job, driver_id: UUID, instead_of: UUID | None) -> None:
    publish(
        OfferAccepted(
            offer_id="",
            job_id=str(job.id),
            kind=job.kind,
            ref=str(job.ref),
            driver_id=str(driver_id),
            epoch=job.epoch,
            pickup_eta_s=_pickup_eta_s(job, driver_id),
            slot=RunSlot.CURRENT.value,
            category=job.category,
            instead_of=str(instead_of or ""),
        )
    )


def _pickup_eta_s(job: Job, driver_id: UUID) -> int:
    """By the built-in estimator: nobody is called inside a transaction. 0 when the driver's position is not known."""
    position = fleet_selectors.position_of(driver_id)
    if position is None:
        return 0
    pickup = Point(job.pickup_lat, job.pickup_lng)
    metres = geo_services.great_circle_m(Point(position.lat, position.lng), pickup)
    return round(float(geo_services.travel_seconds(metres, clock.now(), geo.zone(job.zone_id))))
