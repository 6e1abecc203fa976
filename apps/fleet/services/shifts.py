"""Shifts: the periods in which a driver is online. One conditional update decides each change (rule 1)."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.fleet import selectors
from apps.fleet.events import ShiftEnded, ShiftStarted
from apps.fleet.models import Shift, Vehicle
from apps.fleet.services import index
from apps.fleet.states import DriverStatus
from apps.kernel import clock
from apps.kernel.commit import after_commit
from apps.kernel.events import publish
from apps.kernel.problems import Problem


class DriverNotActive(Problem):
    status = 409
    slug = "driver-not-active"
    title = _("Your driver account is not active.")


class NoVehicle(Problem):
    status = 409
    slug = "no-vehicle"
    title = _("You have no active vehicle.")


class ShiftOccupied(Problem):
    status = 409
    slug = "shift-occupied"
    title = _("Finish your trip before you go offline.")


def go_online(*, driver_id: UUID) -> Shift:
    """Open a shift, or return the open one. Raises NotADriver, DriverNotActive, NoVehicle."""
    vehicle = _fit_to_drive(driver_id)
    shift = selectors.open_shift(driver_id) or _start(driver_id, vehicle)
    after_commit(index.mark_online, driver_id)
    return shift


def go_offline(*, driver_id: UUID) -> None:
    """End the open shift, if there is one. Raises ShiftOccupied while the driver is on a run."""
    if not end_unoccupied(driver_id) and selectors.open_shift(driver_id):
        raise ShiftOccupied()


def occupy(*, driver_id: UUID) -> bool:
    """Tie the driver to the open shift while a run lasts. False when there is no open shift.

    This and the end of a shift change the same row, so one of them waits for the other.
    """
    return bool(Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).update(occupied=True))


def release(*, driver_id: UUID) -> None:
    """The run is over. Who was suspended during it goes offline now."""
    Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).update(occupied=False)
    if selectors.driver_of(driver_id).standing != DriverStatus.ACTIVE:
        end_unoccupied(driver_id)


def end_unoccupied(driver_id: UUID) -> bool:
    """End the open shift unless it is occupied. True when it ended now."""
    shift = selectors.open_shift(driver_id)
    if shift is None:
        return False
    with transaction.atomic():
        unoccupied = Shift.objects.filter(id=shift.id, ended_at__isnull=True, occupied=False)
        if not unoccupied.update(ended_at=clock.now()):
            return False
        publish(ShiftEnded(driver_id=str(driver_id), shift_id=str(shift.id)))
        after_commit(index.mark_offline, driver_id)
    return True


def _fit_to_drive(driver_id: UUID) -> Vehicle:
    driver = selectors.driver_of(driver_id)
    if driver.standing != DriverStatus.ACTIVE:
        raise DriverNotActive(current=driver.standing)
    vehicle = driver.vehicles.filter(active=True).first()
    if vehicle is None:
        raise NoVehicle()
    return vehicle


def _start(driver_id: UUID, vehicle: Vehicle) -> Shift:
    try:
        with transaction.atomic():
            shift = Shift.objects.create(driver_id=driver_id, vehicle=vehicle, started_at=clock.now())
            publish(ShiftStarted(driver_id=str(driver_id), shift_id=str(shift.id)))
            return shift
    except IntegrityError:  # a second tap was faster
        return Shift.objects.get(driver_id=driver_id, ended_at__isnull=True)
