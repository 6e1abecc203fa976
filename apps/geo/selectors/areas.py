"""Which zone a point lies in. Zones are few and read all the time, so every process keeps them in memory."""

from dataclasses import dataclass
from uuid import UUID

from channels.db import database_sync_to_async
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from apps.geo.algorithms import polygons
from apps.geo.contracts import Point, ZoneInfo
from apps.geo.models import WEEKENDS, Weekend, Zone
from apps.kernel.memory import Remembered
from apps.kernel.problems import Problem

# How long a zone drawn or switched off in another process may go unseen in this one. Reading four cities takes 2 ms; a
# version in Redis would be seen sooner, but every request would wait for it, and Redis may be out.
REFRESH_S = 5.0
RETRY_S = 1.0  # a miss looks again when what we know is older: another process may just have added the zone

_WHICH = {
    "pickup": _("The pickup point is outside every zone we serve."),
    "dropoff": _("The drop-off point is outside every zone we serve."),
}


class OutsideEveryZone(Problem):
    """`field` names the point that is wrong, `point` repeats it."""

    status = 422
    slug = "outside-every-zone"
    title = _("We do not serve this place yet.")

    def __init__(self, *, point: Point, field: str = "point") -> None:
        detail = _WHICH.get(field, _("This point is outside every zone we serve."))
        super().__init__(detail, field=field, point=point.as_dict())


class NoSuchZone(Problem):
    status = 404
    slug = "no-such-zone"
    title = _("There is no such zone.")


@dataclass(frozen=True)
class _Area:
    info: ZoneInfo
    shape: BaseGeometry
    served: bool

    def covers(self, point: Point) -> bool:
        west, south, east, north = self.info.bounds  # most points are refused here, without leaving Python
        return west <= point.lng <= east and south <= point.lat <= north and polygons.covers(self.shape, point)


def zones() -> list[ZoneInfo]:
    """The zones we serve, real ones first, smaller before larger."""
    return [area.info for area in _known() if area.served]


def zone(ref: UUID | str) -> ZoneInfo:
    """By id or slug, also one that is not served any more: its rides remain. Raises NoSuchZone (404)."""
    for max_age_s in (REFRESH_S, RETRY_S):
        for area in _known(max_age_s):
            if str(ref) in (str(area.info.id), area.info.slug):
                return area.info
    raise NoSuchZone()


def zone_at(point: Point, *, field: str = "point") -> ZoneInfo:
    """The zone that covers `point`, border included; where zones overlap a real one, then the smallest.

    Raises OutsideEveryZone (422), naming `field`.
    """
    found = _covering(_known(), point) or _covering(_known(RETRY_S), point)
    if found is None:
        raise OutsideEveryZone(point=point, field=field)
    return found


async def azone_at(point: Point, *, field: str = "point") -> ZoneInfo:
    """`zone_at` for the event loop: from memory, with a thread only when memory is out of date."""
    found = _covering(await _aknown(REFRESH_S), point) or _covering(await _aknown(RETRY_S), point)
    if found is None:
        raise OutsideEveryZone(point=point, field=field)
    return found


async def azone(ref: UUID | str) -> ZoneInfo:
    """`zone` for the event loop, likewise."""
    areas = await _aknown(REFRESH_S)
    found = next((area.info for area in areas if str(ref) in (str(area.info.id), area.info.slug)), None)
    return found or await database_sync_to_async(zone)(ref)


async def _aknown(max_age_s: float) -> list[_Area]:
    areas = AREAS.peek(max_age_s=max_age_s)
    return await database_sync_to_async(_known)(max_age_s) if areas is None else areas


def _known(max_age_s: float = REFRESH_S) -> list[_Area]:
    return AREAS.get(max_age_s=max_age_s)


def _read() -> list[_Area]:
    areas = [_area(row) for row in Zone.objects.select_related("market")]
    return sorted(areas, key=lambda area: (area.info.demonstration, area.shape.area, area.info.slug))


def _area(row: Zone) -> _Area:
    shape = polygons.read(row.polygon)
    info = ZoneInfo(
        id=row.id,
        slug=row.slug,
        names={"fr": row.name_fr, "ar": row.name_ar, "en": row.name_en},
        market=row.market.code,
        currency=row.market.currency,
        time_zone=row.time_zone or row.market.time_zone,
        centre=polygons.centre(shape),
        bounds=shape.bounds,
        polygon=row.polygon,
        detour=row.detour,
        speeds_kmh=tuple(row.speeds_kmh),
        demonstration=row.demonstration,
        weekend=WEEKENDS[Weekend(row.market.weekend)],
    )
    return _Area(info, shape, row.active)


def _covering(areas: list[_Area], point: Point) -> ZoneInfo | None:
    return next((area.info for area in areas if area.served and area.covers(point)), None)


AREAS = Remembered(_read, REFRESH_S)
