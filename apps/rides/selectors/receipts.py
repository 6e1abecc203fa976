"""Receipts, as their rider reads them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem
from apps.pricing.contracts import FareBreakdown
from apps.rides import contracts
from apps.rides.models import Receipt, Tip
from apps.rides.selectors import views
from apps.rides.selectors.cases import amount_dict
from apps.rides.selectors.rides import RideNotFound
from apps.rides.selectors.stops import stops_of
from apps.rides.states import PdfState

RETRY_PENDING_S = 2
RETRY_FAILED_S = 600


class ReceiptNotFound(RideNotFound):
    """The ride has no receipt: it is not completed, or nothing was to be paid."""


class ReceiptBeingPrepared(Problem):
    status = 503
    slug = "receipt-being-prepared"
    is_expected = True
    title = _("The receipt is being prepared. Try again in a moment.")


def receipt_of_rider(person_id: UUID, ride_id: UUID) -> contracts.ReceiptView:
    """Raises ReceiptNotFound until the ride is completed."""
    return receipt_view(_receipt(person_id, ride_id))


def receipt_pdf_of_rider(person_id: UUID, ride_id: UUID) -> tuple[str, bytes]:
    """Its number and the PDF. Raises ReceiptNotFound, and ReceiptBeingPrepared while it is not rendered."""
    receipt = _receipt(person_id, ride_id, with_pdf=True)
    if receipt.pdf_state != PdfState.READY:
        wait = RETRY_FAILED_S if receipt.pdf_state == PdfState.FAILED else RETRY_PENDING_S
        raise ReceiptBeingPrepared(retry_after_s=wait)
    return receipt.number, bytes(receipt.pdf or b"")


def receipt_view(receipt: Receipt) -> contracts.ReceiptView:
    ride = receipt.ride
    return contracts.ReceiptView(
        number=receipt.number,
        ride_id=ride.id,
        issued_at=receipt.issued_at,
        legal_entity=contracts.LegalEntity(**receipt.legal_entity),
        time_zone=receipt.time_zone,
        category=ride.category,
        pickup=views.pickup(ride),
        dropoff=views.dropoff(ride),
        stops=stops_of(ride),
        distance_m=ride.distance_m,
        duration_s=ride.duration_s,
        driver=ride.driver_card,
        started_at=ride.started_at,
        completed_at=ride.completed_at,
        ended_at=ride.ended_at or receipt.issued_at,
        fare=FareBreakdown.from_dict(ride.fee or ride.breakdown).describe(),
        pdf=receipt.pdf_state,
        guest=ride.guest_name,
        tip=tip_dict(ride.tip) if hasattr(ride, "tip") else None,
        credit=amount_dict(ride.adjusted_minor, ride.currency) if ride.adjusted_minor else None,
    )


def tip_dict(tip: Tip) -> dict:
    """JSON-plain. Promised: no posting belongs to it yet."""
    return amount_dict(tip.amount_minor, tip.currency)


def _receipt(person_id: UUID, ride_id: UUID, *, with_pdf: bool = False) -> Receipt:
    mine = Receipt.objects.filter(ride_id=ride_id, ride__rider_id=person_id)
    receipt = (mine if with_pdf else mine.defer("pdf").select_related("ride__tip")).first()
    if receipt is None:
        raise ReceiptNotFound()
    return receipt
