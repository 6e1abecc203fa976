"""From a person to a driver: an application with a vehicle and documents, decided by staff."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.contracts import Role
from apps.accounts.services import audit, grant_role
from apps.fleet import selectors
from apps.fleet.contracts import GateReason
from apps.fleet.events import ApplicationDecided
from apps.fleet.models import Driver, DriverApplication, Vehicle
from apps.fleet.services.holding import hold
from apps.fleet.services.news import tell
from apps.fleet.services.vehicles import submit_vehicle
from apps.fleet.states import (
    APPLICATION_MOVES,
    DRIVER_MOVES,
    VEHICLE_MOVES,
    ApplicationReason,
    ApplicationStatus,
    DriverStatus,
    GateCode,
    VehicleStatus,
)
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem
from apps.kernel.transitions import move


class AlreadyADriver(Problem):
    status = 409
    slug = "already-a-driver"
    title = _("You are a driver already.")


class ApplicationOpen(Problem):
    status = 409
    slug = "application-open"
    title = _("You have an open application already.")


class ApplicationIncomplete(Problem):
    """`reasons` lists what is missing, as going online does."""

    status = 409
    slug = "application-incomplete"
    title = _("Something is missing in the application.")


@transaction.atomic
def apply_to_drive(*, person_id: UUID, role: str, zone: str, **vehicle) -> DriverApplication:
    """Begin an application for a zone (slug), with a vehicle (plate, make, model, colour, category, seats, year).

    Raises NoSuchZone, AlreadyADriver, ApplicationOpen, PlateTaken, VehicleUnfit.
    """
    where = geo.zone(zone)
    driver = _applicant(person_id, geo.market(where.market).id)
    car = submit_vehicle(driver, **vehicle)
    try:
        with transaction.atomic():
            return DriverApplication.objects.create(driver=driver, vehicle=car, zone_id=where.id, role=role)
    except IntegrityError as error:
        raise ApplicationOpen() from error


@transaction.atomic
def submit_application(*, person_id: UUID) -> DriverApplication:
    """Everything is handed in: staff may decide. Raises NoApplication, ApplicationIncomplete, TransitionRefused."""
    application = selectors.application_of(person_id)
    waiting = {GateCode.IN_REVIEW}
    if missing := [reason for reason in _missing(application) if reason.code not in waiting]:
        raise ApplicationIncomplete(reasons=[reason.as_dict() for reason in missing])
    return move(application, ApplicationStatus.SUBMITTED, APPLICATION_MOVES, submitted_at=clock.now())


@transaction.atomic
def withdraw_application(*, person_id: UUID) -> DriverApplication:
    """Raises NoApplication, TransitionRefused."""
    application = selectors.application_of(person_id)
    move(application, ApplicationStatus.WITHDRAWN, APPLICATION_MOVES, decided_at=clock.now())
    _drop_vehicle(application, VehicleStatus.RETIRED)
    return application


@transaction.atomic
def approve_application(*, application_id: UUID, actor_id: UUID) -> DriverApplication:
    """The person is a driver from now on, and may go online with the vehicle.

    Raises TransitionRefused, ApplicationIncomplete while a document is not verified.
    """
    application = _held(application_id)
    _decide(application, ApplicationStatus.APPROVED, actor_id)
    if missing := _missing(application):
        raise ApplicationIncomplete(reasons=[reason.as_dict() for reason in missing])
    _accept_vehicle(application.vehicle)
    move(application.driver, DriverStatus.ACTIVE, DRIVER_MOVES, joined_at=clock.now())
    grant_role(application.driver.person, Role.DRIVER, actor_id=actor_id)
    return application


@transaction.atomic
def reject_application(*, application_id: UUID, actor_id: UUID, reason: str, note: str = "") -> DriverApplication:
    """The person may apply again. Raises TransitionRefused."""
    application = _held(application_id)
    _decide(application, ApplicationStatus.REJECTED, actor_id, reason=ApplicationReason(reason), note=note)
    _drop_vehicle(application, VehicleStatus.REJECTED)
    return application


def _applicant(person_id: UUID, market_id: UUID) -> Driver:
    """The pending driver that the person is from now on; where they apply decides the market."""
    driver, _new = Driver.objects.get_or_create(id=person_id, defaults={"person_id": person_id, "market_id": market_id})
    if not hold(person_id, status=DriverStatus.PENDING):
        raise AlreadyADriver()
    if driver.market_id != market_id:
        Driver.objects.filter(id=person_id).update(market_id=market_id)
    return selectors.driver_of(person_id)


def _held(application_id: UUID) -> DriverApplication:
    applications = DriverApplication.objects.select_related("driver__person", "driver__market", "vehicle")
    hold(applications.values_list("driver_id", flat=True).get(id=application_id))
    return applications.get(id=application_id)


def _missing(application: DriverApplication) -> list[GateReason]:
    return selectors.missing_papers(application.driver, application.vehicle)


def _accept_vehicle(vehicle: Vehicle) -> None:
    """Staff may have accepted it on its own page already."""
    if vehicle.status != VehicleStatus.APPROVED:
        move(vehicle, VehicleStatus.APPROVED, VEHICLE_MOVES, active=True)


def _drop_vehicle(application: DriverApplication, status: str) -> None:
    waiting = Vehicle.objects.filter(id=application.vehicle_id, status=VehicleStatus.SUBMITTED)
    waiting.update(status=status)


def _decide(application: DriverApplication, status: str, actor_id: UUID, **changes: Any) -> None:
    move(application, status, APPLICATION_MOVES, decided_at=clock.now(), decided_by_id=actor_id, **changes)
    person_id = application.driver.person_id
    audit(
        actor_id,
        f"application.{status}",
        f"driver:{person_id}",
        application=str(application.id),
        reason=str(application.reason),
        note=application.note,
    )
    approved = status == ApplicationStatus.APPROVED
    publish(ApplicationDecided(application_id=str(application.id), person_id=str(person_id), approved=approved))
    tell(person_id, "application", lambda: _verdict(application), role=application.role)


def _verdict(application: DriverApplication) -> dict:
    said = {"application_id": str(application.id), "status": application.status}
    if application.status == ApplicationStatus.APPROVED:
        title, detail = _("Welcome: you are a driver now."), _("Sign in as a driver to go online.")
        return {"title": str(title), "detail": str(detail), **said}
    words = [str(application.get_reason_display()), application.note]
    return {"title": str(_("Your application was not accepted.")), "detail": " ".join(filter(None, words)), **said}
