"""Reads of dispatch."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.dispatch.contracts import OFFERED, ON_TRIP, JobPin
from apps.dispatch.models import Job, Offer, Policy, Run
from apps.dispatch.states import JobStatus, OfferStatus, RunStatus
from apps.kernel.problems import Problem


class JobUnknown(Problem):
    status = 404
    slug = "job-unknown"
    title = _("There is no such job.")


class OfferUnknown(Problem):
    """Also for an offer that was made to somebody else."""

    status = 404
    slug = "offer-unknown"
    title = _("There is no such offer.")


def policy_for(zone_id: UUID) -> Policy:
    """The zone's own policy in its highest version, else the general one, else the built-in values (version 0)."""
    versions = Policy.objects.order_by("-version")
    return versions.filter(zone_id=zone_id).first() or versions.filter(zone__isnull=True).first() or Policy()


def job_of(kind: str, ref: UUID) -> Job:
    """Raises JobUnknown."""
    job = Job.objects.filter(kind=kind, ref=ref).first()
    if job is None:
        raise JobUnknown()
    return job


def offer_to(driver_id: UUID, offer_id: UUID) -> Offer:
    """The offer, if it was made to that driver. Raises OfferUnknown."""
    offer = Offer.objects.select_related("job").filter(id=offer_id, driver_id=driver_id).first()
    if offer is None:
        raise OfferUnknown()
    return offer


def jobs_on_map(zone_id: UUID) -> list[JobPin]:
    """The zone's jobs that wait for a driver, oldest first."""
    waiting = Job.objects.filter(zone_id=zone_id, status__in=[JobStatus.OPEN, JobStatus.OFFERED]).order_by("opened_at")
    fields = ("id", "kind", "ref", "pickup_lat", "pickup_lng", "status", "opened_at")
    return [JobPin(*row) for row in waiting.values_list(*fields)]


def driver_states(driver_ids: Collection[UUID]) -> dict[UUID, int]:
    """OFFERED or ON_TRIP for those of `driver_ids` that are not free."""
    states = dict.fromkeys(drivers_with_offer(), OFFERED) | dict.fromkeys(drivers_on_run(), ON_TRIP)
    return {driver_id: states[driver_id] for driver_id in driver_ids if driver_id in states}


def drivers_with_offer() -> set[UUID]:
    return set(Offer.objects.filter(status=OfferStatus.OPEN).values_list("driver_id", flat=True))


def drivers_on_run() -> set[UUID]:
    return set(Run.objects.filter(status=RunStatus.ACTIVE).values_list("driver_id", flat=True))


def topic_of(kind: str, ref: UUID | str) -> str:
    """The topic on which a run's driver is followed."""
    return f"{kind}:{ref}"


def routes() -> dict[UUID, str]:
    """Driver → topic, of all active runs."""
    active = Run.objects.filter(status=RunStatus.ACTIVE).order_by("started_at")
    return {driver_id: topic_of(kind, ref) for driver_id, kind, ref in active.values_list("driver_id", "kind", "ref")}
