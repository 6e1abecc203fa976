"""What people ask our team about a ride: a thread, and once a case some of the fare back, as far as a role may."""

from datetime import timedelta
from uuid import UUID

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts_selectors
from apps.accounts import services as accounts
from apps.kernel import clock, transitions
from apps.kernel.money import Money
from apps.kernel.problems import Problem
from apps.rides.models import CaseMessage, FareAdjustment, Receipt, Ride, SupportCase
from apps.rides.selectors.cases import adjustable_minor, as_dict, case_of, cases_of, charged_minor
from apps.rides.selectors.sides import ride_of
from apps.rides.services.receipts import change_paper
from apps.rides.services.telling import tell
from apps.rides.states import CASE_TABLE, FIRST_CAPS, CaseAuthor, CaseStatus, Side

OPEN_FOR = timedelta(days=30)  # after the end of a ride

TITLE = _("Our team has answered")
CREDIT = _("We have promised you %(amount)s of your fare back.")
CLOSED = _("Your case is closed.")


class CaseTooLate(Problem):
    status = 409
    slug = "case-too-late"
    title = _("A case can be opened up to thirty days after a ride.")


class CaseOpen(Problem):
    """`case_id` is the one there is."""

    status = 409
    slug = "case-open"
    title = _("You have an open case about this already. Write there.")


class CannotAdjust(Problem):
    """`most_minor` may still be given back by this person, in `currency`."""

    status = 409
    slug = "cannot-adjust"
    title = _("That is more than you may give back, or more than is left of what was paid.")


class AdjustedAlready(Problem):
    status = 409
    slug = "adjusted-already"
    title = _("Something has been given back in this case already.")


class NothingPaid(Problem):
    status = 409
    slug = "nothing-paid"
    title = _("Only a rider’s case about a ride with a receipt can be adjusted.")


def open_case(*, side: str, person_id: UUID, ride_id: UUID, kind: str, text: str) -> SupportCase:
    """Ask our team. Raises RideNotFound, CaseTooLate, CaseOpen.

    One that is not closed a ride, person and kind is a unique constraint.
    """
    ride = ride_of(side, person_id, ride_id)
    if ride.ended_at and clock.now() - ride.ended_at > OPEN_FOR:
        raise CaseTooLate()
    with transaction.atomic():
        case = _insert(ride, side, person_id, kind)
        _say(case, CaseAuthor.PERSON, text)
        return case_of(side, person_id, case.id)


def write(*, side: str, person_id: UUID, case_id: UUID, text: str) -> SupportCase:
    """The person adds to it; it waits for us again. Who writes at the same moment does not shut them out.

    Raises CaseNotFound, TransitionRefused once it is closed.
    """
    with transaction.atomic():
        case = case_of(side, person_id, case_id)
        transitions.move_from_any(case, CaseStatus.OPEN, CASE_TABLE)
        _say(case, CaseAuthor.PERSON, text)
        return case_of(side, person_id, case_id)


@transaction.atomic
def answer(*, staff_id: UUID, case_id: UUID, text: str) -> None:
    """Our team writes; the person is told. Raises TransitionRefused once it is closed."""
    case = SupportCase.objects.get(id=case_id)
    transitions.move_from_any(case, CaseStatus.ANSWERED, CASE_TABLE)
    _say(case, CaseAuthor.STAFF, text, staff_id=staff_id)
    accounts.audit(staff_id, "case.answered", f"ride:{case.ride_id}", case=str(case.id))
    _tell(case, text)


@transaction.atomic
def close(*, staff_id: UUID, case_id: UUID, note: str) -> None:
    """Over: nothing is written any more. Raises TransitionRefused if it was already."""
    case = SupportCase.objects.get(id=case_id)
    transitions.move(case, CaseStatus.CLOSED, CASE_TABLE, closed_at=clock.now())
    accounts.audit(staff_id, "case.closed", f"ride:{case.ride_id}", case=str(case.id), note=note)
    _tell(case, CLOSED)


@transaction.atomic
def adjust(*, staff_id: UUID, case_id: UUID, amount_minor: int, reason: str) -> FareAdjustment:
    """Promise some of the fare back, up to what the roles of the staff may give.

    Once a case is the row's primary key; never more in all than was paid is a conditional update of the ride and a
    constraint. The receipt says it from now on. Raises NothingPaid, CannotAdjust, AdjustedAlready, TransitionRefused.
    """
    case = SupportCase.objects.select_related("ride").get(id=case_id)
    receipt = Receipt.objects.defer("pdf").filter(ride=case.ride).first()
    if receipt is None or case.side != Side.RIDER:
        raise NothingPaid()
    transitions.move(case, case.status, CASE_TABLE)  # holds it: nothing is given in a case that is closed
    given = _give(case, staff_id, amount_minor, reason)
    accounts.audit(
        staff_id, "fare.adjusted", f"ride:{case.ride_id}", case=str(case.id), amount_minor=amount_minor,
        currency=given.currency, note=reason,
    )  # fmt: skip
    change_paper(receipt_id=receipt.id)
    _tell(case, CREDIT % {"amount": Money(amount_minor, given.currency)})
    return given


def load_caps(registry: Apps = current_apps) -> None:
    """Those first set, where there is none: staff may have set others since."""
    caps = registry.get_model("rides", "AdjustmentCap")
    rows = [
        caps(role=role, currency=currency, most_minor=most)
        for role, by_currency in FIRST_CAPS.items()
        for currency, most in by_currency.items()
    ]
    caps.objects.bulk_create(rows, ignore_conflicts=True)


def _insert(ride: Ride, side: str, person_id: UUID, kind: str) -> SupportCase:
    try:
        with transaction.atomic():
            return SupportCase.objects.create(
                ride=ride, person_id=person_id, side=side, kind=kind, opened_at=clock.now()
            )
    except IntegrityError as error:
        known = cases_of(side, person_id).filter(ride=ride, kind=kind).exclude(status=CaseStatus.CLOSED).first()
        raise CaseOpen(case_id=str(known.id) if known else None) from error


def _say(case: SupportCase, author: str, text: str, staff_id: UUID | None = None) -> None:
    CaseMessage.objects.create(case=case, author=author, staff_id=staff_id, text=text, sent_at=clock.now())


def _give(case: SupportCase, staff_id: UUID, amount_minor: int, reason: str) -> FareAdjustment:
    ride = case.ride
    most = adjustable_minor(ride, accounts_selectors.roles(staff_id))
    left = charged_minor(ride) - amount_minor
    room = Ride.objects.filter(id=ride.id, adjusted_minor__lte=left)
    if not 0 < amount_minor <= most or not room.update(adjusted_minor=F("adjusted_minor") + amount_minor):
        raise CannotAdjust(most_minor=most, currency=ride.currency)
    try:
        with transaction.atomic():
            return FareAdjustment.objects.create(
                case=case, ride=ride, amount_minor=amount_minor, currency=ride.currency, reason=reason,
                given_by_id=staff_id, given_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise AdjustedAlready() from error


def _tell(case: SupportCase, text: object) -> None:
    known = case_of(case.side, case.person_id, case.id)
    tell(
        side=case.side,
        person=known.person,
        event="case.updated",
        about=case.id,
        data=lambda: {"case": as_dict(known)},
        words=(TITLE, text),
    )
