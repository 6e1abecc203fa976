"""The riders of a zone: whose last ride was asked for there."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.rides.models import Ride, RideQuerySet


def riders_of_zone(zone_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
    """Persons above the id `after`, in the order of ids."""
    last = _last_rides(zone_id).filter(rider_id__gt=after) if after else _last_rides(zone_id)
    return list(last.order_by("rider_id").values_list("rider_id", flat=True)[:limit])


def count_riders_of_zone(zone_id: UUID) -> int:
    return _last_rides(zone_id).count()


def _last_rides(zone_id: UUID) -> RideQuerySet:
    """The last ride of each rider, of those that were in the zone. Ids are in the order of time."""
    newer = Ride.objects.filter(rider_id=OuterRef("rider_id"), id__gt=OuterRef("id"))
    return Ride.objects.filter(~Exists(newer), zone_id=zone_id, rider__is_active=True)
