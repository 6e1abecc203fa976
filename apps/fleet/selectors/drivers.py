"""Who drives, and what a rider may know of them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from apps.fleet.contracts import DriverCard, VehicleCard
from apps.fleet.models import Driver, Vehicle
from apps.fleet.states import VehicleStatus
from apps.kernel.problems import Problem


class NotADriver(Problem):
    status = 404
    slug = "not-a-driver"
    title = _("There is no such driver.")


def driver_of(person_id: UUID) -> Driver:
    """The driver that a person is. Raises NotADriver."""
    driver = Driver.objects.select_related("person", "market").filter(person_id=person_id).first()
    if driver is None:
        raise NotADriver()
    return driver


def card(driver_id: UUID) -> DriverCard:
    """Raises NotADriver."""
    return card_of(driver_of(driver_id))


def card_of(driver: Driver) -> DriverCard:
    return _card(driver, driver.vehicles.filter(active=True).first())


def cards(driver_ids: Collection[UUID]) -> dict[UUID, DriverCard]:
    active = Prefetch("vehicles", Vehicle.objects.filter(active=True), to_attr="active_vehicles")
    drivers = Driver.objects.filter(id__in=driver_ids).select_related("person").prefetch_related(active)
    return {driver.id: _card(driver, next(iter(driver.active_vehicles), None)) for driver in drivers}


def find(text: str, limit: int = 20) -> list[DriverCard]:
    """Drivers by a part of their name, phone number or plate, for staff."""
    digits = text.replace(" ", "")
    named = Q(person__full_name__icontains=text) | Q(person__phone__contains=digits)
    match = named | Q(vehicles__plate__icontains=digits)
    ids = Driver.objects.filter(match).order_by("person__full_name", "id").values_list("id", flat=True).distinct()
    found = cards(list(ids[:limit]))
    return sorted(found.values(), key=lambda card: (card.full_name, card.driver_id))


def vehicles_of(driver_id: UUID) -> list[Vehicle]:
    """The vehicles a driver has, the active one first."""
    mine = Vehicle.objects.filter(driver_id=driver_id).exclude(status=VehicleStatus.RETIRED)
    return list(mine.order_by("-active", "id"))


def _card(driver: Driver, vehicle: Vehicle | None) -> DriverCard:
    return DriverCard(
        driver_id=driver.id,
        person_id=driver.person_id,
        full_name=driver.person.full_name,
        rating=float(driver.rating),
        phone_masked=_masked(driver.person.phone),
        vehicle=_vehicle_card(vehicle) if vehicle else None,
    )


def _vehicle_card(vehicle: Vehicle) -> VehicleCard:
    return VehicleCard(vehicle.plate, vehicle.make, vehicle.model, vehicle.colour, vehicle.category)


def _masked(phone: object) -> str:
    """`+213 55…42` as +21355•••••42: enough to recognise, not enough to call."""
    digits = str(phone or "")
    return digits[:6] + "•" * (len(digits) - 8) + digits[-2:] if len(digits) > 8 else ""
