"""Riders waiting and cars free by cell, told to pricing every ten seconds of city time."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from apps.dispatch import selectors
from apps.dispatch.models import DemandCount, Job
from apps.dispatch.states import JobStatus
from apps.fleet import selectors as fleet
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.geo.contracts import Point
from apps.kernel import clock
from apps.pricing import services as pricing

EVERY = timedelta(seconds=10)


def count_demand() -> int:
    """Count every zone whose turn it is. Returns how many. Of two workers at once one counts: a conditional update."""
    now = clock.now()
    served = [zone.id for zone in geo.zones()]
    _know(served, now)
    due = DemandCount.objects.filter(zone_id__in=served, due_at__lte=now).values_list("zone_id", flat=True)
    return sum(_count(zone_id, now) for zone_id in list(due))


def _know(zone_ids: list[UUID], now: datetime) -> None:
    known = set(DemandCount.objects.values_list("zone_id", flat=True))
    unknown = [DemandCount(zone_id=zone_id, due_at=now) for zone_id in zone_ids if zone_id not in known]
    if unknown:
        DemandCount.objects.bulk_create(unknown, ignore_conflicts=True)


def _count(zone_id: UUID, now: datetime) -> bool:
    if not DemandCount.objects.filter(zone_id=zone_id, due_at__lte=now).update(due_at=now + EVERY):
        return False
    riders, (cars, serving) = _riders(zone_id), _cars(zone_id)
    cells = {cell: (riders[cell], cars[cell]) for cell in riders.keys() | cars.keys()}
    pricing.observe_cells(zone_id=zone_id, at=now, cells=cells, cars=serving)
    return True


def _riders(zone_id: UUID) -> Counter[str]:
    """Jobs that wait for a driver, by cell."""
    waiting = Job.objects.filter(zone_id=zone_id, status__in=[JobStatus.OPEN, JobStatus.OFFERED])
    places = waiting.values_list("pickup_lat", "pickup_lng")
    return Counter(geo_services.cell(Point(lat, lng)) for lat, lng in places)


def _cars(zone_id: UUID) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Cars that could take a job now, or are being asked, by cell; and how many of them serve each category."""
    positions = fleet.positions(zone_id)
    duty = fleet.on_duty([position.driver_id for position in positions])
    engaged = selectors.engagements(duty)
    cars: Counter[str] = Counter()
    serving: dict[str, Counter[str]] = defaultdict(Counter)
    for position in positions:
        driver = duty.get(position.driver_id)
        if driver and driver.may_work and not (driver.occupied or driver.last_trip or position.driver_id in engaged):
            cell = geo_services.cell(Point(position.lat, position.lng))
            cars[cell] += 1
            serving[cell].update(driver.serves)
    return cars, serving
