"""Which zone a point lies in."""

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from apps.geo import selectors, services
from apps.geo.contracts import Point
from apps.geo.models import LegalEntity, Market, Zone
from apps.geo.selectors import areas
from apps.kernel.problems import refusal_of
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, MID_SEA

AIRPORT = Point(36.6910, 3.2154)
ORAN = Point(35.6971, -0.6308)
SQUARE_IN_THE_SEA = {
    "type": "Polygon",
    "coordinates": [[[3.1, 37.5], [3.3, 37.5], [3.3, 37.7], [3.1, 37.7], [3.1, 37.5]]],
}


def sea_zone(**changes) -> Zone:
    fields = {
        "slug": "sea",
        "name_fr": "Mer",
        "name_ar": "بحر",
        "name_en": "Sea",
        "market": Market.objects.get(code="DZ"),
        "polygon": SQUARE_IN_THE_SEA,
    }
    return Zone.objects.create(**{**fields, **changes})


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        (ALGIERS_CENTRE, "algiers"),
        (HYDRA, "algiers"),
        (BAB_EZZOUAR, "algiers"),
        (AIRPORT, "algiers"),
        (Point(33.5731, -7.5898), "casablanca"),
        (Point(33.3675, -7.5898), "casablanca"),
        (Point(36.8008, 10.1800), "tunis"),
        (Point(36.8510, 10.2270), "tunis"),
        (Point(48.8566, 2.3522), "paris"),
        (Point(49.0097, 2.5479), "paris"),
    ],
)
def test_the_places_of_the_four_cities(db, place, slug):
    assert selectors.zone_at(place).slug == slug


@pytest.mark.parametrize("place", [MID_SEA, ORAN, Point(36.80, 3.15), Point(0, 0), Point(-90, 180)])
def test_places_we_do_not_serve(db, place):
    with pytest.raises(selectors.OutsideEveryZone):
        selectors.zone_at(place)


@pytest.mark.parametrize(
    ("slug", "currency", "time_zone", "market"),
    [
        ("algiers", "DZD", "Africa/Algiers", "DZ"),
        ("casablanca", "MAD", "Africa/Casablanca", "MA"),
        ("tunis", "TND", "Africa/Tunis", "TN"),
        ("paris", "EUR", "Europe/Paris", "FR"),
    ],
)
def test_what_is_known_of_a_zone(db, slug, currency, time_zone, market):
    zone = selectors.zone(slug)

    assert (zone.currency, zone.time_zone, zone.market) == (currency, time_zone, market)
    assert selectors.zone(zone.id) == selectors.zone(str(zone.id)) == zone
    assert selectors.zone_at(zone.centre) == zone
    west, south, east, north = zone.bounds
    assert west < zone.centre.lng < east
    assert south < zone.centre.lat < north


def test_every_market_has_a_company_that_answers_for_it(db):
    assert Market.objects.count() == LegalEntity.objects.count() == 4
    assert Market.objects.get(code="DZ").legal_entity.name == "Superapp Algérie SPA"


@pytest.mark.parametrize(("language", "name"), [("fr", "Alger"), ("ar", "الجزائر العاصمة"), ("en", "Algiers")])
def test_a_zone_speaks_the_callers_language(algiers, language, name):
    with translation.override(language):
        assert algiers.name == name


def test_a_refusal_names_the_point_that_is_wrong(db):
    with pytest.raises(selectors.OutsideEveryZone) as refused:
        selectors.zone_at(MID_SEA, field="dropoff")

    with translation.override("en"):
        document = refusal_of(refused.value)
    assert document == {
        "type": "/problems/outside-every-zone",
        "title": "We do not serve this place yet.",
        "detail": "The drop-off point is outside every zone we serve.",
        "status": 422,
        "field": "dropoff",
        "point": {"lat": 37.6, "lng": 3.2},
    }


@pytest.mark.parametrize("ref", ["atlantis", "01900000-0000-7000-8000-000000000000", ""])
def test_a_zone_that_does_not_exist(db, ref):
    with pytest.raises(selectors.NoSuchZone):
        selectors.zone(ref)


def test_looking_up_again_asks_the_database_nothing(db):
    selectors.zone_at(HYDRA)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        selectors.zone_at(BAB_EZZOUAR)
        selectors.zone("algiers")
        selectors.zones()
    assert len(queries) == 0


def test_a_new_zone_is_served_at_once(db):
    selectors.zones()

    sea_zone()

    assert selectors.zone_at(MID_SEA).slug == "sea"


def test_what_another_test_rolled_back_is_not_remembered(db):
    """Whether the test above ran first or not."""
    assert [zone.slug for zone in selectors.zones()] == ["tunis", "casablanca", "algiers", "paris"]


