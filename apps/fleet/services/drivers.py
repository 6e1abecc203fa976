"""A driver's standing: registered, approved, suspended."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.contracts import Role
from apps.accounts.services import audit, grant_role
from apps.fleet import selectors
from apps.fleet.events import DriverSuspended
from apps.fleet.models import Driver, Vehicle
from apps.fleet.services.shifts import end_after_run
from apps.fleet.states import DRIVER_MOVES, DriverStatus, EndReason
from apps.kernel.events import publish
from apps.kernel.problems import Problem
from apps.kernel.transitions import move


class PlateTaken(Problem):
    status = 409
    slug = "plate-taken"
    title = _("This plate is registered already.")


@transaction.atomic
def register_driver(
    *,
    person,
    plate: str,
    make: str = "Dacia",
    model: str = "Logan",
    colour: str = "white",
    category: str = "standard",
    seats: int = 4,
    status: str = DriverStatus.ACTIVE,
) -> Driver:
    """Make `person` (an accounts Person) a driver with one active vehicle. Raises PlateTaken."""
    if Vehicle.objects.filter(plate=plate).exists():
        raise PlateTaken()
    driver = Driver.objects.create(id=person.pk, person=person, status=status)
    Vehicle.objects.create(
        driver=driver, plate=plate, make=make, model=model, colour=colour, category=category, seats=seats
    )
    grant_role(person, Role.DRIVER)
    return driver


@transaction.atomic
def approve(*, driver_id: UUID, actor_id: UUID) -> Driver:
    """Let a pending or suspended driver work. Raises NotADriver, TransitionRefused."""
    driver = move(selectors.driver_of(driver_id), DriverStatus.ACTIVE, DRIVER_MOVES)
    audit(actor_id=actor_id, action="driver.approve", subject=f"driver:{driver_id}")
    return driver


@transaction.atomic
def suspend(*, driver_id: UUID, actor_id: UUID, reason: str = "") -> Driver:
    """Stop a driver from getting work. A run that is under way is finished; without one the shift ends now."""
    driver = move(selectors.driver_of(driver_id), DriverStatus.SUSPENDED, DRIVER_MOVES)
    audit(actor_id=actor_id, action="driver.suspend", subject=f"driver:{driver_id}", reason=reason)
    end_after_run(driver_id, EndReason.SUSPENDED)
    publish(DriverSuspended(driver_id=str(driver_id)))
    return driver
