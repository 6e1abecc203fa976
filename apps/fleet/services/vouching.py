"""Papers seen at the office: verified documents without a file."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from apps.fleet.models import DocumentRequirement, Driver, DriverDocument, Vehicle
from apps.fleet.states import DocumentStatus
from apps.kernel import clock

VALID_FOR = timedelta(days=5 * 365)
AT_ONCE = 500


def vouch(*, driver_ids: Sequence[UUID]) -> None:
    """Verified documents for what the drivers' markets ask of them and their active vehicles, where there is none.

    May be repeated: the constraint of one verified document of a kind lets no second in.
    """
    for start in range(0, len(driver_ids), AT_ONCE):
        _vouch(driver_ids[start : start + AT_ONCE])


def _vouch(driver_ids: Sequence[UUID]) -> None:
    required: dict[UUID, list[DocumentRequirement]] = {}
    for row in DocumentRequirement.objects.all():
        required.setdefault(row.market_id, []).append(row)
    vehicles = dict(Vehicle.objects.filter(driver_id__in=driver_ids, active=True).values_list("driver_id", "id"))
    papers = [
        _seen(driver_id, vehicles.get(driver_id) if each.per_vehicle else None, each)
        for driver_id, market_id in Driver.objects.filter(id__in=driver_ids).values_list("id", "market_id")
        for each in required.get(market_id, [])
        if not each.per_vehicle or driver_id in vehicles
    ]
    DriverDocument.objects.bulk_create(papers, ignore_conflicts=True)


def _seen(driver_id: UUID, vehicle_id: UUID | None, required: DocumentRequirement) -> DriverDocument:
    now = clock.now()
    return DriverDocument(
        driver_id=driver_id,
        vehicle_id=vehicle_id,
        kind=required.kind,
        status=DocumentStatus.VERIFIED,
        expires_on=(now + VALID_FOR).date() if required.needs_expiry else None,
        submitted_at=now,
        decided_at=now,
    )
