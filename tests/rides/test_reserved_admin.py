"""The staff's list of rides: for when, and for whom."""

from datetime import timedelta
from zoneinfo import ZoneInfo as TimeZone

import pytest

from apps.kernel import clock

PATH = "/admin/rides/ride/"


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_staff_find_what_is_reserved_and_see_for_when_and_for_whom(city, desk, amina, yacine):
    at = clock.now() + timedelta(days=2)
    guest = {"name": "Baya Benali", "phone": "+213550000099"}
    reserved = city.order(amina, quote=city.quote(amina, scheduled_at=at.isoformat())["quote"], guest=guest)
    city.order(yacine)
    here = f"{at.astimezone(TimeZone('Africa/Algiers')):%Y-%m-%d %H:%M}"

    for choice in ("waiting", "later"):
        listed = desk.get(f"{PATH}?for={choice}").content.decode()
        assert here in listed
        assert ("Amina Benali" in listed, "Yacine Haddad" in listed) == (True, False)
    now = desk.get(f"{PATH}?for=now").content.decode()
    assert ("Amina Benali" in now, "Yacine Haddad" in now) == (False, True)

    one = desk.get(f"{PATH}{reserved['id']}/change/").content.decode()
    assert here in one
    assert "Baya Benali · +213550000099" in one
