"""Speeds learned from finished trips. Matching asks thousands of times a second, so they are kept for a minute."""

import zoneinfo
from datetime import datetime

from channels.db import database_sync_to_async
from django.db.models import QuerySet, Sum

from apps.geo.algorithms import learning
from apps.geo.algorithms.learning import Speeds, Sums
from apps.geo.contracts import ZoneInfo
from apps.geo.models import SpeedSum
from apps.kernel.memory import Remembered

REFRESH_S = 60.0


def speeds(zone: ZoneInfo, at: datetime) -> Speeds:
    """What is known of the zone in the hour of `at` (aware), on that kind of day."""
    return SPEEDS.get(zone, *hour_of(zone, at))


async def aspeeds(zone: ZoneInfo, at: datetime) -> Speeds:
    """The same for the event loop: from memory, with a thread only when memory is out of date."""
    known = SPEEDS.peek(zone, *hour_of(zone, at))
    return await database_sync_to_async(speeds)(zone, at) if known is None else known


def detour(zone: ZoneInfo) -> float:
    """Road metres a straight-line metre."""
    return DETOURS.get(zone)


def hour_of(zone: ZoneInfo, at: datetime) -> tuple[bool, int]:
    """(weekend, hour) of an aware moment on the zone's own clock."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone.time_zone))
    return local.isoweekday() in zone.weekend, local.hour


def learned_hours(zone: ZoneInfo) -> dict[tuple[bool, int], tuple[float, float]]:
    """(km/h by road, straight-line kilometres of trips) by (weekend, hour), of the hours that trips were learned in."""
    rows = SpeedSum.objects.filter(zone_id=zone.id).values_list("weekend", "hour").order_by("weekend", "hour")
    return {
        (weekend, hour): (_kmh(zone, hour, straight_m, seconds), straight_m / 1_000)
        for weekend, hour, straight_m, seconds in rows.annotate(_metres=Sum("straight_m"), _seconds=Sum("seconds"))
    }


def _kmh(zone: ZoneInfo, hour: int, straight_m: float, seconds: float) -> float:
    known = learning.learn(_table_pace(zone, hour), [Sums("", straight_m, seconds)])
    return detour(zone) * 3.6 / known.pace


def _table_pace(zone: ZoneInfo, hour: int) -> float:
    return learning.table_pace(zone.detour, zone.speeds_kmh[hour])


def _read_speeds(zone: ZoneInfo, weekend: bool, hour: int) -> Speeds:
    rows = _rows(zone).filter(weekend=weekend, hour=hour).values_list("cell", "straight_m", "seconds")
    return learning.learn(_table_pace(zone, hour), map(Sums._make, rows))


def _read_detour(zone: ZoneInfo) -> float:
    found = _rows(zone).aggregate(road_m=Sum("road_m", default=0.0), measured_m=Sum("measured_m", default=0.0))
    return learning.learned_detour(zone.detour, **found)


def _rows(zone: ZoneInfo) -> QuerySet[SpeedSum]:
    return SpeedSum.objects.filter(zone_id=zone.id)


SPEEDS = Remembered(_read_speeds, REFRESH_S)
DETOURS = Remembered(_read_detour, REFRESH_S)
