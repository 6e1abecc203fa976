"""Demo accounts and the residents of the virtual city. Every function may be repeated: what exists stays as it is."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from apps.accounts.contracts import Role
from apps.accounts.services import register
from apps.fleet.services import register_driver, vouch
from simulator import names

STAFF_EMAIL = "operations@superapp.example"
LANGUAGES = ("fr", "fr", "ar", "fr", "ar", "en")
SEATS = {"standard": 4, "comfort": 4, "van": 7}


@dataclass(frozen=True)
class Account:
    """A demo account that was just made, to be told to whoever asked for it. `secret` exists nowhere else."""

    what: str
    login: str
    secret: str = ""


@transaction.atomic
def make_demo_accounts(market: str) -> list[Account]:
    """A rider, a driver with a car, and a member of operations; returns those that did not exist before."""
    made = [_demo_rider(market), _demo_driver(market), _demo_staff()]
    return [account for account in made if account is not None]


@transaction.atomic
def make_residents(market: str, *, drivers: int, riders: int) -> int:
    """The city's drivers, with cars and papers, and riders; returns how many were made."""
    made = _make(market, drivers, names.driver, _make_driver) + _make(market, riders, names.rider, _make_rider)
    vouch(driver_ids=_residents([names.driver(market, index).phone for index in range(drivers)]))
    return made


def _make(
    market: str,
    count: int,
    resident: Callable[[str, int], names.Resident],
    make: Callable[[str, int, names.Resident], None],
) -> int:
    wanted = {index: resident(market, index) for index in range(count)}
    known = _known([person.phone for person in wanted.values()])
    missing = {index: person for index, person in wanted.items() if person.phone not in known}
    for index, person in missing.items():
        make(market, index, person)
    return len(missing)


def _make_driver(market: str, index: int, resident: names.Resident) -> None:
    person = register(phone=resident.phone, full_name=resident.full_name, language=LANGUAGES[index % len(LANGUAGES)])
    car = names.car(market, index)
    register_driver(
        person=person,
        plate=car.plate,
        make=car.make,
        model=car.model,
        colour=car.colour,
        category=car.category,
        seats=SEATS[car.category],
    )


def _make_rider(market: str, index: int, resident: names.Resident) -> None:
    language = LANGUAGES[index % len(LANGUAGES)]
    register(phone=resident.phone, full_name=resident.full_name, language=language, roles=[Role.RIDER])


def _demo_rider(market: str) -> Account | None:
    phone = names.phone(market, names.DEMO_RIDER)
    if _known([phone]):
        return None
    register(phone=phone, full_name="Amina Benali", roles=[Role.RIDER])
    return Account("rider", phone)


def _demo_driver(market: str) -> Account | None:
    phone = names.phone(market, names.DEMO_DRIVER)
    if _known([phone]):
        vouch(driver_ids=_residents([phone]))
        return None
    person = register(phone=phone, full_name="Karim Meziane")
    register_driver(person=person, plate=f"{market}-00001-16", make="Renault", model="Symbol", colour="white")
    return Account("driver", phone)


def _demo_staff() -> Account | None:
    """Sees the map and the whole admin of this installation."""
    if get_user_model().objects.filter(email=STAFF_EMAIL).exists():
        return None
    password = secrets.token_urlsafe(12)
    person = register(email=STAFF_EMAIL, full_name="Nadia Rahmani", roles=[Role.OPERATIONS], password=password)
    person.is_superuser = True
    person.save(update_fields=["is_superuser"])
    return Account("operations", STAFF_EMAIL, password)


def _known(phones: Sequence[str]) -> set[str]:
    return set(map(str, _values("phone", phones)))


def _residents(phones: Sequence[str]) -> list[UUID]:
    return _values("id", phones)


def _values(field: str, phones: Sequence[str]) -> list:
    found: list = []
    for start in range(0, len(phones), 500):
        some = get_user_model().objects.filter(phone__in=phones[start : start + 500])
        found += some.values_list(field, flat=True)
    return found
