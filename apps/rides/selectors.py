"""Reads. The API's own doors get querysets to page through; outsiders get contracts."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import TITLES, Problem
from apps.pricing.contracts import FareBreakdown
from apps.rides import contracts
from apps.rides.models import Receipt, Ride, RideQuerySet
from apps.rides.states import WITH_DRIVER, PdfState, RideStatus

PIN_SHOWN = (
    RideStatus.REQUESTED,
    RideStatus.SEARCHING,
    RideStatus.ACCEPTED,
    RideStatus.ARRIVING,
    RideStatus.ARRIVED,
)
RETRY_PENDING_S = 2
RETRY_FAILED_S = 600


class RideNotFound(Problem):
    """No such ride for this person: somebody else's ride is not there either."""

    status = 404
    slug = "not-found"
    title = TITLES[404][1]


class ReceiptNotFound(RideNotFound):
    """The ride has no receipt: it is not completed."""


class ReceiptBeingPrepared(Problem):
    status = 503
    slug = "receipt-being-prepared"
    is_expected = True
    title = _("The receipt is being prepared. Try again in a moment.")


def rides_of_rider(person_id: UUID) -> RideQuerySet:
    return Ride.objects.of_rider(person_id).with_people()


def rides_of_driver(person_id: UUID) -> RideQuerySet:
    return Ride.objects.of_driver(person_id).with_people()


def ride_of_rider(person_id: UUID, ride_id: UUID) -> Ride:
    return _only(rides_of_rider(person_id), ride_id)


def ride_of_driver(person_id: UUID, ride_id: UUID) -> Ride:
    return _only(rides_of_driver(person_id), ride_id)


def current_of_rider(person_id: UUID) -> contracts.RideView | None:
    ride = rides_of_rider(person_id).active().first()
    return as_rider_sees(ride) if ride else None


def current_of_driver(person_id: UUID) -> contracts.RideView | None:
    """The ride the driver is on; with a next one already accepted, the older of the two."""
    ride = rides_of_driver(person_id).active().order_by("id").first()
    return as_driver_sees(ride) if ride else None


def as_rider_sees(ride: Ride) -> contracts.RideView:
    return _view(ride, pin=ride.pin if ride.status in PIN_SHOWN else None)


def as_driver_sees(ride: Ride) -> contracts.RideView:
    return _view(ride, pin=None)


def may_follow(person_id: UUID, ride_id: UUID) -> bool:
    """Whether this rider may see the driver of this ride move: from acceptance until the end."""
    return Ride.objects.of_rider(person_id).filter(id=ride_id, status__in=WITH_DRIVER).exists()


def on_map(zone_id: UUID) -> list[contracts.RideOnMap]:
    return [_on_map(ride) for ride in Ride.objects.active().filter(zone_id=zone_id).order_by("id")]


def completed_since(zone_id: UUID, since: datetime) -> int:
    return Ride.objects.filter(zone_id=zone_id, completed_at__gte=since).count()


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
        pickup=_pickup(ride),
        dropoff=_dropoff(ride),
        distance_m=ride.distance_m,
        duration_s=ride.duration_s,
        driver=ride.driver_card or {},
        started_at=ride.started_at or receipt.issued_at,
        completed_at=ride.completed_at or receipt.issued_at,
        fare=FareBreakdown.from_dict(ride.breakdown).describe(),
        pdf=receipt.pdf_state,
    )


def _only(rides: RideQuerySet, ride_id: UUID) -> Ride:
    ride = rides.filter(id=ride_id).first()
    if ride is None:
        raise RideNotFound()
    return ride


def _receipt(person_id: UUID, ride_id: UUID, *, with_pdf: bool = False) -> Receipt:
    mine = Receipt.objects.filter(ride_id=ride_id, ride__rider_id=person_id)
    receipt = (mine if with_pdf else mine.defer("pdf").select_related("ride")).first()
    if receipt is None:
        raise ReceiptNotFound()
    return receipt


def _view(ride: Ride, *, pin: str | None) -> contracts.RideView:
    return contracts.RideView(
        id=ride.id,
        status=ride.status,
        category=ride.category,
        pickup=_pickup(ride),
        dropoff=_dropoff(ride),
        distance_m=ride.distance_m,
        duration_s=ride.duration_s,
        fare=FareBreakdown.from_dict(ride.breakdown).describe(),
        pin=pin,
        rider=contracts.RiderName(first_name(ride)),
        driver=ride.driver_card,
        pickup_eta_s=ride.pickup_eta_s,
        cancel_reason=ride.cancel_reason or None,
        requested_at=ride.requested_at,
        accepted_at=ride.accepted_at,
        arriving_at=ride.arriving_at,
        arrived_at=ride.arrived_at,
        started_at=ride.started_at,
        completed_at=ride.completed_at,
        ended_at=ride.ended_at,
    )


def first_name(ride: Ride) -> str:
    return next(iter(ride.rider.full_name.split()), "")


def _pickup(ride: Ride) -> contracts.Place:
    return contracts.Place(ride.pickup_lat, ride.pickup_lng, ride.pickup_label)


def _dropoff(ride: Ride) -> contracts.Place:
    return contracts.Place(ride.dropoff_lat, ride.dropoff_lng, ride.dropoff_label)


def _on_map(ride: Ride) -> contracts.RideOnMap:
    return contracts.RideOnMap(
        id=ride.id,
        status=ride.status,
        pickup=(ride.pickup_lat, ride.pickup_lng),
        dropoff=(ride.dropoff_lat, ride.dropoff_lng),
        driver=(ride.driver_card or {}).get("full_name"),
    )
