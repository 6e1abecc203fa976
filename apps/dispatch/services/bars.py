"""What keeps a driver from one job: history, people who avoid each other, the way home."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Count

from apps.dispatch.algorithms.home import leads_home
from apps.dispatch.algorithms.problem import Supply
from apps.dispatch.models import Assignment, Job, Offer
from apps.dispatch.states import Gate, OfferStatus
from apps.fleet import selectors as fleet
from apps.fleet.contracts import DriverOnDuty

UNDELIVERED_A_PAIR = 2

Bars = dict[UUID, dict[UUID, Gate]]
"""job → driver → the gate that keeps the driver from this job."""


def earlier_offers(jobs: Sequence[Job]) -> tuple[Bars, dict[UUID, set[UUID]]]:
    """Who was offered a job or left it, or twice had an app that did not answer; and, by job, who had that once."""
    bars: Bars = defaultdict(dict)
    unheard: dict[UUID, set[UUID]] = defaultdict(set)
    ids = [job.id for job in jobs]
    for job_id, driver_id in Assignment.objects.filter(job_id__in=ids).values_list("job_id", "driver_id"):
        bars[job_id][driver_id] = Gate.OFFERED_BEFORE
    earlier = Offer.objects.filter(job_id__in=ids).exclude(status=OfferStatus.WITHDRAWN).order_by()
    counted = earlier.values_list("job_id", "driver_id", "status").annotate(count=Count("id"))
    for job_id, driver_id, status, count in counted:
        if status == OfferStatus.UNDELIVERED and count < UNDELIVERED_A_PAIR:
            unheard[job_id].add(driver_id)
        else:
            bars[job_id][driver_id] = Gate.OFFERED_BEFORE
    return bars, unheard


def pairs(jobs: Sequence[Job], bars: Bars) -> dict[UUID, set[UUID]]:
    """Bars drivers who are not to be matched with a job's person. Returns the favourites by job."""
    favourites: dict[UUID, set[UUID]] = defaultdict(set)
    requesters = {job.requester_id for job in jobs if job.requester_id}
    known = fleet.pairs_of(requesters) if requesters else {}
    for job in jobs:
        for driver_id, kind in (known.get(job.requester_id, {}) if job.requester_id else {}).items():
            if kind == "blocked":
                bars[job.id][driver_id] = Gate.BLOCKED_PAIR
            else:
                favourites[job.id].add(driver_id)
    return favourites


def bar_detours(
    jobs: Sequence[Job], supply: Sequence[Supply], duty: dict[UUID, DriverOnDuty], share: float, bars: Bars
) -> None:
    """Who is on the way home gets what leads there; a job without a destination leads nowhere."""
    known = [job for job in jobs if job.dropoff_lat is not None and job.dropoff_lng is not None]
    pickups = [(job.pickup_lat, job.pickup_lng) for job in known]
    dropoffs = [(job.dropoff_lat or 0.0, job.dropoff_lng or 0.0) for job in known]
    for driver in supply:
        if home := duty[driver.id].home:
            fits = leads_home((driver.lat, driver.lng), home, pickups, dropoffs, share)
            homeward = {job.id for job, fit in zip(known, fits.tolist(), strict=True) if fit}
            _bar(driver.id, (job.id for job in jobs if job.id not in homeward), bars)


def _bar(driver_id: UUID, job_ids: Iterable[UUID], bars: Bars) -> None:
    for job_id in job_ids:
        bars[job_id].setdefault(driver_id, Gate.HOME)
