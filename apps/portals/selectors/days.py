"""The day of every zone, and what waits for staff."""

from collections.abc import Callable, Collection
from datetime import datetime
from zoneinfo import ZoneInfo as TimeZone

from apps.accounts import selectors as accounts
from apps.fleet import selectors as fleet
from apps.geo import selectors as geo
from apps.geo.contracts import ZoneInfo
from apps.kernel import clock, redis
from apps.rides import selectors as rides
from apps.rides.contracts import ZoneDay

WAITING: dict[str, Callable[[], int]] = {
    "alerts": rides.alerts_unresolved,
    "documents": fleet.documents_to_check,
    "applications": fleet.applications_to_decide,
    "rider_appeals": accounts.appeals_to_decide,
    "driver_appeals": fleet.appeals_to_decide,
    "cases": rides.cases_open,
    "rides": rides.rides_to_review,
}


def days() -> list[dict]:
    """Since each zone's own midnight, the busiest first. Two queries; for each zone a read of the position index."""
    zones, now = geo.zones(), clock.now()
    told = rides.days_of_zones({zone.id: midnight(zone, now) for zone in zones})
    rows = [_row(zone, told[zone.id]) for zone in zones]
    return sorted(rows, key=lambda row: (-row["requested"], row["name"]))


def waiting(names: Collection[str]) -> dict[str, int]:
    """How many of each wait for somebody. One query each."""
    return {name: WAITING[name]() for name in names}


def midnight(zone: ZoneInfo, now: datetime) -> datetime:
    return now.astimezone(TimeZone(zone.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _row(zone: ZoneInfo, day: ZoneDay) -> dict:
    ended = day.requested - day.active
    return {
        "slug": zone.slug,
        "name": zone.name,
        "requested": day.requested,
        "served": _percent(day.completed, ended),
        "canceled": _percent(day.canceled, ended),
        "wait_p50": _minutes(day.wait_p50_s),
        "wait_p95": _minutes(day.wait_p95_s),
        "online": _online(zone),
    }


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def _online(zone: ZoneInfo) -> int | None:
    try:
        return len(fleet.positions(zone.id))
    except redis.Unavailable:
        return None
