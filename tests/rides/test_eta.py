"""`eta_s` of the location frames: to the pickup, the next stop, the drop-off; and on the shared page."""

import pytest

from apps.fleet import selectors as fleet
from apps.fleet.services import positions
from apps.geo import services as geo
from apps.kernel import clock, redis
from apps.rides import selectors, tasks
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA
from tests.rides.city import NEAR


@pytest.fixture
def frames(monkeypatch) -> list[tuple[str, dict]]:
    """What was relayed, by topic."""
    relayed: list[tuple[str, dict]] = []

    async def keep(batch):
        relayed.extend(batch)

    monkeypatch.setattr(positions, "relay_locations", keep)
    return relayed


def seconds(here, there, zone) -> int:
    cells = [geo.speed_cell(here)]
    return round(float(geo.travel_seconds([geo.great_circle_m(here, there)], clock.now(), zone, cells=cells)[0]))


def test_it_counts_to_the_pickup_the_stop_and_the_drop_off(city, amina, karim, frames, algiers):
    quote = city.quote(amina, stops=[HYDRA.as_dict()])["quote"]
    ride = city.assigned(amina, karim, quote=quote)
    topic = f"ride:{ride['id']}"

    city.wait(5)
    city.stand(karim, NEAR)
    assert frames[-1][0] == topic
    assert frames[-1][1]["eta_s"] == pytest.approx(seconds(NEAR, ALGIERS_CENTRE, algiers), abs=1)

    city.step(karim, ride, "en-route")
    city.step(karim, ride, "arrive")
    city.wait(5)
    city.stand(karim, ALGIERS_CENTRE)
    assert frames[-1][1]["eta_s"] is None

    city.step(karim, ride, "start", {"pin": ride["pin"]})
    city.wait(30)
    city.stand(karim, NEAR)
    assert frames[-1][1]["eta_s"] == pytest.approx(seconds(NEAR, HYDRA, algiers), abs=1)

    city.step(karim, ride, "stop", {"stop": 0})
    city.wait(5)
    city.stand(karim, NEAR)
    assert frames[-1][1]["eta_s"] == pytest.approx(seconds(NEAR, BAB_EZZOUAR, algiers), abs=1)

    said = len(frames)
    city.step(karim, ride, "complete")
    assert redis.client().hgetall(fleet.bound_for_key()) == {}
    city.wait(5)
    city.stand(karim, NEAR)
    assert len(frames) == said


def test_a_frame_costs_no_query(city, amina, karim, frames, django_assert_num_queries):
    city.under_way(amina, karim)
    city.wait(5)
    city.stand(karim, NEAR)  # the zone's speeds are in memory now
    city.wait(5)
    client, here = city.driver(karim), {**NEAR.as_dict(), "at": clock.now().isoformat()}
    with django_assert_num_queries(1):  # the token's
        client.post("/api/v1/driver/positions", here)
    assert frames[-1][1]["eta_s"] > 0


def test_what_redis_forgot_is_told_again(city, amina, karim):
    city.assigned(amina, karim)
    known = redis.client().hgetall(fleet.bound_for_key())
    redis.client().delete(fleet.bound_for_key())
    redis.client().hset(fleet.bound_for_key(), "somebody", "ride:gone 1 2 nowhere")
    tasks.restore_bound_for()
    assert redis.client().hgetall(fleet.bound_for_key()) == known != {}


def test_where_an_old_ride_went_is_not_told_to_a_new_one(city, amina, karim, frames):
    city.assigned(amina, karim)
    city.wait(5)
    redis.client().hset(fleet.bound_for_key(), str(karim.pk), f"ride:old {HYDRA.lat} {HYDRA.lng} {city.zone.id}")
    city.stand(karim, NEAR)
    assert frames[-1][1]["eta_s"] is None


def test_a_zone_that_nobody_knows_keeps_no_position_back(city, amina, karim, frames):
    ride = city.assigned(amina, karim)
    city.wait(5)
    lost = f"ride:{ride['id']} {HYDRA.lat} {HYDRA.lng} 01900000-0000-7000-8000-00000000dead"
    redis.client().hset(fleet.bound_for_key(), str(karim.pk), lost)
    city.stand(karim, NEAR)
    assert (frames[-1][1]["lat"], frames[-1][1]["eta_s"]) == (NEAR.lat, None)


def test_the_shared_page_counts_to_the_next_stop(city, anonymous, client, amina, karim, algiers):
    quote = city.quote(amina, stops=[HYDRA.as_dict()])["quote"]
    ride = city.under_way(amina, karim, quote=quote)
    link = city.rider(amina).post(f"/api/v1/rider/rides/{ride['id']}/share").json()
    trip = anonymous.get(f"/api/v1/public/trips/{link['token']}").json()
    assert (trip["stops_to_come"], trip["eta_s"]) == (1, pytest.approx(seconds(NEAR, HYDRA, algiers), abs=1))
    assert "On the way to the next stop" in client.get(link["path"], headers={"accept-language": "en"}).content.decode()
    assert selectors.all_bound_for()[karim.pk].lat == HYDRA.lat
