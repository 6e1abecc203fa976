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


def test_nobody_blocks_a_driver_who_is_none(amina, yacine):
    with pytest.raises(selectors.NotADriver):
        services.block_pair(rider_id=amina.id, driver_id=yacine.id, by="rider")
