"""Reads of dispatch."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.dispatch.algorithms.reach import LOOK_BACK, PastOffer, is_unreachable
from apps.dispatch.contracts import OFFERED, ON_TRIP, JobPin
from apps.dispatch.models import Job, Offer, Policy, Run
from apps.dispatch.states import JobStatus, OfferStatus, RunSlot, RunStatus
from apps.kernel import clock
from apps.kernel.problems import Problem

IDS_A_QUERY = 500  # databases limit the parameters of a query


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
    of_zone_or_all = Policy.objects.filter(Q(zone_id=zone_id) | Q(zone__isnull=True))
    return of_zone_or_all.order_by(F("zone_id").asc(nulls_last=True), "-version").first() or Policy()


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
    offered, on_trip = drivers_with_offer(driver_ids), drivers_on_run(driver_ids)
    return dict.fromkeys(offered, OFFERED) | dict.fromkeys(on_trip, ON_TRIP)


def drivers_with_offer(driver_ids: Collection[UUID]) -> set[UUID]:
    """Those of `driver_ids` who hold an open offer."""
    return {row[0] for row in _rows_of(driver_ids, Offer.objects.filter(status=OfferStatus.OPEN))}


def drivers_on_run(driver_ids: Collection[UUID]) -> set[UUID]:
    """Those of `driver_ids` who are on a run."""
    return {row[0] for row in _rows_of(driver_ids, Run.objects.filter(status=RunStatus.ACTIVE))}


def drivers_unreachable(driver_ids: Collection[UUID]) -> set[UUID]:
    """Those of `driver_ids` whose apps did not answer lately."""
    now = clock.now()
    recent = Offer.objects.filter(made_at__gt=now - LOOK_BACK, closed_at__isnull=False).order_by("made_at")
    histories: dict[UUID, list[PastOffer]] = defaultdict(list)
    for driver_id, closed_at, seen_at, status in _rows_of(driver_ids, recent, "closed_at", "delivered_at", "status"):
        histories[driver_id].append(PastOffer(closed_at, seen_at, status == OfferStatus.UNDELIVERED))
    return {driver_id for driver_id, offers in histories.items() if is_unreachable(offers, now)}


def topic_of(kind: str, ref: UUID | str) -> str:
    """The topic on which a run's driver is followed."""
    return f"{kind}:{ref}"


def routes() -> dict[UUID, str]:
    """Driver → topic, of all current runs."""
    active = Run.objects.filter(status=RunStatus.ACTIVE, slot=RunSlot.CURRENT)
    return {driver_id: topic_of(kind, ref) for driver_id, kind, ref in active.values_list("driver_id", "kind", "ref")}


def _rows_of(driver_ids: Collection[UUID], rows: QuerySet, *fields: str) -> Iterator[tuple]:
    """(driver id, *fields) of those rows that are about `driver_ids`, in as many queries as there must be."""
    ids = list(driver_ids)
    for start in range(0, len(ids), IDS_A_QUERY):
        yield from rows.filter(driver_id__in=ids[start : start + IDS_A_QUERY]).values_list("driver_id", *fields)
