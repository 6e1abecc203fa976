"""A rider's standing: suspended with a reason, heard once, and let back in. They may always sign in and read."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors
from apps.accounts.contracts import APPEAL_MOVES, AppealStatus, Role
from apps.accounts.events import RiderAppealDecided, RiderReinstated, RiderSuspended
from apps.accounts.models import Person, RiderAppeal, RiderSuspension, RoleGrant
from apps.accounts.services.audit import audit
from apps.accounts.states import SuspensionReason
from apps.kernel import clock
from apps.kernel.events import publish
from apps.kernel.problems import Problem
from apps.kernel.transitions import move


class Suspended(Problem):
    """`reason` is the code, the detail says it in words with the note; `may_appeal` until they have."""

    status = 403
    slug = "suspended"
    title = _("Your account is suspended. You cannot order a ride.")


class NotARider(Problem):
    status = 422
    slug = "not-a-rider"
    title = _("This person is no rider.")


class SuspendedAlready(Problem):
    status = 409
    slug = "suspended-already"
    title = _("This rider is suspended already.")


class NotSuspended(Problem):
    status = 409
    slug = "not-suspended"
    title = _("You are not suspended.")


class AppealedAlready(Problem):
    status = 409
    slug = "appealed-already"
    title = _("You have appealed against this suspension already.")


def check_standing(rider_id: UUID) -> None:
    """Raises Suspended (403) for who may not ask for rides now."""
    suspension = selectors.open_suspension(rider_id)
    if suspension is None:
        return
    words = [str(suspension.get_reason_display()), suspension.note]
    raise Suspended(
        ". ".join(filter(None, words)),
        reason=suspension.reason,
        since=suspension.at.isoformat(),
        may_appeal=not hasattr(suspension, "appeal"),
    )


def hold_standing(rider_id: UUID) -> None:
    """As `check_standing`, and true until the running transaction ends: a suspension waits for it, or it for that."""
    _hold(rider_id)
    check_standing(rider_id)


@transaction.atomic
def suspend_rider(*, person_id: UUID, reason_code: str, note: str = "", actor_id: UUID | None) -> RiderSuspension:
    """Let a rider ask for no more rides, and tell them why: reason and `note`. What nobody has accepted yet is canceled
    free by who hears the event; a ride that has its driver goes on.

    The unique constraint lets one of two who suspend at once win. Raises SuspendedAlready (409), NotARider (422),
    ValueError for a reason that is none.
    """
    reason = SuspensionReason(reason_code)
    if not RoleGrant.objects.filter(person_id=person_id, role=Role.RIDER).exists():
        raise NotARider()
    _hold(person_id)
    suspension = RiderSuspension(person_id=person_id, reason=reason, note=note, by_id=actor_id)
    try:
        with transaction.atomic():
            suspension.save(force_insert=True)
    except IntegrityError as error:
        raise SuspendedAlready() from error
    audit(actor_id, "rider.suspended", f"person:{person_id}", reason=str(reason.value), note=note)
    publish(RiderSuspended(suspension_id=str(suspension.id), person_id=str(person_id)))
    return suspension


@transaction.atomic
def reinstate_rider(*, suspension_id: UUID, actor_id: UUID | None) -> None:
    """Lift a suspension. Raises NotSuspended (409) when it is lifted already or was never there."""
    still = RiderSuspension.objects.filter(id=suspension_id, lifted_at__isnull=True)
    if not still.update(lifted_at=clock.wall(), lifted_by_id=actor_id):
        raise NotSuspended()
    person_id = RiderSuspension.objects.values_list("person_id", flat=True).get(id=suspension_id)
    audit(actor_id, "rider.reinstated", f"person:{person_id}")
    publish(RiderReinstated(suspension_id=str(suspension_id), person_id=str(person_id)))


@transaction.atomic
def appeal(*, rider_id: UUID, text: str) -> RiderAppeal:
    """The rider's word on the open suspension, once. Raises NotSuspended, AppealedAlready (409)."""
    _hold(rider_id)
    suspension = selectors.open_suspension(rider_id)
    if suspension is None:
        raise NotSuspended()
    try:
        with transaction.atomic():
            return RiderAppeal.objects.create(suspension=suspension, text=text)
    except IntegrityError as error:
        raise AppealedAlready() from error


@transaction.atomic
def grant_appeal(*, appeal_id: UUID, actor_id: UUID, answer: str = "") -> RiderAppeal:
    """The rider was right: the suspension is lifted. Raises TransitionRefused (409)."""
    decided = _decide(appeal_id, AppealStatus.GRANTED, actor_id, answer)
    if decided.suspension.lifted_at is None:
        reinstate_rider(suspension_id=decided.suspension_id, actor_id=actor_id)
    return decided


@transaction.atomic
def refuse_appeal(*, appeal_id: UUID, actor_id: UUID, answer: str = "") -> RiderAppeal:
    """The suspension stays. Raises TransitionRefused (409)."""
    return _decide(appeal_id, AppealStatus.REFUSED, actor_id, answer)


def _decide(appeal_id: UUID, status: str, actor_id: UUID, answer: str) -> RiderAppeal:
    _hold(RiderAppeal.objects.values_list("suspension__person_id", flat=True).get(id=appeal_id))
    row = RiderAppeal.objects.select_related("suspension").get(id=appeal_id)
    move(row, status, APPEAL_MOVES, answer=answer, decided_at=clock.wall(), decided_by_id=actor_id)
    person_id, granted = row.suspension.person_id, status == AppealStatus.GRANTED
    audit(actor_id, f"rider_appeal.{row.status}", f"person:{person_id}", appeal=str(appeal_id), answer=answer)
    publish(RiderAppealDecided(appeal_id=str(appeal_id), person_id=str(person_id), granted=granted, answer=answer))
    return row


def _hold(person_id: UUID) -> None:
    """Lock the person's row until the running transaction ends. An update takes the lock on PostgreSQL; on SQLite a
    transaction that writes is alone anyway. What is read after it is what the last one left."""
    Person.objects.filter(id=person_id).update(language=F("language"))
