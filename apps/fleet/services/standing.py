"""A driver's standing: suspended with a reason, and let back in."""

from uuid import UUID

from django.db import transaction

from apps.accounts.services import audit
from apps.fleet import selectors
from apps.fleet.events import DriverSuspended
from apps.fleet.models import Driver, Shift
from apps.fleet.services.shifts import end_after_run
from apps.fleet.states import DRIVER_MOVES, DriverStatus, EndReason
from apps.kernel.events import publish
from apps.kernel.transitions import TransitionRefused, move


@transaction.atomic
def reinstate(*, driver_id: UUID, actor_id: UUID) -> Driver:
    """Let a suspended driver work; a shift that was to end for it goes on. Raises NotADriver, TransitionRefused."""
    driver = selectors.driver_of(driver_id)
    if driver.status == DriverStatus.PENDING:  # only an approved application makes a driver
        raise TransitionRefused(current=driver.status, wanted=DriverStatus.ACTIVE)
    move(driver, DriverStatus.ACTIVE, DRIVER_MOVES)
    ending = Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True, end_reason=EndReason.SUSPENDED)
    ending.update(end_reason="")
    audit(actor_id, "driver.reinstated", f"driver:{driver_id}")
    return driver


@transaction.atomic
def suspend(*, driver_id: UUID, actor_id: UUID, reason: str = "") -> Driver:
    """Stop a driver from getting work. A run that is under way is finished; without one the shift ends now."""
    driver = move(selectors.driver_of(driver_id), DriverStatus.SUSPENDED, DRIVER_MOVES)
    audit(actor_id=actor_id, action="driver.suspend", subject=f"driver:{driver_id}", reason=reason)
    end_after_run(driver_id, EndReason.SUSPENDED)
    publish(DriverSuspended(driver_id=str(driver_id)))
    return driver
