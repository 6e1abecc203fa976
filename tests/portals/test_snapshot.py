"""What the live map is told of a zone, once a second."""

import json
import struct
from uuid import uuid4

import pytest

from apps.accounts.contracts import Identity, Role
from apps.dispatch.models import Offer
from apps.dispatch.services import accept_offer, run_window, schedule_window
from apps.fleet.selectors import positions_key
from apps.kernel import clock, outbox, redis
from apps.portals.algorithms.cells import mesh
from apps.portals.selectors import zone_snapshot
from apps.portals.sockets import may_watch
from apps.pricing.services import quote
from apps.realtime.services import registry
from apps.rides.services import request_ride
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_from_centre():
    """`request_from_centre(amina)`: she asks for a ride from the centre to Hydra."""

    def ask(rider):
        _quote, token = quote(rider_id=rider.id, pickup=ALGIERS_CENTRE, dropoff=HYDRA, category="standard")
        return request_ride(rider_id=rider.id, quote_token=token)

    return ask


def states(snapshot: dict) -> dict[str, int]:
    return {car[0]: car[4] for car in snapshot["cars"]}


def short(driver) -> str:
    return driver.id.hex[-8:]


def test_an_empty_zone_is_an_empty_picture(algiers):
    snapshot = zone_snapshot("algiers")
    assert (snapshot["cars"], snapshot["jobs"], snapshot["rides"]) == ([], [], [])
    assert snapshot["counts"] == {"online": 0, "free": 0, "searching": 0, "in_progress": 0, "completed_today": 0}


def test_a_parked_car_is_free_and_where_it_stands(park, karim):
    park(karim, HYDRA, heading=271.6)
    assert zone_snapshot("algiers")["cars"] == [[short(karim), 36.743, 3.042, 272, 0]]


def test_a_car_without_a_compass_has_no_heading(park, karim):
    park(karim, HYDRA)
    assert zone_snapshot("algiers")["cars"][0][3] is None


def test_a_car_that_is_silent_for_a_minute_is_gone(park, karim, travel):
    park(karim, HYDRA)
    travel(61)
    assert zone_snapshot("algiers")["counts"]["online"] == 0


def test_cars_of_algiers_are_not_on_the_map_of_tunis(park, karim):
    park(karim, HYDRA)
    assert zone_snapshot("tunis")["cars"] == []


def test_from_request_to_acceptance(amina, karim, sofia, park, request_from_centre, travel, algiers):
    park(karim, ALGIERS_CENTRE)
    park(sofia, BAB_EZZOUAR)
    request_from_centre(amina)
    travel(5)

    waiting = zone_snapshot("algiers")
    [[_job, lat, lng, status, age_s, *named]] = waiting["jobs"]
    assert named == ["Amina", "standard"]
    assert (lat, lng, status) == (36.7538, 3.0588, "open")
    assert 5 <= age_s < 60  # seconds may pass meanwhile
    assert waiting["rides"] == []
    assert waiting["counts"] == {"online": 2, "free": 2, "searching": 1, "in_progress": 0, "completed_today": 0}

    schedule_window(zone_id=algiers.id, due_at=clock.now())
    travel(1)
    run_window(zone_id=algiers.id)
    offered = zone_snapshot("algiers")
    assert offered["jobs"][0][3] == "offered"
    assert states(offered) == {short(karim): 1, short(sofia): 0}

    accept_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.id)
    while outbox.relay():
        pass
    accepted = zone_snapshot("algiers")
    assert accepted["jobs"] == []
    assert states(accepted) == {short(karim): 2, short(sofia): 0}
    [ride] = accepted["rides"]
    assert (ride["status"], ride["driver"]) == ("accepted", "Karim Meziane")
    assert (ride["name"], ride["category"]) == ("Amina", "standard")
    assert (ride["pickup"], ride["dropoff"]) == ((36.7538, 3.0588), (36.743, 3.042))
    assert accepted["counts"]["free"] == 1
    json.dumps(accepted)


def test_a_picture_costs_at_most_six_queries(amina, karim, park, request_from_centre, django_assert_max_num_queries):
    park(karim, HYDRA)
    request_from_centre(amina)
    zone_snapshot("algiers")
    with django_assert_max_num_queries(6):
        zone_snapshot("algiers")


def test_five_thousand_cars_make_a_small_picture(algiers):
    now = clock.now().timestamp()
    cars = {str(uuid4()): struct.pack("<ddfd", 36.7 + n / 1e5, 3.0, 90.0, now) for n in range(5_000)}
    redis.client().hset(positions_key(algiers.id), mapping=cars)
    snapshot = zone_snapshot("algiers")
    assert snapshot["counts"]["online"] == 5_000
    assert len(json.dumps(snapshot)) < 400_000


@pytest.mark.parametrize(
    ("role", "slug", "allowed"),
    [
        (Role.OPERATIONS, "algiers", True),
        (Role.SUPPORT, "tunis", True),
        (Role.MANAGER, "paris", True),
        (Role.ENGINEER, "casablanca", True),
        (Role.OPERATIONS, "atlantis", False),
        (Role.FINANCE, "algiers", False),
        (Role.RIDER, "algiers", False),
        (Role.DRIVER, "algiers", False),
    ],
)
def test_who_may_follow_a_zone(db, role, slug, allowed):
    assert may_watch(Identity(uuid4(), str(role), uuid4(), "fr"), slug) is allowed


def test_the_topic_is_asked_every_second():
    assert registry.topics["zone"].every_s == 1.0


def test_a_large_zone_gets_larger_cells(algiers):
    wide = {"type": "Polygon", "coordinates": [[[2, 36], [4, 36], [4, 37], [2, 37], [2, 36]]]}
    assert 50 < len(mesh(wide)["coordinates"]) <= 400
    assert len(mesh(algiers.polygon)["coordinates"]) <= 400
