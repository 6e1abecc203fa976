"""An airport's queue: first come, first served."""

import pytest

from apps.fleet import selectors, services
from apps.fleet.models import QueueEntry, QueuePlace
from apps.geo.contracts import Point
from apps.kernel import redis
from tests.dispatch.conftest import stand
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db

AIRPORT = Point(36.6940, 3.2150)
SQUARE = [[3.20, 36.68], [3.23, 36.68], [3.23, 36.71], [3.20, 36.71], [3.20, 36.68]]


@pytest.fixture
def airport(algiers) -> QueuePlace:
    return QueuePlace.objects.create(
        zone_id=algiers.id,
        name_fr="Aéroport",
        name_ar="المطار",
        name_en="Airport",
        polygon={"type": "Polygon", "coordinates": [SQUARE]},
        declines_allowed=1,
        keep_minutes=10,
    )


@pytest.fixture
def at(algiers):
    """`at(karim, AIRPORT)`: there he stands, and the sweep passes."""

    def go(driver, place: Point) -> None:
        stand(driver.id, algiers.id, place)
        services.keep_queues()

    return go


def turns(algiers, airport) -> list:
    return selectors.queue_order(algiers.id).get(airport.id, [])


def online(*drivers) -> None:
    for driver in drivers:
        services.go_online(driver_id=driver.id)


def test_drivers_are_served_as_they_came(algiers, airport, at, travel, karim, sofia, mehdi):
    online(karim, sofia, mehdi)
    at(sofia, AIRPORT)
    travel(5)
    at(karim, AIRPORT)
    at(mehdi, ALGIERS_CENTRE)

    assert turns(algiers, airport) == [sofia.id, karim.id]
    assert selectors.queue_place_at(algiers.id, AIRPORT) == airport.id
    assert selectors.queue_place_at(algiers.id, ALGIERS_CENTRE) is None


def test_who_is_offline_or_on_a_trip_is_not_let_in(algiers, airport, at, karim, sofia):
    online(sofia)
    services.occupy(driver_id=sofia.id)
    at(karim, AIRPORT)
    at(sofia, AIRPORT)

    assert not QueueEntry.objects.exists()


def test_leaving_the_place_loses_the_turn(algiers, airport, at, travel, karim):
    online(karim)
    at(karim, AIRPORT)
    travel(30)
    at(karim, ALGIERS_CENTRE)
    assert turns(algiers, airport) == [karim.id], "a moment outside is forgiven"
    travel(40)

    at(karim, ALGIERS_CENTRE)

    assert turns(algiers, airport) == []
    assert QueueEntry.objects.get().left_because == "left"


def test_one_decline_too_many_sends_to_the_end(algiers, airport, at, travel, karim, sofia):
    online(karim, sofia)
    at(karim, AIRPORT)
    travel(1)
    at(sofia, AIRPORT)

    assert not services.note_decline(driver_id=karim.id)
    assert services.note_decline(driver_id=karim.id)
    travel(1)
    at(karim, AIRPORT)

    assert turns(algiers, airport) == [sofia.id, karim.id]
    assert QueueEntry.objects.filter(driver=karim).count() == 2


def test_a_decline_elsewhere_costs_nothing(karim):
    assert not services.note_decline(driver_id=karim.id)


def test_who_comes_back_within_minutes_keeps_the_turn(algiers, airport, at, travel, karim, sofia):
    online(karim, sofia)
    at(karim, AIRPORT)
    travel(1)
    at(sofia, AIRPORT)
    services.go_offline(driver_id=karim.id)
    redis.client().flushdb()
    travel(300)
    at(sofia, AIRPORT)
    assert turns(algiers, airport) == [sofia.id], "who is not there is passed over"

    online(karim)
    at(karim, AIRPORT)

    assert turns(algiers, airport) == [karim.id, sofia.id]


def test_silence_longer_than_the_place_allows_loses_the_turn(algiers, airport, at, travel, karim):
    online(karim)
    at(karim, AIRPORT)
    travel(601)

    services.keep_queues()

    assert QueueEntry.objects.get().left_because == "silent"


def test_a_trip_cancelled_on_the_spot_keeps_the_turn(algiers, airport, at, karim):
    online(karim)
    at(karim, AIRPORT)
    services.occupy(driver_id=karim.id)
    at(karim, AIRPORT)
    assert turns(algiers, airport) == []

    services.release(driver_id=karim.id)

    assert turns(algiers, airport) == [karim.id]


def test_a_place_out_of_use_has_no_queue(algiers, airport, at, karim):
    online(karim)
    at(karim, AIRPORT)
    airport.active = False
    airport.save()

    services.keep_queues()

    assert QueueEntry.objects.get().left_at is not None
    assert selectors.queue_place_at(algiers.id, AIRPORT) is None


def test_drivers_see_their_turn(api, algiers, airport, at, travel, karim, sofia):
    online(karim, sofia)
    at(sofia, AIRPORT)
    travel(5)
    at(karim, AIRPORT)
    karims = api(karim.person, "driver")

    turn = karims.get("/api/v1/driver/queue", headers={"Accept-Language": "en"}).json()["turn"]

    assert (turn["name"], turn["position"], turn["waiting"]) == ("Airport", 2, 2)
    assert (turn["declines"], turn["declines_allowed"]) == (0, 1)
    services.occupy(driver_id=sofia.id)
    assert karims.get("/api/v1/driver/queue").json()["turn"]["position"] == 1


def test_who_is_not_seen_is_told_until_when_the_turn_is_kept(api, algiers, airport, at, travel, karim):
    online(karim)
    at(karim, AIRPORT)
    travel(120)

    turn = api(karim.person, "driver").get("/api/v1/driver/queue").json()["turn"]

    assert (turn["position"], turn["waiting"]) == (None, 0)
    assert turn["kept_until"] > turn["joined_at"]


def test_elsewhere_there_is_no_turn(api, karim):
    assert api(karim.person, "driver").get("/api/v1/driver/queue").json() == {"turn": None}
