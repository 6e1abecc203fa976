"""Shifts: the periods in which a driver is online. One conditional update decides each change (rule 1)."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.fleet import selectors
from apps.fleet.events import ShiftEnded, ShiftStarted
from apps.fleet.models import Shift, Vehicle
from apps.fleet.services import index
from apps.fleet.services.holding import hold
from apps.fleet.states import DriverStatus, EndReason
from apps.kernel import clock
from apps.kernel.commit import after_commit
from apps.kernel.events import publish
from apps.kernel.problems import Problem


class CannotGoOnline(Problem):
    """`reasons` holds every gate that is shut, each a GateReason."""

    status = 409
    slug = "cannot-go-online"
    title = _("You cannot go online now.")


class ShiftOccupied(Problem):
    status = 409
    slug = "shift-occupied"
    title = _("Finish your trip before you go offline.")


def go_online(*, driver_id: UUID) -> Shift:
    """Open a shift, or return the open one. Raises NotADriver, CannotGoOnline."""
    shift = selectors.open_shift(driver_id)
    if refusals := selectors.go_online_refusals(driver_id):
        raise CannotGoOnline(reasons=[refusal.as_dict() for refusal in refusals])
    shift = shift or _start(driver_id)
    after_commit(index.mark_online, driver_id)
    return shift


def go_offline(*, driver_id: UUID) -> None:
    """End the open shift, if there is one. Raises ShiftOccupied while the driver is on a run."""
    if not end_unoccupied(driver_id, EndReason.DRIVER) and selectors.open_shift(driver_id):
        raise ShiftOccupied()


def occupy(*, driver_id: UUID) -> bool:
    """Tie the driver to the open shift while a run lasts. False when there is no open shift.

    This and the end of a shift change the same row, so one of them waits for the other.
    """
    return bool(Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).update(occupied=True))


@transaction.atomic
def release(*, driver_id: UUID) -> None:
    """The run is over. Who was suspended during it, or wanted it to be the last, goes offline now."""
    Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).update(occupied=False)
    if selectors.driver_of(driver_id).standing != DriverStatus.ACTIVE:
        end_unoccupied(driver_id, EndReason.SUSPENDED)
    elif Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).exclude(end_reason="").exists():
        end_unoccupied(driver_id)


def end_after_run(driver_id: UUID, reason: str) -> bool:
    """No more work: the open shift ends now, or when the run that occupies it is over. True when it ended now.

    This and `release` change the same row: whichever comes second ends the shift.
    """
    with transaction.atomic():
        Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).update(end_reason=reason)
        return end_unoccupied(driver_id)


def end_unoccupied(driver_id: UUID, reason: str = "") -> bool:
    """End the open shift unless it is occupied. True when it ended now. A reason it has already is kept."""
    shift = selectors.open_shift(driver_id)
    if shift is None:
        return False
    with transaction.atomic():
        unoccupied = Shift.objects.filter(id=shift.id, ended_at__isnull=True, occupied=False)
        if not unoccupied.update(ended_at=clock.now(), end_reason=shift.end_reason or reason):
            return False
        publish(ShiftEnded(driver_id=str(driver_id), shift_id=str(shift.id)))
        after_commit(index.mark_offline, driver_id)
    return True


def _start(driver_id: UUID) -> Shift:
    """The driver's row is held until the shift is there: a suspension or a switch of vehicles comes before or after."""
    try:
        with transaction.atomic():
            vehicle = hold(driver_id, status=DriverStatus.ACTIVE) and _active_vehicle(driver_id)
            if not vehicle:
                raise CannotGoOnline(reasons=[reason.as_dict() for reason in selectors.go_online_refusals(driver_id)])
            shift = Shift.objects.create(driver_id=driver_id, vehicle=vehicle, started_at=clock.now())
            publish(ShiftStarted(driver_id=str(driver_id), shift_id=str(shift.id)))
            return shift
    except IntegrityError:  # a second tap was faster
        return Shift.objects.get(driver_id=driver_id, ended_at__isnull=True)


def _active_vehicle(driver_id: UUID) -> Vehicle | None:
    return Vehicle.objects.filter(driver_id=driver_id, active=True).first()
