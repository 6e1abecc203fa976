"""The newest position of a driver stays, whichever door and process it came through, and in whatever order."""

from datetime import datetime, timedelta

import pytest
from asgiref.sync import async_to_sync

from apps.fleet import selectors, services
from apps.fleet.models import Driver
from apps.geo.contracts import Point
from apps.kernel import clock, redis
from tests.places import ALGIERS_CENTRE, HYDRA, MID_SEA


@pytest.fixture
def karim(karim, algiers, django_capture_on_commit_callbacks) -> Driver:
    with django_capture_on_commit_callbacks(execute=True):
        services.go_online(driver_id=karim.id)
    return karim


@pytest.fixture
def says(api, karim):
    """`says(HYDRA, at)`: Karim's app without a socket posts a position, to whichever process."""
    app = api(karim.person, "driver")

    def post(place: Point, at: datetime):
        return app.post("/api/v1/driver/positions", {"lat": place.lat, "lng": place.lng, "at": at.isoformat()})

    return post


def tell(karim: Driver, place: Point, at: datetime) -> None:
    """Karim's socket at a process that never heard of him."""
    async_to_sync(services.accept_position)(driver_id=karim.id, lat=place.lat, lng=place.lng, at=at)


def test_an_older_position_by_rest_does_not_replace_a_newer(says, karim, algiers):
    now = clock.now()
    says(ALGIERS_CENTRE, now)

    assert says(HYDRA, now - timedelta(seconds=30)).status_code == 204

    [position] = selectors.positions(algiers.id)
    assert (position.lat, position.at) == (ALGIERS_CENTRE.lat, now.timestamp())


def test_a_jump_is_refused_by_rest_too(says, karim, algiers):
    now = clock.now()
    says(ALGIERS_CENTRE, now - timedelta(seconds=10))  # Hydra is some 1.9 km away

    refused = says(HYDRA, now)

    assert (refused.status_code, refused.json()["reason"]) == (422, "speed")
    assert selectors.position_of(karim.id).lat == ALGIERS_CENTRE.lat


def test_a_socket_at_another_process_knows_where_the_driver_was(says, karim):
    now = clock.now()
    says(ALGIERS_CENTRE, now - timedelta(seconds=10))

    with pytest.raises(services.PositionRefused) as refused:
        tell(karim, HYDRA, now)
    tell(karim, HYDRA, now - timedelta(seconds=20))

    assert refused.value.extra == {"reason": "speed"}
    assert selectors.position_of(karim.id).lat == ALGIERS_CENTRE.lat


async def test_a_batch_that_was_on_its_way_when_a_newer_position_came_changes_nothing(db, algiers):
    """The check before is of no help here: the write itself holds the newest."""
    from apps.fleet.services import index
    from apps.fleet.services.positions import Fix

    driver_id, other, now = "a", "b", clock.now().timestamp()
    redis.client().sadd(selectors.online_key(), driver_id, other)
    newer, older = Fix(36.75, 3.05, -1.0, now), Fix(36.70, 3.00, -1.0, now - 5)

    assert await index.keep_newest([(driver_id, newer, "hydra"), (other, older, "")]) == [
        (newer, "", None),
        (older, "", None),
    ]
    assert await index.keep_newest([(driver_id, older, "centre"), (driver_id, newer, "centre")]) == []

    assert redis.client().hgetall(selectors.positions_key("centre")) == {}
    assert list(redis.client().hgetall(selectors.positions_key("hydra"))) == [b"a"]


def test_who_went_offline_is_not_put_back_by_a_position_that_comes_after(
    says, karim, algiers, django_capture_on_commit_callbacks
):
    says(ALGIERS_CENTRE, clock.now() - timedelta(seconds=10))
    with django_capture_on_commit_callbacks(execute=True):
        services.go_offline(driver_id=karim.id)

    assert says(ALGIERS_CENTRE, clock.now()).status_code == 204

    assert selectors.positions(algiers.id) == []
    assert redis.client().hgetall(selectors.last_key()) == {}


def test_a_time_that_never_came_is_forgotten(says, karim, algiers):
    """A clock that stepped ahead and back again."""
    with clock.travel(timedelta(hours=3)):
        async_to_sync(services.accept_position_now)(
            driver_id=karim.id, lat=MID_SEA.lat, lng=MID_SEA.lng, at=clock.now()
        )
    says(ALGIERS_CENTRE, clock.now())
    assert selectors.positions(algiers.id) == []

    services.restore_online()
    says(ALGIERS_CENTRE, clock.now())

    assert len(selectors.positions(algiers.id)) == 1
