"""A tip, promised once. Until there is a ledger it is shown to both, and posted by nobody."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.problems import Problem
from apps.realtime.services import personal_stream, publish
from apps.rides import selectors
from apps.rides.models import Receipt, Tip
from apps.rides.selectors.receipts import tip_dict
from apps.rides.services.ratings import check_open
from apps.rides.services.receipts import change_paper
from apps.rides.states import TIP_BOUNDS, Side

NEWS_VALID_FOR = timedelta(days=1)


class TipOutOfBounds(Problem):
    """`least_minor` and `most_minor` in `currency`."""

    status = 422
    slug = "tip-out-of-bounds"
    title = _("That is less or more than a tip can be.")


class AlreadyTipped(Problem):
    status = 409
    slug = "already-tipped"
    title = _("You have given a tip for this ride already.")


def tip(*, rider_id: UUID, ride_id: UUID, amount_minor: int) -> Tip:
    """In the ride's currency. Raises RideNotFound, AfterTheRide, TipOutOfBounds, AlreadyTipped.

    Once a ride is the row's primary key.
    """
    ride = selectors.ride_of_rider(rider_id, ride_id)
    check_open(ride)
    least, most = TIP_BOUNDS[ride.currency]
    if not least <= amount_minor <= most:
        raise TipOutOfBounds(least_minor=least, most_minor=most, currency=ride.currency)
    with transaction.atomic():
        given = _insert(ride_id, amount_minor, ride.currency)
        _change_paper(ride_id)
        told = {"ride_id": str(ride_id), "tip": tip_dict(given)}
        publish(personal_stream(Side.DRIVER, cast(UUID, ride.driver_id)), "ride.tipped", told, valid_for=NEWS_VALID_FOR)
    return given


def _change_paper(ride_id: UUID) -> None:
    receipt_id = Receipt.objects.filter(ride_id=ride_id).values_list("id", flat=True).first()
    if receipt_id:
        change_paper(receipt_id=receipt_id)


def _insert(ride_id: UUID, amount_minor: int, currency: str) -> Tip:
    try:
        with transaction.atomic():
            return Tip.objects.create(
                ride_id=ride_id, amount_minor=amount_minor, currency=currency, promised_at=clock.now()
            )
    except IntegrityError as error:
        raise AlreadyTipped() from error
