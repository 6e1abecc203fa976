"""Ending a ride before its destination: by the rider, by operations."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts_selectors
from apps.accounts import services as accounts
from apps.kernel.problems import Problem
from apps.pricing.contracts import FareBreakdown
from apps.rides import selectors
from apps.rides.contracts import Cancellation, RideView
from apps.rides.models import Ride
from apps.rides.services import moves
from apps.rides.services.ending import end
from apps.rides.states import CancelReason, RideStatus

NOT_ACCEPTED = (RideStatus.REQUESTED, RideStatus.SEARCHING)


class FeeChanged(Problem):
    """`fee_minor` of `currency` is what canceling costs now; the rider has seen and accepted less."""

    status = 409
    slug = "fee-changed"
    title = _("Canceling costs something now. Look at the fee first.")


def cancel_by_rider(*, rider_id: UUID, ride_id: UUID, reason: str = "", fee_minor: int = 0) -> RideView:
    """`reason` is one of RIDER_REASONS or empty; `fee_minor` the fee that the rider was shown: never more is charged.

    Raises FeeChanged, TransitionRefused once the trip has started.
    """
    with transaction.atomic():
        ride = selectors.ride_of_rider(rider_id, ride_id, to_change=True)
        fee = selectors.cancellation_of(ride).fee
        _check_shown(fee, fee_minor)
        end(ride=ride, to=RideStatus.RIDER_CANCELED, actor_id=rider_id, reason=reason, fee=fee)
    return selectors.as_rider_sees(ride)


def preview_cancellation(*, rider_id: UUID, ride_id: UUID) -> Cancellation:
    """What canceling would cost now. Writes nothing. Raises TransitionRefused when it is too late to cancel."""
    ride = selectors.ride_of_rider(rider_id, ride_id)
    _check_cancelable(ride)
    return selectors.cancellation_of(ride)


def cancel_by_operations(*, staff_id: UUID, ride_id: UUID, note: str) -> None:
    """End any active ride, with a note for the audit trail; it costs nothing. Raises TransitionRefused if it has ended
    already."""
    with transaction.atomic():
        ride = selectors.any_ride(ride_id, to_change=True)
        was = ride.status
        end(ride=ride, to=RideStatus.FAILED, actor_id=staff_id, reason=CancelReason.OPERATIONS)
        accounts.audit(staff_id, "ride.canceled", f"ride:{ride.id}", was=was, note=note)


def cancel_requests_of(*, rider_id: UUID) -> int:
    """End what a suspended rider has asked for and no driver has accepted yet, free. Returns how many ended.

    A ride that has its driver goes on, and one reserved for later waits: they may be let back in until then. Guarded by
    each ride's own move: done twice, the second finds nothing."""
    if not accounts_selectors.rider_is_suspended(rider_id):
        return 0  # let back in before we came to it
    waiting = Ride.objects.of_rider(rider_id).active().filter(status__in=NOT_ACCEPTED).values_list("id", flat=True)
    return sum(_cancel_request(ride_id) for ride_id in list(waiting))


@transaction.atomic
def _cancel_request(ride_id: UUID) -> bool:
    ride = selectors.any_ride(ride_id, to_change=True)
    if ride.status not in NOT_ACCEPTED:
        return False
    end(ride=ride, to=RideStatus.FAILED, actor_id=None, reason=CancelReason.OPERATIONS)
    return True


def _check_cancelable(ride: Ride) -> None:
    if RideStatus.RIDER_CANCELED not in moves.following(ride):
        raise moves.refused(ride, RideStatus.RIDER_CANCELED)


def _check_shown(fee: FareBreakdown | None, shown_minor: int) -> None:
    if fee and fee.total_minor > shown_minor:
        raise FeeChanged(fee_minor=fee.total_minor, currency=fee.currency)
