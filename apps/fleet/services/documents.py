"""A driver's documents: handed in, checked by staff, replaced by the next one (decision 0010).

The driver's row is the lock of every change; the constraints of one waiting and one verified document of a kind stand
behind it.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.fleet import selectors
from apps.fleet.algorithms import gates, papers
from apps.fleet.events import DocumentDecided
from apps.fleet.models import Driver, DriverDocument, Vehicle
from apps.fleet.services.holding import hold
from apps.fleet.services.news import tell
from apps.fleet.services.shifts import end_after_run
from apps.fleet.services.vehicles import NoSuchVehicle
from apps.fleet.states import DOCUMENT_MOVES, DocumentReason, DocumentStatus, EndReason, VehicleStatus
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem
from apps.kernel.transitions import TransitionRefused, move

_WHY = {
    "too_large": _("A file may have at most 10 MB."),
    "too_many_pixels": _("A picture may have at most 50 million pixels."),
    "unreadable": _("It is not a JPEG, PNG or WebP picture, nor a PDF, or it is damaged."),
    "locked": _("The PDF is protected by a password."),
    "active": _("The PDF brings a program or another file with it."),
}


class FileRefused(Problem):
    """`reason`: too_large, too_many_pixels, unreadable, locked or active."""

    status = 422
    slug = "file-refused"
    title = _("We cannot take this file.")


class DocumentNotAsked(Problem):
    status = 422
    slug = "document-not-asked"
    title = _("Your market does not ask for this document.")


class ExpiryNeeded(Problem):
    status = 422
    slug = "expiry-needed"
    title = _("Say on which day this document expires.")


class DocumentOutOfDate(Problem):
    status = 422
    slug = "document-out-of-date"
    title = _("This document has expired already.")


def read_paper(data: bytes) -> papers.Paper:
    """A sent file, made safe to keep: before any transaction, as it takes a while. Raises FileRefused."""
    try:
        return papers.read(data)
    except papers.PaperRefused as refused:
        raise file_refused(refused.code) from refused


def file_refused(code: str) -> FileRefused:
    return FileRefused(_WHY[code], reason=code)


@transaction.atomic
def submit_document(
    *,
    driver_id: UUID,
    kind: str,
    paper: papers.Paper,
    vehicle_id: UUID | None = None,
    number: str = "",
    expires_on: date | None = None,
) -> DriverDocument:
    """Hand in a document; one of the kind that still waits is replaced by it, a verified one goes on until this one is.

    Raises NotADriver, DocumentNotAsked, NoSuchVehicle, ExpiryNeeded, DocumentOutOfDate.
    """
    driver = selectors.driver_of(driver_id)
    required = _required(driver, kind)
    vehicle = _vehicle(driver, vehicle_id) if required.per_vehicle else None
    _check_expiry(driver, required, expires_on)
    hold(driver_id)
    waiting = DriverDocument.objects.filter(driver=driver, vehicle=vehicle, kind=kind, status=DocumentStatus.SUBMITTED)
    waiting.update(status=DocumentStatus.REPLACED, decided_at=clock.now())
    document = DriverDocument(driver=driver, vehicle=vehicle, kind=kind, number=number, expires_on=expires_on)
    document.media_type = paper.media_type
    document.file.save(f"paper.{paper.extension}", ContentFile(paper.data), save=False)
    document.save(force_insert=True)
    return document


@transaction.atomic
def verify_document(
    *, document_id: UUID, actor_id: UUID, number: str = "", expires_on: date | None = None
) -> DriverDocument:
    """Staff have checked it; `number` and `expires_on` as they read them. The one verified before is replaced.

    Raises TransitionRefused, ExpiryNeeded, DocumentOutOfDate.
    """
    document = _held(document_id)
    expires_on = expires_on or document.expires_on
    _check_expiry(document.driver, _required(document.driver, document.kind), expires_on)
    before = DriverDocument.objects.filter(
        driver=document.driver, vehicle=document.vehicle, kind=document.kind, status=DocumentStatus.VERIFIED
    )
    before.exclude(id=document.id).update(status=DocumentStatus.REPLACED)
    changes = {"number": number or document.number, "expires_on": expires_on, "reason": "", "note": ""}
    _decide(document, DocumentStatus.VERIFIED, actor_id, **changes)
    return document


def reject_document(*, document_id: UUID, actor_id: UUID, reason: str, note: str = "") -> DriverDocument:
    """Staff do not accept what waits. Raises TransitionRefused, also when a colleague has just verified it."""
    return _refuse(document_id, DocumentStatus.SUBMITTED, actor_id, reason, note)


def revoke_document(*, document_id: UUID, actor_id: UUID, reason: str, note: str = "") -> DriverDocument:
    """What was verified counts no longer: a shift that it allowed ends after its run. Raises TransitionRefused."""
    return _refuse(document_id, DocumentStatus.VERIFIED, actor_id, reason, note)


def end_shift_without_papers(driver_id: UUID) -> None:
    """Whom a document keeps from going online does not stay online either: the open shift ends, after its run."""
    if selectors.open_shift(driver_id) and any(reason.kind for reason in selectors.go_online_refusals(driver_id)):
        end_after_run(driver_id, EndReason.DOCUMENT)


def about(document: DriverDocument) -> str:
    """What it is and of which car, in the active language."""
    kind = str(document.get_kind_display())
    return f"{kind} · {document.vehicle.plate}" if document.vehicle else kind


def news(document: DriverDocument, title: object, detail: object = "") -> dict:
    """What its owner is told of a document."""
    said = {"document_id": str(document.id), "kind": document.kind, "status": document.status}
    return {"title": str(title), "detail": str(detail), "document": about(document), **said}


@transaction.atomic
def _refuse(document_id: UUID, seen_as: str, actor_id: UUID, reason: str, note: str) -> DriverDocument:
    document = _held(document_id)
    if document.status != seen_as:
        raise TransitionRefused(current=document.status, wanted=DocumentStatus.REJECTED)
    _decide(document, DocumentStatus.REJECTED, actor_id, reason=DocumentReason(reason), note=note)
    end_shift_without_papers(document.driver_id)
    return document


def _decide(document: DriverDocument, status: str, actor_id: UUID, **changes: Any) -> None:
    move(document, status, DOCUMENT_MOVES, decided_at=clock.now(), decided_by_id=actor_id, **changes)
    audit(
        actor_id,
        f"document.{status}",
        f"driver:{document.driver_id}",
        document=str(document.id),
        kind=document.kind,
        reason=str(document.reason),
        note=document.note,
    )
    verified = status == DocumentStatus.VERIFIED
    publish(DocumentDecided(document_id=str(document.id), driver_id=str(document.driver_id), verified=verified))
    tell(document.driver_id, "document", lambda: _verdict(document), role=selectors.role_of(document.driver_id))


def _verdict(document: DriverDocument) -> dict:
    if document.status == DocumentStatus.VERIFIED:
        return news(document, _("Your document has been verified."))
    words = [str(document.get_reason_display()), document.note]
    return news(document, _("Your document was not accepted."), " ".join(filter(None, words)))


def _held(document_id: UUID) -> DriverDocument:
    """The document as it is once its driver's row is ours."""
    documents = DriverDocument.objects.select_related("driver__person", "driver__market", "vehicle")
    hold(documents.values_list("driver_id", flat=True).get(id=document_id))
    return documents.get(id=document_id)


def _required(driver: Driver, kind: str) -> gates.Required:
    found = next((each for each in selectors.required(driver.market_id) if each.kind == kind), None)
    if found is None:
        raise DocumentNotAsked()
    return found


def _vehicle(driver: Driver, vehicle_id: UUID | None) -> Vehicle:
    own = Vehicle.objects.filter(driver=driver, id=vehicle_id) if vehicle_id else Vehicle.objects.none()
    vehicle = own.exclude(status=VehicleStatus.RETIRED).first()
    if vehicle is None:
        raise NoSuchVehicle()
    return vehicle


def _check_expiry(driver: Driver, required: gates.Required, expires_on: date | None) -> None:
    if required.needs_expiry and expires_on is None:
        raise ExpiryNeeded()
    if expires_on and expires_on < selectors.today(driver):
        raise DocumentOutOfDate()
