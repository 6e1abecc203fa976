"""The documents a driver owes, and what became of each."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.fleet.algorithms.gates import Required
from apps.fleet.contracts import DocumentSlot
from apps.fleet.models import Driver, DriverDocument, Vehicle
from apps.fleet.selectors.drivers import driver_of
from apps.fleet.selectors.gates import today
from apps.fleet.selectors.rules import required
from apps.fleet.states import DocumentKind, DocumentStatus, VehicleStatus
from apps.kernel.problems import Problem

MISSING = "missing"


class NoSuchDocument(Problem):
    """Also for a document of somebody else, and for a file that is not kept any more."""

    status = 404
    slug = "no-such-document"
    title = _("There is no such document.")


def document_slots(driver_id: UUID) -> list[DocumentSlot]:
    """What the driver's market asks of them and of each vehicle they have, the person's documents first.

    Raises NotADriver.
    """
    return slots_of(driver_of(driver_id))


def slots_of(driver: Driver) -> list[DocumentSlot]:
    vehicles = list(Vehicle.objects.filter(driver=driver).exclude(status=VehicleStatus.RETIRED).order_by("id"))
    documents = DriverDocument.objects.filter(driver=driver).exclude(status=DocumentStatus.REPLACED).order_by("id")
    by_slot: dict[tuple[str, UUID | None], list[DriverDocument]] = {}
    for document in documents:
        by_slot.setdefault((document.kind, document.vehicle_id), []).append(document)
    wanted: list[tuple[Required, Vehicle | None]] = []
    for each in required(driver.market_id):
        wanted += [(each, vehicle) for vehicle in vehicles] if each.per_vehicle else [(each, None)]
    return [_slot(driver, each, car, by_slot.get((each.kind, car.id if car else None), [])) for each, car in wanted]


def next_waiting_document(after: DriverDocument) -> DriverDocument | None:
    """What staff look at next: in the order in which it was handed in, from the beginning again after the last."""
    waiting = DriverDocument.objects.filter(status=DocumentStatus.SUBMITTED).exclude(id=after.id)
    waiting = waiting.order_by("submitted_at", "id")
    later = Q(submitted_at__gt=after.submitted_at) | Q(submitted_at=after.submitted_at, id__gt=after.id)
    return waiting.filter(later).first() or waiting.first()


def document_with_file(driver_id: UUID, document_id: UUID) -> DriverDocument:
    """The driver's own document, if its file is there. Raises NoSuchDocument."""
    document = DriverDocument.objects.filter(id=document_id, driver_id=driver_id).exclude(file="").first()
    if document is None:
        raise NoSuchDocument()
    return document


def _slot(driver: Driver, asked: Required, vehicle: Vehicle | None, documents: list[DriverDocument]) -> DocumentSlot:
    """The verified document is the one that counts; without one, the last that was handed in."""
    by_status = {document.status: document for document in documents}
    waiting = by_status.get(DocumentStatus.SUBMITTED)
    current = by_status.get(DocumentStatus.VERIFIED) or (documents[-1] if documents else None)
    return DocumentSlot(
        kind=asked.kind,
        title=str(DocumentKind(asked.kind).label),
        needs_expiry=asked.needs_expiry,
        vehicle_id=vehicle.id if vehicle else None,
        plate=vehicle.plate if vehicle else "",
        status=_status(driver, current),
        document_id=current.id if current else None,
        number=current.number if current else "",
        expires_on=current.expires_on if current else None,
        reason=str(current.get_reason_display()) if current and current.reason else "",
        note=current.note if current else "",
        waiting_id=waiting.id if waiting and waiting is not current else None,
    )


def _status(driver: Driver, document: DriverDocument | None) -> str:
    """A verified document past its day is expired, also before the hourly job has said so."""
    if document is None:
        return MISSING
    over = document.expires_on is not None and document.expires_on < today(driver)
    return str(DocumentStatus.EXPIRED if document.status == DocumentStatus.VERIFIED and over else document.status)
