"""Positions: checked, kept newest, written in batches, relayed to who follows."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from asgiref.sync import async_to_sync

from apps.accounts.contracts import Identity
from apps.fleet import selectors, services, sockets
from apps.fleet.algorithms.packing import pack, unpack
from apps.fleet.contracts import DriverPosition
from apps.geo import selectors as geo
from apps.kernel import clock, redis
from apps.realtime.services.relay import shard_channel
from tests.places import ALGIERS_CENTRE, HYDRA, MID_SEA

DRIVER = UUID("01900000-0000-7000-8000-000000000001")


@pytest.fixture
def zone(db):
    return geo.zone("algiers")


@pytest.fixture
def online(zone):
    redis.client().sadd(selectors.online_key(), str(DRIVER))


async def send(point=ALGIERS_CENTRE, *, driver_id=DRIVER, at=None, heading=None):
    await services.accept_position(
        driver_id=driver_id, lat=point.lat, lng=point.lng, at=at or clock.now(), heading=heading
    )


async def settle():
    await asyncio.sleep(0.15)


async def test_a_position_reaches_the_index_of_its_zone(online, zone):
    at = clock.now()

    await send(at=at, heading=90.0)
    await settle()

    assert selectors.positions(zone.id) == [
        DriverPosition(DRIVER, ALGIERS_CENTRE.lat, ALGIERS_CENTRE.lng, 90.0, at.timestamp())
    ]


async def test_a_burst_is_written_as_its_newest_position(online, zone):
    now = clock.now()

    for second in range(5):
        await send(at=now - timedelta(seconds=5 - second))
    await settle()

    assert [position.at for position in selectors.positions(zone.id)] == [(now - timedelta(seconds=1)).timestamp()]


async def test_an_older_position_that_arrives_late_is_ignored(online, zone):
    now = clock.now()
    await send(at=now)
    await send(HYDRA, at=now - timedelta(seconds=30))
    await settle()

    assert [position.at for position in selectors.positions(zone.id)] == [now.timestamp()]


async def test_a_position_that_was_held_up_for_long_is_ignored_and_no_fault(online, zone, travel):
    """In a tunnel, or by a machine without CPU: the driver's clock was right a moment ago."""
    first = clock.now()
    await send(at=first)
    await settle()
    travel(100)

    await send(HYDRA, at=first + timedelta(seconds=30))
    await settle()

    assert [position.at for position in selectors.positions(zone.id, max_age_s=200)] == [first.timestamp()]


async def test_a_future_position_is_refused_of_whomever(online):
    await send()

    with pytest.raises(services.PositionRefused) as refused:
        await send(at=clock.now() + timedelta(seconds=61))

    assert refused.value.extra == {"reason": "clock"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lat": 91.0}, "out_of_range"),
        ({"lng": -180.5}, "out_of_range"),
        ({"lat": float("nan")}, "out_of_range"),
        ({"heading": 400.0}, "out_of_range"),
        ({"heading": float("nan")}, "out_of_range"),
        ({"at": -61}, "clock"),
        ({"at": 61}, "clock"),
    ],
)
async def test_what_cannot_be_true_is_refused(online, change, reason):
    at = clock.now() + timedelta(seconds=change.pop("at", 0))

    with pytest.raises(services.PositionRefused) as refused:
        await services.accept_position(**{"driver_id": uuid4(), "lat": 36.75, "lng": 3.05, "at": at} | change)

    assert refused.value.extra == {"reason": reason}


async def test_a_jump_faster_than_any_car_is_refused(online):
    now = clock.now()
    await send(ALGIERS_CENTRE, at=now - timedelta(seconds=10))  # Hydra is some 1.9 km away

    with pytest.raises(services.PositionRefused) as refused:
        await send(HYDRA, at=now)

    assert refused.value.extra == {"reason": "speed"}


async def test_a_jump_after_a_long_silence_is_believed(online, zone):
    now = clock.now()
    await send(ALGIERS_CENTRE, at=now - timedelta(seconds=59))
    await send(MID_SEA, at=now + timedelta(seconds=30))
    await settle()

    assert selectors.positions(zone.id) == []


async def test_who_is_not_online_is_not_indexed(zone):
    await send()
    await settle()

    assert selectors.positions(zone.id) == []


async def test_a_silent_driver_is_offline_for_matching(online, zone):
    await send()
    await settle()

    with clock.travel(timedelta(seconds=59)):
        assert len(selectors.positions(zone.id)) == 1
    with clock.travel(timedelta(seconds=61)):
        assert selectors.positions(zone.id) == []


async def test_who_leaves_every_zone_leaves_the_index(online, zone):
    now = clock.now()
    await send(at=now - timedelta(seconds=50))
    await settle()
    assert len(selectors.positions(zone.id)) == 1

    await send(MID_SEA, at=now + timedelta(seconds=15))
    await settle()

    assert redis.client().hgetall(selectors.positions_key(zone.id)) == {}
    assert selectors.positions_of([DRIVER])[DRIVER].lat == MID_SEA.lat


