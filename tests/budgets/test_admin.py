"""The admin asks as often for many rows as for few: no list and no form has a query a row."""

from collections.abc import Callable
from itertools import count

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from apps.accounts.services import audit, register, request_code
from apps.dispatch.models import Policy
from apps.fleet.services import register_driver
from apps.geo.models import LegalEntity, Market, Zone
from apps.pricing.models import TariffVersion
from apps.rides.models import Receipt
from tests.budgets.conftest import Counts
from tests.budgets.table import ADMIN
from tests.rides.city import City

CEILING = 10
COUNTRIES = ["", "ES", "IT", "PT"]


@pytest.fixture
def another_day(city, nadia) -> Callable[[], None]:
    """Each time it is called, the city has one more of everything that the admin shows."""
    days = count(1)

    def live() -> None:
        day = next(days)
        people_ride(city, day)
        staff_work(nadia, day)
        a_market_opens(day)
        city.wait(1_000)

    return live


def people_ride(city: City, day: int) -> None:
    rider = register(phone=f"+21355000010{day}", full_name=f"Rider {day}", roles=["rider"])
    person = register(phone=f"+21355000020{day}", full_name=f"Driver {day}", roles=["driver"])
    driver = register_driver(person=person, plate=f"00{day}-116-16")
    request_code(phone=str(rider.phone), language="fr", address="203.0.113.1")
    city.completed(rider, driver)
    city.works()
    assert city.driver(driver).post("/api/v1/driver/shift/end").status_code == 204


def staff_work(nadia, day: int) -> None:
    colleague = register(email=f"colleague{day}@superapp.example", full_name=f"Colleague {day}", roles=["support"])
    TOTP.activate(colleague, "JBSWY3DPEHPK3PXP")
    audit(colleague.pk, "test.done", f"person:{nadia.pk}")
    Group.objects.create(name=f"Group {day}")
    somebody = {"username": f"somebody {day}", "ip_address": "203.0.113.1"}
    AccessAttempt.objects.create(**somebody, failures_since_start=1)
    AccessLog.objects.create(**somebody)
    AccessFailureLog.objects.create(**somebody)


def a_market_opens(day: int) -> None:
    entity = LegalEntity.objects.create(name=f"Company {day}")
    market = Market.objects.create(code=COUNTRIES[day], currency="EUR", time_zone="Europe/Madrid", legal_entity=entity)
    zone = Zone.objects.get(slug="paris")
    zone.pk, zone.slug, zone.market, zone._state.adding = None, f"city-{day}", market, True
    zone.save()
    tariff = TariffVersion.objects.filter(zone__slug="paris").first()
    tariff.pk, tariff.zone, tariff._state.adding = None, zone, True
    tariff.save()
    Policy.objects.create(zone=zone, version=1)


def pages(desk: Client) -> Counts:
    """What the list of each model asked, and the form of its first row."""
    asked = Counts()
    for model in admin.site._registry:
        for page, arguments in (("changelist", []), ("change", [model._default_manager.order_by("pk").first().pk])):
            name = f"{model._meta.app_label}_{model._meta.model_name}_{page}"
            with asked.of(name):
                assert desk.get(reverse(f"admin:{name}", args=arguments)).status_code == 200
    return asked


def rows() -> dict[type[Model], int]:
    return {model: model._default_manager.count() for model in admin.site._registry}


def test_lists_and_forms_ask_the_same_for_many_rows_as_for_few(desk, another_day):
    another_day()
    pages(desk)  # types of content are asked for once a process
    few, asked = rows(), pages(desk)
    another_day()
    another_day()

    assert [model for model, number in rows().items() if number < few[model] + 2] == []
    pages(desk).must_be(asked)
    assert {name: queries for name, queries in asked.items() if queries > CEILING} == {}


def test_what_staff_do_there(counts, city, desk, amina, karim):
    done = city.completed(amina, karim)
    city.works()
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    counts.clear()

    for path in ("/admin/", "/admin/search/?s=ride"):
        desk.get(path)
    for act in ("unlock_pin", "cancel_ride"):
        desk.get(reverse(f"admin:rides_ride_{act}", args=[ride["id"]]))
        desk.post(reverse(f"admin:rides_ride_{act}", args=[ride["id"]]), {"note": "They asked for it."})
    desk.get(reverse("admin:rides_ride_receipt", args=[done["id"]]))
    desk.get(reverse("admin:rides_receipt_render_again", args=[Receipt.objects.get().pk]))
    desk.get(reverse("admin:pricing_tariffversion_new_version", args=[TariffVersion.objects.first().pk]))

    counts.must_be(ADMIN)
