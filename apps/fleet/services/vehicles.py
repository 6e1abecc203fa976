"""A driver's vehicles: added, checked, one of them active, retired. The driver's row is the lock of every switch."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.services import audit
from apps.fleet import selectors
from apps.fleet.algorithms import gates
from apps.fleet.models import Driver, Vehicle
from apps.fleet.services.holding import hold
from apps.fleet.services.news import tell
from apps.fleet.services.shifts import end_after_run
from apps.fleet.states import ALSO_SERVES, VEHICLE_MOVES, EndReason, VehicleReason, VehicleStatus
from apps.kernel.problems import Problem
from apps.kernel.transitions import move


class PlateTaken(Problem):
    status = 409
    slug = "plate-taken"
    title = _("This plate is registered already.")


class NoSuchVehicle(Problem):
    status = 404
    slug = "no-such-vehicle"
    title = _("There is no such vehicle.")


class VehicleUnfit(Problem):
    """`min_seats` and `max_age_years` say what the category asks for."""

    status = 422
    slug = "vehicle-unfit"
    title = _("This vehicle does not meet the rules of the category.")


class VehicleNotApproved(Problem):
    status = 409
    slug = "vehicle-not-approved"
    title = _("This vehicle has not been approved yet.")


class GoOfflineFirst(Problem):
    status = 409
    slug = "go-offline-first"
    title = _("Go offline first.")


class CategoryNotServed(Problem):
    """`allowed` lists what the vehicle may serve beside its own category."""

    status = 422
    slug = "category-not-served"
    title = _("This vehicle cannot serve that category.")


def add_vehicle(*, driver_id: UUID, **details) -> Vehicle:
    """A further vehicle (plate, make, model, colour, category, seats, year), to be approved by staff.

    Raises NotADriver, PlateTaken, VehicleUnfit.
    """
    return submit_vehicle(selectors.driver_of(driver_id), **details)


def submit_vehicle(driver: Driver, **details) -> Vehicle:
    """A vehicle that staff have not seen. Raises PlateTaken, VehicleUnfit."""
    vehicle = Vehicle(driver=driver, status=VehicleStatus.SUBMITTED, active=False, **details)
    check_category(vehicle)
    return insert_vehicle(vehicle)


def insert_vehicle(vehicle: Vehicle) -> Vehicle:
    """Raises PlateTaken."""
    try:
        with transaction.atomic():
            vehicle.save(force_insert=True)
    except IntegrityError as error:
        raise PlateTaken() from error
    return vehicle


@transaction.atomic
def activate_vehicle(*, driver_id: UUID, vehicle_id: UUID) -> Vehicle:
    """Drive this one from the next shift on. Raises NoSuchVehicle, VehicleNotApproved, GoOfflineFirst."""
    hold(driver_id)
    vehicle = _own(driver_id, vehicle_id)
    if vehicle.active:
        return vehicle
    if selectors.open_shift(driver_id):
        raise GoOfflineFirst()
    Vehicle.objects.filter(driver_id=driver_id, active=True).update(active=False)
    if not Vehicle.objects.filter(id=vehicle.id, status=VehicleStatus.APPROVED).update(active=True):
        raise VehicleNotApproved(current=vehicle.status)
    vehicle.active = True
    return vehicle


@transaction.atomic
def retire_vehicle(*, driver_id: UUID, vehicle_id: UUID, actor_id: UUID | None = None) -> Vehicle:
    """The driver does not have it any more; staff (`actor_id`) who say so leave a line, and the driver is told.

    Raises NoSuchVehicle, TransitionRefused, GoOfflineFirst for the one of the open shift.
    """
    hold(driver_id)
    vehicle = _own(driver_id, vehicle_id)
    shift = selectors.open_shift(driver_id)
    if shift and shift.vehicle_id == vehicle.id:
        raise GoOfflineFirst()
    move(vehicle, VehicleStatus.RETIRED, VEHICLE_MOVES, active=False)
    if actor_id:
        audit(actor_id, "vehicle.retired", f"driver:{driver_id}", plate=vehicle.plate)
        tell(driver_id, "vehicle", lambda: _news(vehicle, _("Your vehicle has been taken off your account.")))
    return vehicle


def set_also_serves(*, driver_id: UUID, vehicle_id: UUID, categories: Collection[str]) -> Vehicle:
    """Which lower categories the vehicle takes beside its own, at once. Raises NoSuchVehicle, CategoryNotServed."""
    vehicle = _own(driver_id, vehicle_id)
    wanted = set(categories) - {vehicle.category}
    allowed = ALSO_SERVES.get(vehicle.category, frozenset())
    if wanted - allowed:
        raise CategoryNotServed(allowed=sorted(allowed))
    vehicle.also_serves = sorted(wanted)
    vehicle.save(update_fields=["also_serves"])
    return vehicle


@transaction.atomic
def approve_vehicle(*, vehicle_id: UUID, actor_id: UUID) -> Vehicle:
    """Staff accept a vehicle; a driver's first becomes the active one. Raises TransitionRefused, VehicleUnfit."""
    vehicle = Vehicle.objects.select_related("driver").get(id=vehicle_id)
    check_category(vehicle)
    hold(vehicle.driver_id)
    first = not Vehicle.objects.filter(driver_id=vehicle.driver_id, active=True).exists()
    move(vehicle, VehicleStatus.APPROVED, VEHICLE_MOVES, active=first, reason="", note="")
    audit(actor_id, "vehicle.approved", f"driver:{vehicle.driver_id}", plate=vehicle.plate)
    tell(vehicle.driver_id, "vehicle", lambda: _news(vehicle, _("Your vehicle has been approved.")))
    return vehicle


