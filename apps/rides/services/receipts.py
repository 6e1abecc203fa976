"""Receipts: numbered with the ride's completion, rendered to PDF afterwards by whichever worker claims them first."""

import uuid
import zoneinfo
from dataclasses import asdict
from datetime import timedelta

import structlog
from django.db.models import F

from apps.kernel import clock, events
from apps.rides import selectors
from apps.rides.contracts import LegalEntity
from apps.rides.events import ReceiptChanged
from apps.rides.models import Receipt, ReceiptCounter, Ride
from apps.rides.services.receipt_pdf import to_pdf
from apps.rides.states import PdfState

LEASE = timedelta(minutes=2)  # wall time: how long a worker may take, and the pause before the next try
MAX_ATTEMPTS = 5
BATCH = 20

log = structlog.get_logger(__name__)


def issue(*, ride: Ride) -> Receipt:
    """The receipt of a ride that ended in this transaction with something to pay; its number is the next of the market
    and year.
    """
    issued_at = ride.ended_at or clock.now()
    zone = Ride.objects.select_related("zone__market__legal_entity").get(id=ride.id).zone
    time_zone = zone.time_zone or zone.market.time_zone
    year = issued_at.astimezone(zoneinfo.ZoneInfo(time_zone)).year
    entity = zone.market.legal_entity
    frozen = LegalEntity(entity.name, entity.registration_number, entity.tax_number, entity.address)
    return Receipt.objects.create(
        ride=ride,
        number=_next_number(zone.market.code, year),
        issued_at=issued_at,
        language=ride.rider.language,
        time_zone=time_zone,
        legal_entity=asdict(frozen),
        due_at=clock.wall(),
    )


def render_receipt(*, receipt_id: uuid.UUID) -> bool:
    """Render and keep the PDF. Does nothing, and returns False, unless this caller wins the claim.

    The claim is a conditional update with a lease: two workers render once, and a dead worker's claim lapses.
    """
    claim = _claim(receipt_id)
    if claim is None:
        return False
    receipt = Receipt.objects.defer("pdf").select_related("ride__rider", "ride__tip").get(id=receipt_id)
    try:
        content = to_pdf(receipt=selectors.receipt_view(receipt), language=receipt.language)
    except Exception:
        log.exception("receipt_not_rendered", receipt=receipt.number, attempts=receipt.attempts)
        _give_up_after_last_attempt(receipt_id, claim)
        return False
    ready = Receipt.objects.filter(id=receipt_id, claimed_by=claim, pdf_state=PdfState.PENDING)
    return bool(ready.update(pdf=content, pdf_state=PdfState.READY, claimed_by=None))


def render_due() -> int:
    """Render what a lost hint or a dead worker left behind. Returns how many were rendered."""
    due = Receipt.objects.filter(pdf_state=PdfState.PENDING, due_at__lte=clock.wall())
    ids = due.order_by("due_at").values_list("id", flat=True)[:BATCH]
    return sum(render_receipt(receipt_id=receipt_id) for receipt_id in list(ids))


def render_again(*, receipt_id: uuid.UUID) -> None:
    """Forget the PDF and let the sweeper make it anew: for staff, after a failure was repaired."""
    Receipt.objects.filter(id=receipt_id).update(
        pdf=None, pdf_state=PdfState.PENDING, attempts=0, claimed_by=None, due_at=clock.wall()
    )


def change_paper(*, receipt_id: uuid.UUID) -> None:
    """What stands on the paper beside the fare (a tip, a credit) has changed, in this transaction: it is made anew.

    A worker that renders the old one at this moment loses its claim, and with it what it made.
    """
    render_again(receipt_id=receipt_id)
    events.publish(ReceiptChanged(receipt_id=str(receipt_id)))


def _next_number(market: str, year: int) -> str:
    """Without gaps: the counter moves in the transaction that issues, and goes back with it."""
    counter = ReceiptCounter.objects.filter(market=market, year=year)
    if not counter.update(last=F("last") + 1):
        ReceiptCounter.objects.bulk_create([ReceiptCounter(market=market, year=year)], ignore_conflicts=True)
        counter.update(last=F("last") + 1)
    return f"{market}-{year}-{counter.values_list('last', flat=True).get():06}"


def _claim(receipt_id: uuid.UUID) -> uuid.UUID | None:
    claim, now = uuid.uuid4(), clock.wall()
    due = Receipt.objects.filter(id=receipt_id, pdf_state=PdfState.PENDING, due_at__lte=now)
    taken = due.update(claimed_by=claim, due_at=now + LEASE, attempts=F("attempts") + 1)
    return claim if taken else None


def _give_up_after_last_attempt(receipt_id: uuid.UUID, claim: uuid.UUID) -> None:
    last = Receipt.objects.filter(id=receipt_id, claimed_by=claim, attempts__gte=MAX_ATTEMPTS)
    last.update(pdf_state=PdfState.FAILED, claimed_by=None)
