"""Where drivers are wanted, for a while."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from apps.fleet import retention, selectors, services
from apps.fleet.models import Hotspot, Shift
from apps.kernel import clock
from tests.places import BAB_EZZOUAR, HYDRA

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/driver/hotspots"
NOTES = {"fr": "Sortie du stade", "ar": "خروج من الملعب", "en": "End of the match"}


def mark(zone, minutes: int = 30, begins: int = 0, centre=HYDRA, notes=NOTES) -> Hotspot:
    starts_at, ends_at = (clock.now() + timedelta(minutes=after) for after in (begins, minutes))
    return services.add_hotspot(zone_id=zone.id, centre=centre, starts_at=starts_at, ends_at=ends_at, notes=notes)


@pytest.fixture
def karims(api, karim):
    return api(karim.person, "driver")


def seen(client, language: str = "fr", zone: str = "?zone=algiers") -> list[str]:
    answer = client.get(f"{ADDRESS}{zone}", headers={"Accept-Language": language})
    return [each["note"] for each in answer.json()["hotspots"]]


def test_drivers_see_it_while_it_lasts(karims, algiers, travel):
    hotspot = mark(algiers, minutes=5)

    [shown] = karims.get(f"{ADDRESS}?zone=algiers").json()["hotspots"]
    assert (shown["id"], shown["centre"], shown["radius_m"]) == (str(hotspot.id), HYDRA.as_dict(), 800)
    travel(301)

    assert seen(karims) == []


def test_each_reads_it_in_their_language(karims, algiers):
    mark(algiers)
    mark(algiers, minutes=5, notes={"fr": "Gare"})

    assert seen(karims, "ar") == ["خروج من الملعب", "Gare"]
    assert seen(karims, "en") == ["End of the match", "Gare"]


def test_one_for_later_is_not_shown_yet(karims, algiers, travel):
    mark(algiers, begins=1, minutes=3)
    assert seen(karims) == []
    travel(90)
    assert seen(karims) == ["Sortie du stade"]


def test_it_is_that_of_the_drivers_zone(karims, karim, algiers):
    mark(algiers)
    assert seen(karims, zone="") == [], "nobody has seen him yet"
    services.go_online(driver_id=karim.id)
    Shift.objects.update(zone_id=algiers.id)

    assert seen(karims, zone="") == ["Sortie du stade"]
    assert seen(karims, zone="?zone=casablanca") == []
    assert karims.get(f"{ADDRESS}?zone=atlantis").status_code == 404


def test_staff_take_it_off_the_map(karims, algiers, nadia):
    now, later = mark(algiers), mark(algiers, begins=5)

    assert [services.end_hotspot(hotspot_id=row.id, actor_id=nadia.id) for row in (now, now, later)] == [
        True,
        False,
        True,
    ]
    assert (seen(karims), Hotspot.objects.count()) == ([], 1)


def test_it_ends_after_it_begins(algiers):
    with pytest.raises(ValidationError):
        mark(algiers, begins=10, minutes=5)


def test_old_ones_are_forgotten(algiers, travel):
    mark(algiers, centre=BAB_EZZOUAR)
    travel(91 * 86_400)

    retention.forget("any")

    assert not Hotspot.objects.exists()
    assert selectors.hotspots(algiers.id) == []
