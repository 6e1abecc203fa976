"""Drivers in line hear of their number, and only when it changes."""

from datetime import timedelta

import pytest

from apps.accounts.services import register
from apps.fleet import services
from apps.fleet.algorithms import turns
from apps.fleet.models import QueueEntry
from apps.kernel import clock
from apps.realtime.models import StreamMessage
from tests.dispatch.conftest import stand
from tests.fleet.test_queues import AIRPORT, airport, at, online  # noqa: F401
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db


def heard(driver) -> list[tuple]:
    rows = StreamMessage.objects.filter(stream_id=f"driver:{driver.pk}", event="queue.updated").order_by("seq")
    return [(row.data["position"], row.data.get("waiting")) for row in rows]


def test_near_the_front_each_place_counts_further_back_the_next_ten():
    assert [turns.shown(position) for position in (1, 2, 10, 11, 20, 21, 100, 101)] == [1, 2, 10, 20, 20, 30, 100, 110]


def test_who_comes_and_who_moves_up_is_told(airport, at, travel, karim, sofia):  # noqa: F811
    online(karim, sofia)
    at(karim, AIRPORT)
    travel(5)
    at(sofia, AIRPORT)
    assert (heard(karim), heard(sofia)) == ([(1, 1)], [(2, 2)])

    services.occupy(driver_id=karim.id)
    at(sofia, AIRPORT)

    assert heard(sofia)[-1] == (1, 1)


def test_nothing_is_said_while_nothing_changes(airport, at, travel, karim):  # noqa: F811
    online(karim)
    for _ in range(4):
        at(karim, AIRPORT)
        travel(5)

    assert heard(karim) == [(1, 1)]


def test_who_loses_the_turn_is_told_why(airport, at, travel, karim):  # noqa: F811
    online(karim)
    at(karim, AIRPORT)
    travel(70)
    at(karim, ALGIERS_CENTRE)

    row = StreamMessage.objects.filter(stream_id=f"driver:{karim.pk}").latest("seq")
    assert (row.event, row.data["position"], row.data["reason"]) == ("queue.updated", None, "left")
    assert row.data["name"] == "Aéroport"
    assert row.data["title"] == "Vous avez perdu votre tour à Aéroport : vous avez quitté le lieu."
    services.keep_queues()
    assert StreamMessage.objects.filter(event="queue.updated").count() == 2, "once"


@pytest.fixture
def line(airport, algiers) -> list:  # noqa: F811
    """Twenty-five drivers who came one after the other and know their numbers."""
    drivers = []
    for number in range(25):
        person = register(phone=f"+2135500005{number:02d}", full_name=f"Driver {number}", roles=["driver"])
        drivers.append(services.register_driver(person=person, plate=f"{number:03d}-200-16"))
        online(drivers[-1])
        stand(drivers[-1].id, algiers.id, AIRPORT)
        came = clock.now() + timedelta(seconds=number - 40)
        QueueEntry.objects.create(driver=drivers[-1], place=airport, joined_at=came)
    services.keep_queues()
    return drivers


def test_of_a_long_line_only_those_are_told_whose_number_changes(line):
    before = [len(heard(driver)) for driver in line]
    assert before == [1] * 25
    services.occupy(driver_id=line[0].id)

    services.keep_queues()

    moved = [number for number, driver in enumerate(line, start=1) if len(heard(driver)) > 1]
    assert moved == [*range(2, 12), 21]
    assert [heard(line[number - 1])[-1] for number in (2, 11, 21)] == [(1, 24), (10, 24), (20, 24)]