@transaction.atomic
def reject_vehicle(*, vehicle_id: UUID, actor_id: UUID, reason: str, note: str = "") -> Vehicle:
    """Staff do not accept a vehicle, or not any more: a shift with it ends after its run. Raises TransitionRefused."""
    vehicle = Vehicle.objects.get(id=vehicle_id)
    hold(vehicle.driver_id)
    move(vehicle, VehicleStatus.REJECTED, VEHICLE_MOVES, active=False, reason=reason, note=note)
    audit(actor_id, "vehicle.rejected", f"driver:{vehicle.driver_id}", plate=vehicle.plate, reason=reason, note=note)
    title = _("Your vehicle was not accepted.")
    tell(vehicle.driver_id, "vehicle", lambda: _news(vehicle, title, reason=reason, note=note))
    shift = selectors.open_shift(vehicle.driver_id)
    if shift and shift.vehicle_id == vehicle.id:
        end_after_run(vehicle.driver_id, EndReason.VEHICLE)
    return vehicle


def _news(vehicle: Vehicle, title: object, *, reason: str = "", note: str = "") -> dict:
    words = [str(VehicleReason(reason).label) if reason else "", note]
    said = {"vehicle_id": str(vehicle.id), "plate": vehicle.plate, "status": vehicle.status}
    return {"title": str(title), "detail": " ".join(filter(None, words)), **said}


def _own(driver_id: UUID, vehicle_id: UUID) -> Vehicle:
    vehicle = Vehicle.objects.filter(id=vehicle_id, driver_id=driver_id).exclude(status=VehicleStatus.RETIRED).first()
    if vehicle is None:
        raise NoSuchVehicle()
    return vehicle


def check_category(vehicle: Vehicle) -> None:
    """Raises VehicleUnfit."""
    rule = selectors.category_rule(vehicle.driver.market_id, vehicle.category)
    if rule and not gates.meets(rule, vehicle.seats, vehicle.year, selectors.today(vehicle.driver)):
        raise VehicleUnfit(min_seats=rule.min_seats, max_age_years=rule.max_age_years)
