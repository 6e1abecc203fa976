"""The drivers of a zone: whose last shift that was seen anywhere was seen there."""

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from apps.fleet.models import Driver, Shift


def drivers_of_zone(zone_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
    """Persons above the id `after`, in the order of ids."""
    drivers = _of_zone(zone_id).filter(id__gt=after) if after else _of_zone(zone_id)
    return list(drivers.order_by("id").values_list("id", flat=True)[:limit])


def count_drivers_of_zone(zone_id: UUID) -> int:
    return _of_zone(zone_id).count()


def _of_zone(zone_id: UUID) -> QuerySet[Driver]:
    seen = Shift.objects.filter(driver=OuterRef("pk"), zone_id__isnull=False).order_by("-started_at")
    drivers = Driver.objects.filter(person__is_active=True)
    return drivers.alias(last_zone=Subquery(seen.values("zone_id")[:1])).filter(last_zone=zone_id)
