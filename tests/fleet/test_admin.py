"""Drivers in the admin: how to reach them, what they drive, whether they are online."""

import pytest
from django.urls import reverse

from apps.fleet.models import Shift
from apps.kernel import clock


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def online(driver, zone) -> None:
    Shift.objects.create(driver=driver, vehicle=driver.vehicles.get(), zone_id=zone.id, started_at=clock.now())


def test_the_list_says_who_drives_what_and_where(desk, karim, sofia, algiers):
    online(karim, algiers)
    page = desk.get(reverse("admin:fleet_driver_changelist"), headers={"Accept-Language": "en"}).content.decode()
    for text in ("Karim Meziane", "+213550000011", "00123-116-16 · Renault Symbol", "Algiers", "Sofia Larbi"):
        assert text in page


def test_a_state_is_read_as_a_word(desk, karim):
    page = desk.get(reverse("admin:fleet_driver_change", args=[karim.pk]), headers={"Accept-Language": "en"})
    text = page.content.decode()
    assert "Active" in text
    assert "&#x27;active&#x27;" not in text


def test_the_pages_open(desk, karim, algiers):
    online(karim, algiers)
    assert desk.get(reverse("admin:fleet_driver_change", args=[karim.pk])).status_code == 200
    for name, row in (("vehicle", karim.vehicles.get()), ("shift", Shift.objects.get())):
        assert desk.get(reverse(f"admin:fleet_{name}_changelist")).status_code == 200
        assert desk.get(reverse(f"admin:fleet_{name}_change", args=[row.pk])).status_code == 200