def test_a_zone_that_was_rolled_back_is_not_served(db):
    with transaction.atomic():
        sea_zone()
        assert selectors.zone_at(MID_SEA).slug == "sea"
        transaction.set_rollback(True)

    with pytest.raises(selectors.OutsideEveryZone):
        selectors.zone_at(MID_SEA)


def test_a_zone_changed_by_another_process_is_found_after_a_miss(db, monkeypatch):
    row = sea_zone(active=False)
    monkeypatch.setattr(areas.AREAS, "_changing", set())
    selectors.forget()
    selectors.zones()
    Zone.objects.filter(id=row.id).update(active=True)  # no signal, as if elsewhere
    monkeypatch.setattr(areas, "RETRY_S", -1.0)

    try:
        assert selectors.zone_at(MID_SEA).slug == "sea"
    finally:
        selectors.forget()


def test_a_zone_switched_off_by_another_process_is_off_here_within_seconds(db, monkeypatch):
    selectors.zones()
    Zone.objects.filter(slug="paris").update(active=False)  # no signal, as if elsewhere
    assert "paris" in [zone.slug for zone in selectors.zones()]

    later = time.monotonic() + areas.REFRESH_S
    with monkeypatch.context() as patched:
        patched.setattr("time.monotonic", lambda: later)
        slugs = [zone.slug for zone in selectors.zones()]
    selectors.forget()
    assert "paris" not in slugs


def test_a_zone_no_longer_served_is_still_known_by_name(db):
    row = sea_zone(active=False)

    assert selectors.zone(row.id).slug == "sea"
    assert "sea" not in [zone.slug for zone in selectors.zones()]
    with pytest.raises(selectors.OutsideEveryZone):
        selectors.zone_at(MID_SEA)


def test_where_zones_overlap_the_real_one_wins_then_the_smaller(db):
    around = {"type": "Polygon", "coordinates": [[[3, 37.4], [3.4, 37.4], [3.4, 37.8], [3, 37.8], [3, 37.4]]]}
    sea_zone(slug="wide", polygon=around)
    sea_zone(slug="tiny-demo", demonstration=True)
    assert selectors.zone_at(MID_SEA).slug == "wide"

    sea_zone(slug="narrow")
    assert selectors.zone_at(MID_SEA).slug == "narrow"


@pytest.mark.django_db(transaction=True)
def test_until_a_change_is_committed_nobody_else_sees_it():
    seen = []

    def look() -> None:
        seen.append([zone.slug for zone in selectors.zones()])
        connection.close()

    def look_elsewhere() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    with transaction.atomic():
        sea_zone()
        look_elsewhere()
    look_elsewhere()

    assert ["sea" in slugs for slugs in seen] == [False, True]


@pytest.mark.django_db(transaction=True)
async def test_the_event_loop_finds_the_same_zone():
    selectors.forget()

    assert (await selectors.azone_at(HYDRA)).slug == "algiers"
    with pytest.raises(selectors.OutsideEveryZone):
        await selectors.azone_at(MID_SEA)


def test_loading_the_fixture_again_changes_nothing(db):
    Zone.objects.filter(slug="algiers").update(name_fr="Alger la Blanche")
    before = list(Zone.objects.order_by("id").values())

    services.load_zones()

    assert list(Zone.objects.order_by("id").values()) == before
    assert Market.objects.count() == 4


@pytest.mark.parametrize(
    "polygon",
    [
        {"type": "Point", "coordinates": [3, 36]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[["a", 0], [1, 1], [1, 0], ["a", 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 100], [1, 100], [1, 101], [0, 100]]]},
        {"type": "Polygon"},
        [],
    ],
)
def test_an_area_that_is_none_is_refused(db, polygon):
    zone = Zone(slug="x", name_fr="x", name_ar="x", name_en="x", market=Market.objects.first(), polygon=polygon)

    with pytest.raises(ValidationError) as refused:
        zone.full_clean()
    assert list(refused.value.message_dict) == ["polygon"]


@pytest.mark.parametrize("speeds", [[30] * 23, [0] * 24, ["30"] * 24, [True] * 24, "fast"])
def test_a_table_of_speeds_has_24_of_them(db, speeds):
    zone = Zone.objects.get(slug="algiers")
    zone.speeds_kmh = speeds

    with pytest.raises(ValidationError) as refused:
        zone.full_clean()
    assert list(refused.value.message_dict) == ["speeds_kmh"]


def test_a_time_zone_must_exist(db):
    zone = Zone.objects.get(slug="algiers")
    zone.time_zone = "Africa/Atlantis"

    with pytest.raises(ValidationError):
        zone.full_clean()


def test_no_road_is_shorter_than_the_straight_line(db):
    with pytest.raises(IntegrityError):
        sea_zone(detour=0.9)
