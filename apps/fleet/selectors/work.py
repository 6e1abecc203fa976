"""What a driver looks at: go-home mode, hotspots, the turn in a queue, a suspension."""

from datetime import timedelta
from uuid import UUID

from apps.fleet.contracts import HomeMode, HotspotView, QueueStanding
from apps.fleet.models import Driver, HomeUse, Hotspot, QueueEntry, Suspension
from apps.fleet.selectors.drivers import driver_of
from apps.fleet.selectors.gates import today
from apps.fleet.selectors.queues import queue_order
from apps.fleet.selectors.rules import home_uses_a_day
from apps.fleet.selectors.shifts import open_shift
from apps.geo.contracts import Point
from apps.kernel import clock


def home_mode(driver_id: UUID) -> HomeMode:
    """Raises NotADriver."""
    driver, shift = driver_of(driver_id), open_shift(driver_id)
    allowed = home_uses_a_day(driver.market_id)
    used = HomeUse.objects.filter(driver=driver, day=today(driver)).count()
    on = shift is not None and shift.home_lat is not None
    return HomeMode(on, _home(driver), allowed, max(allowed - used, 0))


def hotspots(zone_id: UUID) -> list[HotspotView]:
    """Those of a zone that are on the map now, in the active language; what ends last comes first."""
    now = clock.now()
    rows = Hotspot.objects.filter(zone_id=zone_id, starts_at__lte=now, ends_at__gt=now).order_by("-ends_at", "id")
    return [
        HotspotView(row.id, Point(row.lat, row.lng), row.radius_m, row.note, row.source, row.ends_at) for row in rows
    ]


def queue_standing(driver_id: UUID) -> QueueStanding | None:
    """The driver's turn at a marked place. `position` 1 is next; None while others cannot see them there."""
    turns = QueueEntry.objects.select_related("place").filter(driver_id=driver_id, left_at__isnull=True)
    turn = turns.first()
    if turn is None:
        return None
    order = queue_order(turn.place.zone_id).get(turn.place_id, [])
    return QueueStanding(
        place_id=turn.place_id,
        name=turn.place.name,
        position=order.index(driver_id) + 1 if driver_id in order else None,
        waiting=len(order),
        joined_at=turn.joined_at,
        declines=turn.declines,
        declines_allowed=turn.place.declines_allowed,
        kept_until=turn.seen_at + timedelta(minutes=turn.place.keep_minutes),
    )


def _home(driver: Driver) -> Point | None:
    return None if driver.home_lat is None or driver.home_lng is None else Point(driver.home_lat, driver.home_lng)


def working_zone(driver_id: UUID) -> UUID | None:
    """The zone where the driver was seen in this shift, if there is one."""
    shift = open_shift(driver_id)
    return shift.zone_id if shift else None


def open_suspension(driver_id: UUID) -> Suspension | None:
    """With its appeal, if there is one."""
    open_ones = Suspension.objects.select_related("appeal").filter(driver_id=driver_id, lifted_at__isnull=True)
    return open_ones.first()
