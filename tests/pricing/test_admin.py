"""Tariffs in the admin: what has begun is followed, not edited."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from apps.kernel import clock
from apps.pricing.models import TariffVersion


@pytest.fixture
def staff(nadia) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def begun(db) -> TariffVersion:
    return TariffVersion.objects.get(zone__slug="algiers", category="standard", version=2)


def address(row: TariffVersion) -> str:
    return reverse("admin:pricing_tariffversion_change", args=[row.pk])


def form_of(row: TariffVersion, **changes) -> dict:
    begins = clock.now() + timedelta(hours=2)
    fields = {
        "zone": str(row.zone_id), "category": row.category, "base": row.base, "booking_fee": row.booking_fee,
        "per_km": row.per_km, "per_minute": row.per_minute, "minimum": row.minimum,
        "rounding_step": row.rounding_step, "quote_valid_s": row.quote_valid_s, "per_stop": row.per_stop,
        "waiting_free_min": row.waiting_free_min, "waiting_per_minute": row.waiting_per_minute,
        "night_from": "22:00", "night_until": "05:00", "night_multiplier": "1.20", "night_surcharge": 0,
        "holiday_multiplier": "1.10", "holiday_surcharge": 0,
        "valid_from_0": begins.strftime("%Y-%m-%d"), "valid_from_1": begins.strftime("%H:%M:%S"),
    }  # fmt: skip
    return {**fields, **changes}


def test_the_lists(staff):
    for name in ("pricing_tariffversion", "geo_zone", "geo_market", "geo_legalentity"):
        assert staff.get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_the_list_of_tariffs_shows_amounts_with_their_currency(staff):
    page = staff.get(reverse("admin:pricing_tariffversion_changelist")).content.decode()

    assert "35.00 DZD" in page
    assert "0.650 TND" in page
    for place in ("Algiers", "Tunisia"):
        assert place in page


def test_a_version_that_has_begun_is_shown_but_not_changed(staff, begun):
    page = staff.get(address(begun))

    assert "This version has begun. To change it, make a new version from it." in page.content.decode()
    assert staff.post(address(begun), form_of(begun, base=1)).status_code == 403
    begun.refresh_from_db()
    assert begun.base == 10_000


def test_a_version_that_has_begun_is_not_deleted(staff, begun):
    assert (
        staff.post(reverse("admin:pricing_tariffversion_delete", args=[begun.pk]), {"post": "yes"}).status_code == 403
    )
    assert TariffVersion.objects.filter(pk=begun.pk).exists()


def test_a_new_version_starts_as_a_copy(staff, begun):
    answer = staff.get(reverse("admin:pricing_tariffversion_new_version", args=[begun.pk]))

    where = urlsplit(answer["Location"])
    assert where.path == reverse("admin:pricing_tariffversion_add")
    copied = parse_qs(where.query)
    assert (copied["zone"], copied["base"], copied["category"]) == ([str(begun.zone_id)], ["10000"], ["standard"])
    assert staff.get(answer["Location"]).status_code == 200


def test_there_is_no_new_version_of_nothing(staff):
    assert staff.get(reverse("admin:pricing_tariffversion_new_version", args=["nothing"])).status_code == 404


def test_a_new_version_is_numbered_and_may_be_changed_until_it_begins(staff, begun):
    staff.post(reverse("admin:pricing_tariffversion_add"), form_of(begun, base=12_000))
    second = TariffVersion.objects.get(zone=begun.zone_id, category="standard", version=3)
    assert second.base == 12_000

    staff.post(address(second), form_of(begun, base=13_000))
    second.refresh_from_db()
    assert (second.base, second.version) == (13_000, 3)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from_0": "2020-01-01"}, "begin in the past"),
        ({"minimum": 20_500}, "multiple of the rounding step"),
        ({"zone": ""}, "Choose a zone or a market"),
    ],
)
def test_what_the_form_refuses(staff, begun, changes, words):
    page = staff.post(reverse("admin:pricing_tariffversion_add"), form_of(begun, **changes))

    assert words in page.content.decode()
    assert TariffVersion.objects.count() == 48
