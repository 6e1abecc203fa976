"""Which services are paused. Asked at every quote, so kept in memory for a second."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.geo.contracts import PauseInfo, PauseReason
from apps.geo.models import ServicePause
from apps.geo.selectors.areas import zone
from apps.kernel import clock
from apps.kernel.markup import on_clock
from apps.kernel.memory import Remembered

REFRESH_S = 1.0


def paused_categories(zone_id: UUID, at: datetime | None = None) -> frozenset[str]:
    """The categories that take no new requests at `at` (aware; now by default)."""
    at = at or clock.now()
    return frozenset().union(*(pause.categories for pause in pauses_of(zone_id) if pause.in_force(at)))


def pause_of(zone_id: UUID, category: str, at: datetime | None = None) -> PauseInfo | None:
    """Why `category` takes no new requests at `at` (aware; now by default): of several pauses, the last to end."""
    at = at or clock.now()
    held = [p for p in pauses_of(zone_id) if category in p.categories and p.in_force(at)]
    return max(held, key=lambda pause: (pause.ends_at is None, pause.ends_at or at), default=None)


def pauses_of(zone_id: UUID) -> tuple[PauseInfo, ...]:
    """Those in force and those planned, in the order in which they begin."""
    now = clock.now()
    return tuple(p for p in PAUSES.get().get(zone_id, ()) if p.ends_at is None or now < p.ends_at)


def pause_told(pause: PauseInfo) -> dict:
    """As riders and drivers are told, in the active language. `until` None: until further notice."""
    reason = str(PauseReason(pause.reason_code).label)
    if pause.ends_at is None:
        detail = _("Paused until further notice: %(reason)s") % {"reason": reason}
    else:
        until = on_clock(zone(pause.zone_id).time_zone, pause.ends_at)
        detail = _("Paused until %(time)s: %(reason)s") % {"time": until, "reason": reason}
    ends_at = pause.ends_at.isoformat() if pause.ends_at else None
    return {"reason_code": pause.reason_code, "reason": reason, "until": ends_at, "detail": detail}


def _read() -> dict[UUID, list[PauseInfo]]:
    found: dict[UUID, list[PauseInfo]] = {}
    for row in ServicePause.objects.filter(ended_at=None).order_by("starts_at", "id"):
        info = PauseInfo(row.id, row.zone_id, row.category, row.reason_code, row.starts_at, row.ends_at)
        found.setdefault(row.zone_id, []).append(info)
    return found


PAUSES = Remembered(_read, REFRESH_S)
