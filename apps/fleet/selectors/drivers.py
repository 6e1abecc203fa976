"""Who drives, and what a rider may know of them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from apps.accounts import selectors as accounts
from apps.accounts.contracts import PersonName
from apps.fleet.contracts import DriverCard, VehicleCard
from apps.fleet.models import Driver, Vehicle
from apps.kernel.problems import Problem


class NotADriver(Problem):
    status = 404
    slug = "not-a-driver"
    title = _("There is no such driver.")


def driver_of(person_id: UUID) -> Driver:
    """The driver that a person is. Raises NotADriver."""
    driver = Driver.objects.select_related("person").filter(person_id=person_id).first()
    if driver is None:
        raise NotADriver()
    return driver


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
