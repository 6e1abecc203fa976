"""A driver's standing: suspended with a reason, heard once, and let back in."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.contracts import APPEAL_MOVES, AppealStatus
from apps.accounts.services import AppealedAlready, NotSuspended, audit
from apps.fleet import selectors
from apps.fleet.events import AppealDecided, DriverReinstated, DriverSuspended
from apps.fleet.models import Appeal, Driver, Shift, Suspension
from apps.fleet.services.holding import hold
from apps.fleet.services.news import tell
from apps.fleet.services.shifts import end_after_run
from apps.fleet.states import DRIVER_MOVES, DriverStatus, EndReason, SuspensionReason
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.transitions import TransitionRefused, move


@transaction.atomic
def suspend(
    *, driver_id: UUID, actor_id: UUID | None, reason_code: str = SuspensionReason.OTHER, note: str = ""
) -> Suspension:
    """Stop a driver from getting work, and tell them why: reason and `note`. A run that is under way is finished;
    without one the shift ends now. Raises NotADriver, TransitionRefused."""
    move(selectors.driver_of(driver_id), DriverStatus.SUSPENDED, DRIVER_MOVES)
    reason = SuspensionReason(reason_code)
    suspension = Suspension.objects.create(driver_id=driver_id, reason=reason, note=note, by_id=actor_id)
    audit(actor_id, "driver.suspended", f"driver:{driver_id}", reason=str(reason.value), note=note)
    end_after_run(driver_id, EndReason.SUSPENDED)
    publish(DriverSuspended(driver_id=str(driver_id)))
    title = _("Your driver account has been suspended.")
    tell(driver_id, "standing", lambda: _news(title, DriverStatus.SUSPENDED, str(reason.label), note))
    return suspension


@transaction.atomic
def reinstate(*, driver_id: UUID, actor_id: UUID | None) -> Driver:
    """Let a suspended driver work; a shift that was to end for it goes on. Raises NotADriver, TransitionRefused."""
    driver = selectors.driver_of(driver_id)
    if driver.status == DriverStatus.PENDING:  # only an approved application makes a driver
        raise TransitionRefused(current=driver.status, wanted=DriverStatus.ACTIVE)
    move(driver, DriverStatus.ACTIVE, DRIVER_MOVES)
    Suspension.objects.filter(driver_id=driver_id, lifted_at__isnull=True).update(
        lifted_at=clock.now(), lifted_by_id=actor_id
    )
    ending = Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True, end_reason=EndReason.SUSPENDED)
    ending.update(end_reason="")
    audit(actor_id, "driver.reinstated", f"driver:{driver_id}")
    publish(DriverReinstated(driver_id=str(driver_id)))
    tell(driver_id, "standing", lambda: _news(_("You may drive again."), DriverStatus.ACTIVE))
    return driver


@transaction.atomic
def appeal(*, driver_id: UUID, text: str) -> Appeal:
    """The driver's word on the open suspension, once. Raises NotSuspended, AppealedAlready."""
    hold(driver_id)
    suspension = Suspension.objects.filter(driver_id=driver_id, lifted_at__isnull=True).first()
    if suspension is None:
        raise NotSuspended()
    try:
        with transaction.atomic():
            return Appeal.objects.create(suspension=suspension, text=text)
    except IntegrityError as error:
        raise AppealedAlready() from error


@transaction.atomic
def grant_appeal(*, appeal_id: UUID, actor_id: UUID, answer: str = "") -> Appeal:
    """The driver was right: the suspension is lifted. Raises TransitionRefused."""
    decided = _decide(appeal_id, AppealStatus.GRANTED, actor_id, answer)
    if decided.suspension.lifted_at is None:
        reinstate(driver_id=decided.suspension.driver_id, actor_id=actor_id)
    return decided


@transaction.atomic
def refuse_appeal(*, appeal_id: UUID, actor_id: UUID, answer: str = "") -> Appeal:
    """The suspension stays. Raises TransitionRefused."""
    return _decide(appeal_id, AppealStatus.REFUSED, actor_id, answer)


def _decide(appeal_id: UUID, status: str, actor_id: UUID, answer: str) -> Appeal:
    hold(Appeal.objects.values_list("suspension__driver_id", flat=True).get(id=appeal_id))
    row = Appeal.objects.select_related("suspension").get(id=appeal_id)
    move(row, status, APPEAL_MOVES, answer=answer, decided_at=clock.now(), decided_by_id=actor_id)
    driver_id, granted = row.suspension.driver_id, status == AppealStatus.GRANTED
    audit(actor_id, f"appeal.{row.status}", f"driver:{driver_id}", appeal=str(appeal_id), answer=answer)
    publish(AppealDecided(appeal_id=str(appeal_id), driver_id=str(driver_id), granted=granted))
    title = _("Your appeal has been granted.") if granted else _("Your appeal has been refused.")
    standing = DriverStatus.ACTIVE if granted else DriverStatus.SUSPENDED
    tell(driver_id, "standing", lambda: _news(title, standing, answer))
    return row


def _news(title: object, status: str, *details: str) -> dict:
    return {"title": str(title), "detail": " ".join(filter(None, details)), "status": str(status)}
