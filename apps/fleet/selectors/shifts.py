"""Who is online."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.fleet.contracts import DriverOnDuty, ShiftSpan
from apps.fleet.models import Shift
from apps.fleet.states import DriverStatus

IDS_A_QUERY = 5_000  # databases limit the parameters of a query
_ON_DUTY = [
    "driver_id",
    "driver__status",
    "driver__person__is_active",
    "vehicle__category",
    "vehicle__seats",
    "occupied",
    "vehicle__also_serves",
    "home_lat",
    "home_lng",
    "end_reason",
]


def open_shift(driver_id: UUID) -> Shift | None:
    return Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).first()


def shifts_since(driver_id: UUID, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """When the driver was online since then: (started, ended or None), oldest first."""
    after = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    shifts = Shift.objects.filter(after, driver_id=driver_id).order_by("started_at")
    return list(shifts.values_list("started_at", "ended_at"))


def shifts_between(zone_id: UUID, since: datetime, until: datetime) -> list[ShiftSpan]:
    """The zone's shifts that overlap [since, until)."""
    over = Q(ended_at__isnull=True) | Q(ended_at__gt=since)
    rows = Shift.objects.filter(over, zone_id=zone_id, started_at__lt=until).order_by("started_at", "id")
    return [ShiftSpan(*row) for row in rows.values_list("driver_id", "vehicle__category", "started_at", "ended_at")]


def on_duty(driver_ids: Collection[UUID]) -> dict[UUID, DriverOnDuty]:
    """Those of `driver_ids` that have an open shift."""
    ids, found = list(driver_ids), {}
    for start in range(0, len(ids), IDS_A_QUERY):
        found.update(_on_duty(ids[start : start + IDS_A_QUERY]))
    return found


def online_count() -> int:
    return Shift.objects.filter(ended_at__isnull=True).count()


def _on_duty(driver_ids: list[UUID]) -> dict[UUID, DriverOnDuty]:
    rows = Shift.objects.filter(ended_at__isnull=True, driver_id__in=driver_ids).values_list(*_ON_DUTY)
    return {row[0]: _of_row(*row) for row in rows}


def _of_row(driver_id, status, active, category, seats, occupied, also_serves, lat, lng, end_reason) -> DriverOnDuty:
    return DriverOnDuty(
        driver_id=driver_id,
        may_work=status == DriverStatus.ACTIVE and active,
        category=category,
        seats=seats,
        occupied=occupied,
        serves=frozenset({category, *also_serves}),
        home=None if lat is None else (lat, lng),
        last_trip=bool(end_reason),
    )
