"""Offers: made to one driver, seen, declined, expired, withdrawn. Each end is one conditional update."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from prometheus_client import Counter

from apps.accounts.contracts import Role
from apps.dispatch import selectors
from apps.dispatch.algorithms.problem import Match
from apps.dispatch.events import OfferClosed, OfferMade
from apps.dispatch.models import Job, Offer
from apps.dispatch.states import JobStatus, OfferStatus
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem
from apps.realtime import services as realtime

SWEEP = 500
CLOSED_NEWS = timedelta(minutes=1)

offers_total = Counter("superapp_offers_total", "Offers made and ended, by what happened.", ["what"])


class OfferNotOpen(Problem):
    """`current` says what became of it."""

    status = 409
    slug = "offer-not-open"
    title = _("This offer is over.")


def make_offer(*, job: Job, match: Match, offer_s: int) -> Offer | None:
    """Offer `job`, as it was read, to the matched driver for `offer_s` city seconds.

    None when the database says no: the job moved on, or the driver holds an open offer or had this job before.
    """
    try:
        with transaction.atomic():
            fresh = Job.objects.filter(id=job.id, status=JobStatus.OPEN, epoch=job.epoch)
            if not fresh.update(status=JobStatus.OFFERED, epoch=job.epoch + 1):
                return None
            return _create(job, match, timedelta(seconds=offer_s))
    except IntegrityError:
        return None


def decline_offer(*, offer_id: UUID, driver_person_id: UUID, reason: str = "") -> None:
    """The driver says no; saying it again is fine. Raises OfferUnknown, OfferNotOpen."""
    offer = selectors.offer_to(driver_person_id, offer_id)
    if not _close(offer, OfferStatus.DECLINED, reason=reason):
        offer.refresh_from_db()
        if offer.status != OfferStatus.DECLINED:
            raise OfferNotOpen(current=offer.status)


def mark_delivered(*, offer_id: UUID, driver_person_id: UUID) -> None:
    """The driver's app shows the offer; said too late, it is still a sign of life. Raises OfferUnknown."""
    offer = selectors.offer_to(driver_person_id, offer_id)
    unseen = [OfferStatus.OPEN, OfferStatus.UNDELIVERED]
    shown = Offer.objects.filter(id=offer.id, status__in=unseen, delivered_at__isnull=True)
    shown.update(delivered_at=clock.now())


def expire_offers() -> int:
    """Close open offers past their deadline: expired, or undelivered if the app never showed them. Returns how many."""
    over = Offer.objects.filter(status=OfferStatus.OPEN, deadline__lte=clock.now())
    return sum(_expire(offer) for offer in over.select_related("job").order_by("deadline")[:SWEEP])


def close_offers_of(*, driver_id: UUID, reason: str, requester_id: UUID | None = None) -> int:
    """The driver went away, or should not meet `requester_id`: what they hold (from that person) counts as declined.

    Returns how many offers that were.
    """
    held = Offer.objects.filter(driver_id=driver_id, status=OfferStatus.OPEN).select_related("job")
    held = held.filter(job__requester_id=requester_id) if requester_id else held
    return sum(_close(offer, OfferStatus.DECLINED, reason=reason) for offer in held)


def withdraw_offers(job: Job) -> None:
    """The job is gone: in the transaction that ended it, take its open offer back."""
    for offer in Offer.objects.filter(job=job, status=OfferStatus.OPEN):
        offer.job = job
        if Offer.objects.filter(id=offer.id, status=OfferStatus.OPEN).update(
            status=OfferStatus.WITHDRAWN, closed_at=clock.now()
        ):
            _announce_end(offer, OfferStatus.WITHDRAWN)


def tell_driver_closed(offer: Offer, status: str) -> None:
    """The offer is not sent again, and the driver's apps take it off the screen."""
    stream = _stream(offer)
    realtime.invalidate(stream, event="offer.made", about=str(offer.id))
    data = {"offer_id": str(offer.id), "status": str(status)}
    realtime.publish(stream, "offer.closed", data, valid_for=CLOSED_NEWS, about=str(offer.id))
    offers_total.labels(str(status)).inc()


def _create(job: Job, match: Match, valid_for: timedelta) -> Offer:
    now = clock.now()
    offer = Offer.objects.create(
        job=job,
        epoch=job.epoch + 1,
        driver_id=match.driver_id,
        slot=match.slot,
        category=match.category or job.category,
        pickup_eta_s=round(match.eta_s),
        pickup_distance_m=round(match.distance_m),
        made_at=now,
        deadline=now + valid_for,
    )
    realtime.publish(_stream(offer), "offer.made", _shown(offer), valid_for=valid_for, about=str(offer.id))
    publish(OfferMade(offer_id=str(offer.id)))
    offers_total.labels("made").inc()
    return offer


def _shown(offer: Offer) -> dict:
    """What the driver sees. The pickup is rounded to some 100 m: the address is for who takes the job."""
    job = offer.job
    return {
        **job.details,
        "offer_id": str(offer.id),
        "kind": job.kind,
        "category": offer.category,
        "asked_category": job.category,
        "slot": str(offer.slot),
        "pickup": {"lat": round(job.pickup_lat, 3), "lng": round(job.pickup_lng, 3)},
        "pickup_eta_s": offer.pickup_eta_s,
        "pickup_distance_m": offer.pickup_distance_m,
        "deadline": offer.deadline.isoformat(),
    }


def _expire(offer: Offer) -> bool:
    seen = offer.delivered_at is not None
    status = OfferStatus.EXPIRED if seen else OfferStatus.UNDELIVERED
    return _close(offer, status, deadline__lte=clock.now(), delivered_at__isnull=not seen)


def _close(offer: Offer, status: str, *, reason: str = "", **still: object) -> bool:
    """End an open offer and free its job for the next driver, if both are as `offer` and `still` say."""
    with transaction.atomic():
        freed = _free_job(offer, widen=status != OfferStatus.UNDELIVERED or _undelivered_before(offer))
        mine = Offer.objects.filter(id=offer.id, status=OfferStatus.OPEN, **still)
        if not (freed and mine.update(status=status, closed_at=clock.now(), reason=reason[:60])):
            transaction.set_rollback(True)
            return False
        _announce_end(offer, status)
    return True


def _undelivered_before(offer: Offer) -> bool:
    return Offer.objects.filter(job_id=offer.job_id, status=OfferStatus.UNDELIVERED).exists()


def _free_job(offer: Offer, *, widen: bool) -> int:
    job = Job.objects.filter(id=offer.job_id, status=JobStatus.OFFERED, epoch=offer.epoch)
    return job.update(status=JobStatus.OPEN, radius_step=F("radius_step") + int(widen))


def _announce_end(offer: Offer, status: str) -> None:
    tell_driver_closed(offer, status)
    zone_id, driver_id = str(offer.job.zone_id), str(offer.driver_id)
    publish(OfferClosed(offer_id=str(offer.id), zone_id=zone_id, status=str(status), driver_id=driver_id))


def _stream(offer: Offer) -> str:
    return realtime.personal_stream(Role.DRIVER, offer.driver_id)
