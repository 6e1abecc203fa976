"""A driver accepts: one transaction in which exactly one can win."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.dispatch import selectors
from apps.dispatch.events import OfferAccepted
from apps.dispatch.models import Assignment, Job, Offer
from apps.dispatch.services.offers import OfferNotOpen, tell_driver_closed
from apps.dispatch.services.runs import start_run
from apps.dispatch.states import JobStatus, OfferStatus
from apps.fleet import services as fleet
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem


class DriverBusy(Problem):
    status = 409
    slug = "driver-busy"
    title = _("You are on a trip already.")


class DriverOffline(Problem):
    status = 409
    slug = "driver-offline"
    title = _("Go online first.")


def accept_offer(*, offer_id: UUID, driver_person_id: UUID) -> Assignment:
    """Give the job to the driver. Accepting again gives the same assignment.

    Raises OfferUnknown (404); OfferNotOpen, also once the job was canceled or taken away, DriverBusy, DriverOffline
    (409).
    """
    offer = selectors.offer_to(driver_person_id, offer_id)
    try:
        with transaction.atomic():
            return _win(offer)
    except OfferNotOpen:
        given = _given(offer)
        if given is None:
            raise
        _check_theirs(given)
        return given


def _win(offer: Offer) -> Assignment:
    now = clock.now()
    _take_job(offer)
    _take_offer(offer, now)
    assignment = Assignment.objects.create(
        job=offer.job, epoch=offer.epoch, driver_id=offer.driver_id, offer=offer, assigned_at=now
    )
    run = start_run(offer.job, offer.driver_id, offer.slot)
    if run is None:
        raise DriverBusy()
    if not fleet.occupy(driver_id=offer.driver_id):
        raise DriverOffline()
    tell_driver_closed(offer, OfferStatus.ACCEPTED)
    _announce(offer, run.slot)
    return assignment


def _take_job(offer: Offer) -> None:
    """A stale offer's epoch is not the job's any more."""
    offered = Job.objects.filter(id=offer.job_id, status=JobStatus.OFFERED, epoch=offer.epoch)
    if not offered.update(status=JobStatus.ASSIGNED):
        raise _not_open(offer)


def _take_offer(offer: Offer, now) -> None:
    still_open = Offer.objects.filter(id=offer.id, status=OfferStatus.OPEN, deadline__gt=now)
    changes = {
        "status": OfferStatus.ACCEPTED,
        "closed_at": now,
        "delivered_at": Coalesce(F("delivered_at"), Value(now)),
    }
    if not still_open.update(**changes):
        raise _not_open(offer)


def _not_open(offer: Offer) -> OfferNotOpen:
    current = Offer.objects.values_list("status", flat=True).get(id=offer.id)
    # past its deadline and not yet swept
    return OfferNotOpen(current=OfferStatus.EXPIRED.value if current == OfferStatus.OPEN else current)


def _given(offer: Offer) -> Assignment | None:
    return Assignment.objects.filter(offer=offer).select_related("job").first()


def _check_theirs(given: Assignment) -> None:
    """The job ended for this driver when it was canceled, matched again or given to another."""
    if given.job.status == JobStatus.CANCELED or given.job.epoch != given.epoch:
        raise OfferNotOpen(current=JobStatus.CANCELED.value)


def _announce(offer: Offer, slot: str) -> None:
    publish(
        OfferAccepted(
            offer_id=str(offer.id),
            job_id=str(offer.job_id),
            kind=offer.job.kind,
            ref=str(offer.job.ref),
            driver_id=str(offer.driver_id),
            epoch=offer.epoch,
            pickup_eta_s=offer.pickup_eta_s,
            slot=str(slot),
            category=offer.category,
        )
    )
