"""The last trip, and the way home."""

import pytest

from apps.fleet import selectors, services
from apps.fleet.models import HomeUse, WorkRule
from apps.geo import selectors as geo
from tests.places import BAB_EZZOUAR, HYDRA

pytestmark = pytest.mark.django_db


@pytest.fixture
def karims(api, karim):
    return api(karim.person, "driver")


def put(client, what: str, **body):
    return client.put(f"/api/v1/driver/{what}", body, format="json")


def duty(driver):
    return selectors.on_duty([driver.id])[driver.id]


def test_the_shift_ends_with_the_trip_under_way(karims, karim):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)

    answer = put(karims, "last-trip", on=True)

    assert answer.json()["shift"]["end_reason"] == "last_trip"
    assert duty(karim).last_trip
    services.release(driver_id=karim.id)
    assert selectors.open_shift(karim.id) is None
    assert karim.shifts.get().end_reason == "last_trip"


def test_the_driver_may_think_again(karims, karim):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)
    put(karims, "last-trip", on=True)

    assert put(karims, "last-trip", on=False).json()["shift"]["end_reason"] == ""

    services.release(driver_id=karim.id)
    assert selectors.open_shift(karim.id) is not None


def test_without_a_trip_the_driver_is_offline_at_once(karims, karim):
    services.go_online(driver_id=karim.id)

    assert put(karims, "last-trip", on=True).json() == {"shift": None}
    assert selectors.open_shift(karim.id) is None


def test_who_is_offline_has_no_last_trip(karims):
    answer = put(karims, "last-trip", on=True)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-online")


def test_a_suspension_is_not_undone_by_thinking_again(karims, karim, nadia):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)
    services.suspend(driver_id=karim.id, actor_id=nadia.id)

    put(karims, "last-trip", on=False)

    assert duty(karim).last_trip


def test_the_way_home(karims, karim):
    services.go_online(driver_id=karim.id)

    answer = put(karims, "home", on=True, place=HYDRA.as_dict())

    assert answer.json() == {"on": True, "place": HYDRA.as_dict(), "uses_a_day": 2, "uses_left": 1}
    assert duty(karim).home == (HYDRA.lat, HYDRA.lng)


def test_the_place_of_the_last_time_is_known(karims, karim):
    services.go_online(driver_id=karim.id)
    put(karims, "home", on=True, place=HYDRA.as_dict())
    assert put(karims, "home", on=False).json()["on"] is False
    assert duty(karim).home is None

    assert put(karims, "home", on=True).json()["place"] == HYDRA.as_dict()
    assert karims.get("/api/v1/driver/home").json()["uses_left"] == 0


def test_switching_it_on_twice_is_one_use(karims, karim):
    services.go_online(driver_id=karim.id)
    for place in (HYDRA, BAB_EZZOUAR):
        put(karims, "home", on=True, place=place.as_dict())

    assert HomeUse.objects.count() == 1
    assert duty(karim).home == (BAB_EZZOUAR.lat, BAB_EZZOUAR.lng)


def test_it_is_allowed_so_often_a_day(karims, karim, travel, api):
    services.go_online(driver_id=karim.id)
    for _ in range(2):
        assert put(karims, "home", on=True, place=HYDRA.as_dict()).status_code == 200
        put(karims, "home", on=False)

    spent = put(karims, "home", on=True)

    assert (spent.status_code, spent.json()["type"], spent.json()["uses_a_day"]) == (
        409,
        "/problems/home-uses-spent",
        2,
    )
    assert duty(karim).home is None
    travel(86_400)
    assert put(api(karim.person, "driver"), "home", on=True).status_code == 200


def test_a_market_may_allow_more(karims, karim):
    WorkRule.objects.create(market_id=geo.market("DZ").id, home_uses_a_day=3)

    assert karims.get("/api/v1/driver/home").json() == {"on": False, "place": None, "uses_a_day": 3, "uses_left": 3}


def test_it_ends_with_the_shift(karims, karim):
    services.go_online(driver_id=karim.id)
    put(karims, "home", on=True, place=HYDRA.as_dict())
    services.go_offline(driver_id=karim.id)
    services.go_online(driver_id=karim.id)

    assert duty(karim).home is None


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        ({"on": True}, 409, "not-online"),
        ({"on": True, "place": {"lat": 91, "lng": 0}}, 400, "invalid"),
        ({"place": {"lat": 36, "lng": 3}}, 400, "invalid"),
        ({}, 400, "invalid"),
    ],
)
def test_what_is_not_said_well_is_refused(karims, body, status, problem):
    answer = put(karims, "home", **body)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")


def test_somebody_without_a_home_must_say_where(karims, karim):
    services.go_online(driver_id=karim.id)

    assert put(karims, "home", on=True).json()["type"] == "/problems/home-unknown"
    assert not HomeUse.objects.exists()


def test_home_is_changed_without_setting_out_for_it(karims, karim):
    services.go_online(driver_id=karim.id)
    put(karims, "home", on=True, place={"lat": HYDRA.lat, "lng": HYDRA.lng})
    put(karims, "home", on=False)

    answer = put(karims, "home", on=False, place={"lat": BAB_EZZOUAR.lat, "lng": BAB_EZZOUAR.lng})

    karim.refresh_from_db()
    assert (answer.json()["on"], karim.home_lat, karim.home_lng) == (False, BAB_EZZOUAR.lat, BAB_EZZOUAR.lng)
    assert HomeUse.objects.count() == 1
