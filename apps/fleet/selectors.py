"""Reads of the fleet. Positions come from Redis, everything else from the database."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts
from apps.accounts.contracts import PersonName
from apps.fleet.algorithms.packing import unpack
from apps.fleet.contracts import DriverCard, DriverOnDuty, DriverPosition, VehicleCard
from apps.fleet.models import Driver, Shift, Vehicle
from apps.fleet.states import DriverStatus
from apps.kernel import clock, redis
from apps.kernel.problems import Problem

FRESH_S = 60.0
IDS_A_QUERY = 500  # databases limit the parameters of a query


class NotADriver(Problem):
    status = 404
    slug = "not-a-driver"
    title = _("There is no such driver.")


def online_key() -> str:
    """A set of the ids of drivers online."""
    return redis.key("fleet", "online")


def routes_key() -> str:
    """A hash of driver id → topic that follows the driver."""
    return redis.key("fleet", "routes")


def heard_key() -> str:
    """A hash of driver id → when a driver on shift was last heard of, about (Unix city seconds)."""
    return redis.key("fleet", "heard")


def zone_of_key() -> str:
    """A hash of driver id → zone id whose hash holds the driver's position."""
    return redis.key("fleet", "zone_of")


def positions_key(zone_id: UUID | str) -> str:
    """A hash of driver id → packed position."""
    return redis.key("fleet", "positions", zone_id)


def driver_of(person_id: UUID) -> Driver:
    """The driver that a person is. Raises NotADriver."""
    driver = Driver.objects.select_related("person").filter(person_id=person_id).first()
    if driver is None:
        raise NotADriver()
    return driver


def open_shift(driver_id: UUID) -> Shift | None:
    return Shift.objects.filter(driver_id=driver_id, ended_at__isnull=True).first()


def on_duty(driver_ids: Collection[UUID]) -> dict[UUID, DriverOnDuty]:
    """Those of `driver_ids` that have an open shift."""
    ids, found = list(driver_ids), {}
    for start in range(0, len(ids), IDS_A_QUERY):
        found.update(_on_duty(ids[start : start + IDS_A_QUERY]))
    return found


def card(driver_id: UUID) -> DriverCard:
    """Raises NotADriver."""
    found = cards([driver_id])
    if driver_id not in found:
        raise NotADriver()
    return found[driver_id]


def cards(driver_ids: Collection[UUID]) -> dict[UUID, DriverCard]:
    active = Prefetch("vehicles", Vehicle.objects.filter(active=True), to_attr="active_vehicles")
    drivers = Driver.objects.filter(id__in=driver_ids).prefetch_related(active)
    names = accounts.names(list(driver_ids))
    return {driver.id: _card(driver, names[driver.person_id], driver.active_vehicles) for driver in drivers}


def positions(zone_id: UUID, max_age_s: float = FRESH_S) -> list[DriverPosition]:
    """Where the zone's drivers are; who has been silent for more than `max_age_s` city seconds is left out."""
    oldest = clock.now().timestamp() - max_age_s
    stored = cast(dict[bytes, bytes], redis.client().hgetall(positions_key(zone_id)))
    read = (DriverPosition(UUID(driver_id.decode()), *unpack(packed)) for driver_id, packed in stored.items())
    return [position for position in read if position.at >= oldest]


def position_of(driver_id: UUID, max_age_s: float = FRESH_S) -> DriverPosition | None:
    zone_id = cast(bytes | None, redis.client().hget(zone_of_key(), str(driver_id)))
    packed = zone_id and cast(bytes | None, redis.client().hget(positions_key(zone_id.decode()), str(driver_id)))
    if not packed:
        return None
    position = DriverPosition(driver_id, *unpack(packed))
    return position if position.at >= clock.now().timestamp() - max_age_s else None


def online_count() -> int:
    return Shift.objects.filter(ended_at__isnull=True).count()


def _on_duty(driver_ids: list[UUID]) -> dict[UUID, DriverOnDuty]:
    rows = Shift.objects.filter(ended_at__isnull=True, driver_id__in=driver_ids).values_list(
        "driver_id",
        "driver__status",
        "driver__person__is_active",
        "vehicle__category",
        "vehicle__seats",
        "occupied",
    )
    return {row[0]: DriverOnDuty(row[0], row[1] == DriverStatus.ACTIVE and row[2], *row[3:]) for row in rows}


def _card(driver: Driver, name: PersonName, active: list[Vehicle]) -> DriverCard:
    return DriverCard(
        driver_id=driver.id,
        person_id=driver.person_id,
        full_name=name.full_name,
        rating=float(driver.rating),
        phone_masked=_masked(name.phone),
        vehicle=_vehicle_card(active[0]) if active else None,
    )


def _vehicle_card(vehicle: Vehicle) -> VehicleCard:
    return VehicleCard(vehicle.plate, vehicle.make, vehicle.model, vehicle.colour, vehicle.category)


def _masked(phone: object) -> str:
    """`+213 55…42` as +21355•••••42: enough to recognise, not enough to call."""
    digits = str(phone or "")
    return digits[:6] + "•" * (len(digits) - 8) + digits[-2:] if len(digits) > 8 else ""
