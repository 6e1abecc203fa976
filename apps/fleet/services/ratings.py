"""A driver's rating: the mean of the last stars. The unique `ref` counts a trip's stars once."""

from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from apps.fleet import selectors
from apps.fleet.models import Driver, DriverRating

COUNTED = 500


@transaction.atomic
def rate_driver(*, driver_id: UUID, stars: int, ref: UUID) -> bool:
    """Give a driver 1 to 5 stars for the trip `ref`. False if that trip was rated already. Raises NotADriver.

    Counting the rating locks the driver's row, so whoever comes second computes the mean after the first's commit.
    """
    if stars not in range(1, 6):
        raise ValueError("stars are 1 to 5")
    driver = selectors.driver_of(driver_id)
    if not _insert(driver_id, stars, ref):
        return False
    Driver.objects.filter(id=driver.id).update(rated=F("rated") + 1)
    Driver.objects.filter(id=driver.id).update(rating=_mean(driver_id))
    return True


def _insert(driver_id: UUID, stars: int, ref: UUID) -> bool:
    try:
        with transaction.atomic():
            DriverRating.objects.create(driver_id=driver_id, stars=stars, ref=ref)
    except IntegrityError:
        return False
    return True


def _mean(driver_id: UUID) -> Decimal:
    last = DriverRating.objects.filter(driver_id=driver_id).order_by("-id").values_list("stars", flat=True)[:COUNTED]
    stars = list(last)
    return (Decimal(sum(stars)) / len(stars)).quantize(Decimal("0.01"), ROUND_HALF_UP)
