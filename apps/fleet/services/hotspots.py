"""Hotspots: where drivers are wanted, until when. Staff mark them, or whoever sees the demand."""

from datetime import datetime
from uuid import UUID

from apps.accounts.services import audit
from apps.fleet.models import Hotspot
from apps.fleet.states import HotspotSource
from apps.geo.contracts import Point
from apps.kernel import clock


def add_hotspot(
    *,
    zone_id: UUID,
    centre: Point,
    ends_at: datetime,
    notes: dict[str, str],
    radius_m: int = 800,
    starts_at: datetime | None = None,
    source: str = HotspotSource.SURGE,
    actor_id: UUID | None = None,
) -> Hotspot:
    """Show drivers a place until `ends_at` (city time). `notes` by language; French stands in for the others."""
    hotspot = Hotspot(
        zone_id=zone_id,
        lat=centre.lat,
        lng=centre.lng,
        radius_m=radius_m,
        source=source,
        starts_at=starts_at or clock.now(),
        ends_at=ends_at,
        created_by_id=actor_id,
        **{f"note_{language}": note for language, note in notes.items()},
    )
    hotspot.full_clean()
    hotspot.save(force_insert=True)
    audit(actor_id, "hotspot.added", f"zone:{zone_id}", hotspot=str(hotspot.id))
    return hotspot


def end_hotspot(*, hotspot_id: UUID, actor_id: UUID | None = None) -> bool:
    """Take it off the map now. False when it is over already; one that has not begun is gone altogether."""
    now = clock.now()
    row = Hotspot.objects.filter(id=hotspot_id, ends_at__gt=now)
    ended = bool(row.filter(starts_at__lt=now).update(ends_at=now) or row.filter(starts_at__gte=now).delete()[0])
    if ended:
        audit(actor_id, "hotspot.ended", f"hotspot:{hotspot_id}")
    return ended
