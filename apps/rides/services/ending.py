"""What every end of a ride before its destination has in common."""

from typing import Any
from uuid import UUID

from apps.dispatch import services as dispatch
from apps.kernel import events
from apps.pricing import services as pricing
from apps.pricing.contracts import FareBreakdown
from apps.rides.events import RideCanceled
from apps.rides.models import Ride
from apps.rides.services import guests, moves
from apps.rides.services.receipts import issue


def end(
    *, ride: Ride, to: str, actor_id: UUID | None, reason: str, fee: FareBreakdown | None = None, **changes: Any
) -> None:
    """Cancel `ride`, read to be changed, in the caller's transaction: the driver is free, a promotion is given back,
    and for a fee there is a receipt; a guest is told. Raises TransitionRefused.
    """
    changes |= {"fee": fee.as_dict()} if fee else {}
    moves.move(ride=ride, to=to, actor_id=actor_id, cancel_reason=reason, **changes)
    dispatch.cancel_job(kind="ride", ref=ride.id)
    give_back_promo(ride)
    receipt = issue(ride=ride) if fee else None
    moves.tell_both(ride)
    guests.call_off(ride)
    events.publish(
        RideCanceled(
            ride_id=str(ride.id),
            driver_id=str(ride.driver_id) if ride.driver_id else None,
            status=to,
            reason=reason,
            fee_minor=fee.total_minor if fee else 0,
            receipt_id=str(receipt.id) if receipt else "",
        )
    )


def give_back_promo(ride: Ride) -> None:
    if ride.promo_code:
        pricing.release_promo(ref=ride.id)
