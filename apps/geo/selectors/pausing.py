"""Which services are paused. Asked at every quote, so kept in memory for a second."""

from datetime import datetime
from uuid import UUID

from apps.geo.contracts import PauseInfo
from apps.geo.models import ServicePause
from apps.kernel import clock
from apps.kernel.memory import Remembered

REFRESH_S = 1.0


def paused_categories(zone_id: UUID, at: datetime | None = None) -> frozenset[str]:
    """The categories that take no new requests at `at` (aware; now by default)."""
    at = at or clock.now()
    return frozenset().union(*(pause.categories for pause in pauses_of(zone_id) if pause.in_force(at)))


def pauses_of(zone_id: UUID) -> tuple[PauseInfo, ...]:
    """Those in force and those planned, in the order in which they begin."""
    now = clock.now()
    return tuple(p for p in PAUSES.get().get(zone_id, ()) if p.ends_at is None or now < p.ends_at)


def _read() -> dict[UUID, list[PauseInfo]]:
    found: dict[UUID, list[PauseInfo]] = {}
    for row in ServicePause.objects.filter(ended_at=None).order_by("starts_at", "id"):
        info = PauseInfo(row.id, row.zone_id, row.category, row.reason_code, row.starts_at, row.ends_at)
        found.setdefault(row.zone_id, []).append(info)
    return found


PAUSES = Remembered(_read, REFRESH_S)
