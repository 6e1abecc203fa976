"""Drivers as the office knows them: registered there, with papers that were seen there."""

import phonenumbers
from django.conf import settings
from django.db import transaction

from apps.accounts.contracts import Role
from apps.accounts.services import grant_role
from apps.fleet.models import Driver, Vehicle
from apps.fleet.services.vehicles import insert_vehicle
from apps.fleet.services.vouching import vouch
from apps.fleet.states import DriverStatus
from apps.geo import selectors as geo
from apps.geo.contracts import MarketInfo


@transaction.atomic
def register_driver(
    *,
    person,
    plate: str,
    make: str = "Dacia",
    model: str = "Logan",
    colour: str = "white",
    category: str = "standard",
    seats: int = 4,
    status: str = DriverStatus.ACTIVE,
    market: str = "",
) -> Driver:
    """Make `person` (an accounts Person) a driver with one active vehicle, whose papers the office has seen.

    `market` is a country code, by default that of the person's phone number. Raises PlateTaken.
    """
    where = geo.market(market) if market else market_of(person)
    driver = Driver.objects.create(id=person.pk, person=person, status=status, market_id=where.id)
    insert_vehicle(
        Vehicle(driver=driver, plate=plate, make=make, model=model, colour=colour, category=category, seats=seats)
    )
    grant_role(person, Role.DRIVER)
    vouch(driver_ids=[driver.id])
    return driver


def market_of(person) -> MarketInfo:
    """The market of a person's phone number; the home market for a number of another country, or none."""
    region = phonenumbers.region_code_for_number(person.phone) if person.phone else ""
    try:
        return geo.market(region or settings.HOME_MARKET)
    except geo.NoSuchMarket:
        return geo.market(settings.HOME_MARKET)
