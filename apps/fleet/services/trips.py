"""Completed trips, as incentives count them. The unique `ref` counts each once."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.fleet.models import DriverTrip


def record_trip(*, driver_id: UUID, ref: UUID, completed_at: datetime, fare_minor: int, zone_id: UUID) -> bool:
    """Count a completed trip for its driver. False if it was counted already. `fare_minor`: in the zone's currency."""
    try:
        with transaction.atomic():
            DriverTrip.objects.create(
                driver_id=driver_id, ref=ref, completed_at=completed_at, fare_minor=fare_minor, zone_id=zone_id
            )
    except IntegrityError:
        return False
    return True
