"""Jobs, offers and the policies they are matched by."""

from uuid import UUID

from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from apps.dispatch.contracts import JobPin
from apps.dispatch.models import Job, Offer, Policy
from apps.dispatch.states import JobStatus
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


def policy_for(zone_id: UUID | None) -> Policy:
    """The zone's own policy in its highest version, else the general one, else the built-in values (version 0)."""
    general = Q(zone__isnull=True)
    may_apply = Policy.objects.filter(general | Q(zone_id=zone_id) if zone_id else general)
    return may_apply.order_by(F("zone_id").asc(nulls_last=True), "-version").first() or Policy()


def last_version(zone_id: UUID | None) -> int:
    """The highest version of the zone's own policies (None: of the general ones); 0 without any."""
    own = Q(zone_id=zone_id) if zone_id else Q(zone__isnull=True)
    return Policy.objects.filter(own).aggregate(last=Max("version"))["last"] or 0


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
