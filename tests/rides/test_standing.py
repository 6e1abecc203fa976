"""A car that stands where it should not: the rider is asked, and answers or does not."""

import pytest

from apps.geo.contracts import Point
from apps.geo.models import Market
from apps.kernel import redis
from apps.portals.selectors import zone_snapshot
from apps.rides import tasks
from apps.rides.models import SafetyAlert, StandingCar, StandingPolicy
from apps.rides.services import standing
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA, KOUBA
from tests.rides.city import NEAR
from tests.support.threads import together

NEAR_HYDRA = Point(HYDRA.lat + 0.0004, HYDRA.lng)  # some 45 m


def stands(city, driver, at: Point, minutes: float) -> None:
    """The driver's phone says the same place each half minute, and workers look as often."""
    for _ in range(round(minutes * 2)):
        city.wait(30)
        city.stand(driver, at)
        tasks.watch_standing_cars()


def asked(city, person) -> list[dict]:
    return [data for event, data in city.stream("rider", person) if event == "ride.safety_check"]


def says(city, person, ride, answer: str, **place: float):
    path = f"/api/v1/rider/rides/{ride['id']}/safety-check"
    return city.rider(person).post(path, {"answer": answer, **place})


@pytest.fixture
def standing_ride(city, amina, karim) -> dict:
    """Under way, and for five minutes the car has been in Hydra, where nothing is to be done."""
    ride = city.under_way(amina, karim)
    city.wait(120)
    city.stand(karim, HYDRA)
    tasks.watch_standing_cars()
    stands(city, karim, NEAR_HYDRA, 5)
    return ride


def test_the_rider_is_asked_once(city, amina, karim, standing_ride):
    [question] = asked(city, amina)
    assert question["ride_id"] == standing_ride["id"]
    stands(city, karim, HYDRA, 4)
    assert len(asked(city, amina)) == 1
    assert "ride.safety_check" not in city.told("driver", karim)
    assert not SafetyAlert.objects.exists()


def test_fine_ends_it_until_the_next_time_is_due(city, amina, karim, standing_ride):
    answer = says(city, amina, standing_ride, "fine")
    assert (answer.status_code, answer.json()) == (200, {"alert": None})
    assert says(city, amina, standing_ride, "fine").status_code == 200
    stands(city, karim, HYDRA, 10)
    assert (len(asked(city, amina)), SafetyAlert.objects.count()) == (1, 0)
    stands(city, karim, HYDRA, 10.5)
    assert len(asked(city, amina)) == 2


def test_help_is_a_call_for_help(city, amina, standing_ride):
    answer = city.command(amina, "rider", "ride.safety_check", {"ride_id": standing_ride["id"], "answer": "help"})
    assert answer["data"]["alert"]["kind"] == "sos"
    assert zone_snapshot("algiers")["alerts"][0]["kind"] == "sos"
    assert StandingCar.objects.get().answer == "help"


def test_no_answer_alerts_staff_by_a_lower_kind_which_a_call_raises(city, amina, karim, standing_ride):
    stands(city, karim, HYDRA, 5.5)
    [alert] = zone_snapshot("algiers")["alerts"]
    assert (alert["kind"], alert["status"], alert["person"]) == ("unusual_stop", "open", "Amina Benali")
    stands(city, karim, HYDRA, 2)
    assert SafetyAlert.objects.count() == 1
    called = says(city, amina, standing_ride, "help", lat=36.7, lng=3.1).json()["alert"]
    assert (called["id"], called["kind"]) == (alert["id"], "sos")
    assert SafetyAlert.objects.values_list("kind", "lat").get() == ("sos", 36.7)


def test_a_car_that_drives_on_alerts_nobody(city, amina, karim, standing_ride):
    stands(city, karim, KOUBA, 5.5)
    assert not SafetyAlert.objects.exists()
    assert len(asked(city, amina)) == 1  # at Kouba it has stood for long enough, but the next time is not due


def test_a_car_may_stand_at_the_places_of_the_ride(city, amina, karim):
    quote = city.quote(amina, stops=[HYDRA.as_dict()])["quote"]
    city.under_way(amina, karim, quote=quote)
    for place in (ALGIERS_CENTRE, HYDRA, BAB_EZZOUAR):
        city.wait(600)
        stands(city, karim, place, 6)
    assert asked(city, amina) == []


def test_before_the_trip_and_after_it_nobody_is_asked(city, amina, karim):
    ride = city.assigned(amina, karim)
    stands(city, karim, NEAR, 6)
    for name, body in (("en-route", {}), ("arrive", {}), ("start", {"pin": ride["pin"]}), ("complete", {})):
        city.step(karim, ride, name, body)
    stands(city, karim, HYDRA, 6)
    assert (asked(city, amina), StandingCar.objects.count()) == ([], 0)


def test_a_silent_phone_is_no_standing_car(city, amina, karim):
    city.under_way(amina, karim)
    city.wait(60)
    city.stand(karim, HYDRA)
    for _ in range(12):
        city.wait(61)
        tasks.watch_standing_cars()
    assert asked(city, amina) == []


def test_the_market_says_when(city, amina, karim):
    market = Market.objects.get(code="DZ")
    StandingPolicy.objects.create(market=market, still_s=120)
    city.under_way(amina, karim)
    city.wait(120)
    stands(city, karim, HYDRA, 3)
    assert len(asked(city, amina)) == 1
    StandingPolicy.objects.update(active=False)
    stands(city, karim, HYDRA, 25)
    assert (len(asked(city, amina)), SafetyAlert.objects.count()) == (1, 0)


def test_two_workers_ask_once_and_alert_once(city, amina, karim):
    city.under_way(amina, karim)
    city.wait(120)
    city.stand(karim, HYDRA)
    standing.watch_standing_cars()
    city.wait(300)
    city.stand(karim, HYDRA)
    assert sorted(together(4, standing.watch_standing_cars)) == [0, 0, 0, 1]
    assert len(asked(city, amina)) == 1
    city.wait(300)
    city.stand(karim, HYDRA)
    together(4, standing.watch_standing_cars)
    assert SafetyAlert.objects.count() == 1


def test_without_redis_nobody_is_asked_and_an_alert_is_not_forgotten(city, amina, karim, standing_ride, monkeypatch):
    city.wait(301)
    monkeypatch.setattr(redis, "_out_until", float("inf"))
    assert standing.watch_standing_cars() == 0
    assert SafetyAlert.objects.get().kind == "unusual_stop"


def test_a_sweep_asks_the_same_for_many_rides(city, amina, yacine, karim, sofia, django_assert_num_queries):
    city.under_way(amina, karim)
    city.wait(60)
    city.stand(karim, HYDRA)
    tasks.watch_standing_cars()
    with django_assert_num_queries(3):
        tasks.watch_standing_cars()
    city.under_way(yacine, sofia)
    tasks.watch_standing_cars()
    with django_assert_num_queries(3):
        tasks.watch_standing_cars()


def test_what_nobody_asked_is_not_answered(city, amina, yacine, karim):
    ride = city.under_way(amina, karim)
    nothing = says(city, amina, ride, "fine")
    assert (nothing.status_code, nothing.json()["type"]) == (409, "/problems/nothing-asked")
    assert says(city, yacine, ride, "help").status_code == 404
    assert says(city, amina, ride, "perhaps").status_code == 400
    assert not SafetyAlert.objects.exists()
