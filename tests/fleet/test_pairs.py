"""Blocks and favourites between riders and drivers."""

from uuid import uuid4

import pytest

from apps.fleet import selectors, services
from apps.fleet.models import Pair
from apps.kernel.models import OutboxEvent

pytestmark = pytest.mark.django_db


def test_who_avoids_or_prefers_whom_is_one_query(amina, yacine, karim, sofia, mehdi, django_assert_num_queries):
    services.block_pair(rider_id=amina.id, driver_id=karim.id, by="rider", reason="rude")
    services.block_pair(rider_id=yacine.id, driver_id=karim.id, by="driver")
    services.add_favourite(rider_id=amina.id, driver_id=sofia.id)

    with django_assert_num_queries(1):
        pairs = selectors.pairs_of([amina.id, yacine.id, uuid4()])

    assert pairs == {amina.id: {karim.id: "blocked", sofia.id: "favourite"}, yacine.id: {karim.id: "blocked"}}


def test_a_block_outweighs_a_favourite(amina, karim):
    services.add_favourite(rider_id=amina.id, driver_id=karim.id)
    services.block_pair(rider_id=amina.id, driver_id=karim.id, by="driver")

    assert selectors.pairs_of([amina.id]) == {amina.id: {karim.id: "blocked"}}


def test_saying_it_twice_is_one_wish(amina, karim):
    answers = [services.block_pair(rider_id=amina.id, driver_id=karim.id, by="rider") for _ in range(2)]

    assert answers == [True, False]
    assert Pair.objects.count() == 1
    assert OutboxEvent.objects.filter(name="fleet.PairBlocked").count() == 1


def test_each_side_takes_back_only_its_own_block(amina, karim):
    for by in ("rider", "driver"):
        services.block_pair(rider_id=amina.id, driver_id=karim.id, by=by)

    assert services.unblock_pair(rider_id=amina.id, driver_id=karim.id, by="rider")

    assert selectors.pairs_of([amina.id]) == {amina.id: {karim.id: "blocked"}}
    assert not services.unblock_pair(rider_id=amina.id, driver_id=karim.id, by="rider")


def test_blocking_a_favourite_ends_it(amina, karim):
    services.add_favourite(rider_id=amina.id, driver_id=karim.id)

    services.block_pair(rider_id=amina.id, driver_id=karim.id, by="rider")

    assert [(pair.kind, pair.by) for pair in Pair.objects.all()] == [("blocked", "rider")]


def test_who_blocked_a_driver_does_not_favour_them(aminas, amina, karim):
    services.block_pair(rider_id=amina.id, driver_id=karim.id, by="rider")

    answer = aminas.post("/api/v1/rider/favourite-drivers", {"driver_id": str(karim.id)}, idempotency_key="favour-01")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/driver-blocked")
    assert aminas.get("/api/v1/rider/favourite-drivers").json() == {"drivers": []}


def test_nobody_blocks_a_driver_who_is_none(amina, yacine):
    with pytest.raises(selectors.NotADriver):
        services.block_pair(rider_id=amina.id, driver_id=yacine.id, by="rider")


# The doors


@pytest.fixture
def aminas(api, amina):
    return api(amina, "rider")


def test_a_rider_keeps_favourites(aminas, karim):
    add = {"driver_id": str(karim.id)}

    answer = aminas.post("/api/v1/rider/favourite-drivers", add, idempotency_key="favour-01")

    assert answer.status_code == 201
    [favourite] = aminas.get("/api/v1/rider/favourite-drivers").json()["drivers"]
    assert (favourite["full_name"], favourite["vehicle"]["plate"]) == ("Karim Meziane", "00123-116-16")
    assert aminas.delete(f"/api/v1/rider/favourite-drivers/{karim.id}").status_code == 204
    assert aminas.get("/api/v1/rider/favourite-drivers").json() == {"drivers": []}


def test_a_rider_blocks_and_forgives(aminas, karim):
    block = {"driver_id": str(karim.id), "reason": "Conduite dangereuse"}

    answer = aminas.post("/api/v1/rider/blocked-drivers", block, idempotency_key="blocked-1")

    assert (answer.status_code, answer.json()["drivers"][0]["reason"]) == (201, "Conduite dangereuse")
    assert aminas.delete(f"/api/v1/rider/blocked-drivers/{karim.id}").status_code == 204
    assert aminas.get("/api/v1/rider/blocked-drivers").json() == {"drivers": []}


def test_a_driver_blocks_and_forgives(api, amina, karim):
    client = api(karim.person, "driver")

    answer = client.post("/api/v1/driver/blocked-riders", {"rider_id": str(amina.id)}, idempotency_key="blocked-1")

    assert (answer.status_code, answer.json()["riders"][0]["first_name"]) == (201, "Amina")
    assert "Benali" not in answer.content.decode()
    assert client.delete(f"/api/v1/driver/blocked-riders/{amina.id}").status_code == 204
    assert client.get("/api/v1/driver/blocked-riders").json() == {"riders": []}


def test_what_staff_or_the_other_side_blocked_is_not_shown(aminas, amina, karim):
    services.block_pair(rider_id=amina.id, driver_id=karim.id, by="driver")
    services.block_pair(rider_id=amina.id, driver_id=karim.id, by="staff")

    assert aminas.get("/api/v1/rider/blocked-drivers").json() == {"drivers": []}
    assert aminas.delete(f"/api/v1/rider/blocked-drivers/{karim.id}").status_code == 204
    assert selectors.pairs_of([amina.id]) == {amina.id: {karim.id: "blocked"}}


def test_who_is_no_driver_or_no_rider_is_404(aminas, api, karim):
    nobody = str(uuid4())
    favourite = aminas.post("/api/v1/rider/favourite-drivers", {"driver_id": nobody}, idempotency_key="favour-01")
    blocked = api(karim.person, "driver").post(
        "/api/v1/driver/blocked-riders", {"rider_id": nobody}, idempotency_key="blocked-1"
    )

    assert [answer.json()["type"] for answer in (favourite, blocked)] == [
        "/problems/not-a-driver",
        "/problems/not-a-rider",
    ]