async def test_a_followed_driver_is_relayed(online):
    services.route_positions(driver_id=DRIVER, topic="ride:7")
    listener = redis.async_client().pubsub()
    await listener.subscribe(shard_channel("ride:7"))
    await listener.get_message(timeout=1)

    await send(heading=45.0)
    message = await listener.get_message(ignore_subscribe_messages=True, timeout=20)

    topic, _, frame = message["data"].decode().partition("\0")
    assert topic == "ride:7"
    assert '"lat":36.7538,"lng":3.0588,"heading":45.0' in frame
    await listener.aclose()


async def test_a_lost_batch_does_not_stop_the_next(online, zone, monkeypatch):
    from apps.fleet.services import positions

    real, calls = positions._write, []

    async def fail_once(batch):
        calls.append(batch)
        if len(calls) == 1:
            raise ConnectionError("redis went away")
        await real(batch)

    monkeypatch.setattr(positions, "_write", fail_once)
    await send(at=clock.now() - timedelta(seconds=1))
    await settle()
    await send()
    await settle()

    assert len(calls) == 2
    assert len(selectors.positions(zone.id)) == 1


async def test_the_socket_frame_is_read(online, zone):
    identity = Identity(person_id=DRIVER, role="driver", family_id=uuid4(), language="fr")
    at = clock.now()
    message = {"type": "location", "lat": 36.7538, "lng": 3.0588, "at": at.isoformat(), "heading": None}

    await sockets.hear_location(identity, message)
    await settle()

    assert selectors.positions(zone.id)[0].at == pytest.approx(at.timestamp())


@pytest.mark.parametrize(
    "change", [{"lat": "north"}, {"lat": None}, {"at": "yesterday"}, {"at": "2026-11-21T10:00:00"}, {"at": 7}]
)
async def test_an_unreadable_frame_is_refused(online, change):
    identity = Identity(person_id=DRIVER, role="driver", family_id=uuid4(), language="fr")
    message = {"type": "location", "lat": 36.75, "lng": 3.05, "at": clock.now().isoformat()} | change

    with pytest.raises(services.PositionRefused):
        await sockets.hear_location(identity, message)


def test_a_packed_position_is_28_bytes_and_comes_back_whole():
    packed = pack(36.7538, 3.0588, 90.0, 1_795_000_000.25)

    assert len(packed) == 28
    assert unpack(packed) == (36.7538, 3.0588, 90.0, 1_795_000_000.25)


@pytest.mark.parametrize("at", ["2026-11-21T10:00:00", "yesterday"])
def test_a_time_over_rest_has_its_zone(api, karim, at):
    answer = api(karim.person, "driver").post("/api/v1/driver/positions", {"lat": 36.75, "lng": 3.06, "at": at})
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, ["at"])


def test_a_position_over_rest(api, karim, zone, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.go_online(driver_id=karim.id)
    body = {"lat": 36.7538, "lng": 3.0588, "at": clock.now().isoformat()}

    response = api(karim.person, "driver").post("/api/v1/driver/positions", body)

    assert response.status_code == 204
    assert [position.driver_id for position in selectors.positions(zone.id)] == [karim.id]
    assert selectors.position_of(karim.id).lat == 36.7538


def test_a_wrong_position_over_rest(api, karim):
    body = {"lat": 36.7538, "lng": 3.0588, "at": (clock.now() - timedelta(minutes=5)).isoformat()}

    response = api(karim.person, "driver").post("/api/v1/driver/positions", body)

    assert response.status_code == 422
    assert (response.json()["type"], response.json()["reason"]) == ("/problems/position-refused", "clock")


def test_old_positions_are_forgotten_and_shifts_get_their_zone(karim, zone, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.go_online(driver_id=karim.id)
    long_ago = clock.now().timestamp() - 700
    redis.client().hset(selectors.positions_key(zone.id), str(DRIVER), pack(36.7, 3.0, -1, long_ago))
    redis.client().hset(selectors.last_key(), str(karim.id), pack(36.7, 3.0, -1, long_ago) + str(zone.id).encode())

    services.restore_online()

    assert redis.client().hgetall(selectors.positions_key(zone.id)) == {}
    assert redis.client().hgetall(selectors.last_key()) == {}
    assert selectors.open_shift(karim.id).zone_id == zone.id


def test_who_drives_outside_every_zone_is_not_silent(karim, zone, travel, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.go_online(driver_id=karim.id)
    travel(1_790)
    async_to_sync(services.accept_position_now)(
        driver_id=karim.id, lat=MID_SEA.lat, lng=MID_SEA.lng, at=clock.now() - timedelta(seconds=1)
    )
    travel(20)

    services.end_absent_shifts()

    assert selectors.open_shift(karim.id)


def test_with_redis_down_a_position_over_rest_is_unavailable(api, karim, zone, settings):
    client = api(karim.person, "driver")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nobody listens; each call has an event loop and a client of its own
    body = {"lat": 36.7538, "lng": 3.0588, "at": clock.now().isoformat()}

    response = client.post("/api/v1/driver/positions", body)

    assert (response.status_code, response.json()["type"]) == (503, "/problems/unavailable")
