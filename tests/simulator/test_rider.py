"""A rider knows which ride is theirs, in whatever order answers and news come."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from apps.kernel import clock
from simulator.client import Answer
from simulator.report import Report, Witness
from simulator.rider import Rider
from simulator.scenario import everyday
from simulator.wish import Wish

HERE = (36.75, 3.05)
QUOTE = {"quote": "q", "category": "standard", "promo_code": "", "fare": {"surge": "1.00"}}


def _ride(ride_id: str, status: str) -> dict:
    return {
        "id": ride_id,
        "status": status,
        "driver": None,
        "pin": None,
        "fee": None,
        "scheduled_at": None,
        "guest": None,
        "duration_s": 300,
    }


@pytest.fixture
def rider():
    report = Report()
    ground = SimpleNamespace(somewhere=lambda rng: HERE)
    street = SimpleNamespace(pins={}, durations_s={}, part=lambda ride_id: None)
    world = SimpleNamespace(
        doors=SimpleNamespace(report=report), report=report,
        scenario=replace(everyday(), rider_cancels=0, promo=0, dropped_connection=0, request_by_socket=0),
        ground=ground, street=street, witness=Witness(report), closing=False,
    )  # fmt: skip
    made = Rider(world, "http://nowhere", "+213550005000", random.Random(1))
    made.socket.topics = set()
    return made


def _doors(rider: Rider, monkeypatch, answers: dict) -> list[str]:
    asked = []

    async def call(method, path, body=None, **options):
        asked.append(f"{method} {path}")
        answer = answers[f"{method} {path}"]
        return answer() if callable(answer) else answer

    monkeypatch.setattr(rider.session, "call", call)
    return asked


async def test_before_asking_the_platform_is_asked_which_ride_goes_on(rider, monkeypatch):
    """A lost answer left a ride the rider never heard of: it is canceled before another is wished for."""

    def canceled():
        rider.note_ride(_ride("r1", "rider_canceled"))
        return Answer(200, {}, {})

    async def command(name, data, **options):
        rider.note_ride(_ride("r1", "rider_canceled"))
        return SimpleNamespace(ok=True)

    monkeypatch.setattr(rider.socket, "command", command)
    asked = _doors(rider, monkeypatch, {
        "GET /api/v1/rider/rides/current": Answer(200, {"ride": _ride("r1", "searching")}, {}),
        "GET /api/v1/rider/rides/r1/cancellation": Answer(200, {"fee_minor": 0}, {}),
        "POST /api/v1/rider/rides/r1/cancel": canceled,
    })  # fmt: skip
    assert await rider.recover() is True
    assert asked[0] == "GET /api/v1/rider/rides/current"
    assert rider.ride is None


async def test_an_answer_older_than_the_news_does_not_bring_a_ride_back(rider, monkeypatch):
    rider.note_ride(_ride("r1", "driver_canceled"))
    _doors(rider, monkeypatch, {
        "GET /api/v1/rider/rides/current": Answer(200, {"ride": _ride("r1", "arriving")}, {}),
    })  # fmt: skip
    assert await rider.recover() is True
    assert rider.ride is None


async def test_a_ride_that_ended_before_its_answer_came_is_counted_once(rider, monkeypatch):
    def requested():
        rider.note_ride(_ride("old", "completed"))  # old news, sent again
        rider.note_ride(_ride("r2", "no_driver_found"))
        return Answer(201, _ride("r2", "searching"), {})

    _doors(rider, monkeypatch, {
        "POST /api/v1/rider/quotes": Answer(200, {"quotes": [QUOTE]}, {}),
        "POST /api/v1/rider/rides": requested,
    })  # fmt: skip
    await rider.travel(Wish(HERE, HERE, "standard"))
    report = rider.world.report
    assert (report.requested, report.unserved, report.completed) == (1, 1, 0)
    assert rider.ride is None
    assert not rider.is_travelling


async def test_a_reserved_ride_is_canceled_when_the_day_is_over_before_it_begins(rider, monkeypatch):
    reserved = {**_ride("r3", "requested"), "scheduled_at": (clock.now() + timedelta(hours=1)).isoformat()}
    asked = _doors(rider, monkeypatch, {
        "POST /api/v1/rider/quotes": Answer(200, {"quotes": [QUOTE]}, {}),
        "POST /api/v1/rider/rides": Answer(201, reserved, {}),
        "GET /api/v1/rider/rides/r3/cancellation": Answer(200, {"fee_minor": 0}, {}),
    })  # fmt: skip

    async def command(name, data, **options):
        rider.note_ride({**reserved, "status": "rider_canceled"})
        return SimpleNamespace(ok=True)

    monkeypatch.setattr(rider, "chance", lambda share: share == 0.5)  # by the socket
    monkeypatch.setattr(rider.socket, "command", command)
    trip = asyncio.create_task(rider.travel(Wish(HERE, HERE, scheduled_in_s=3_600)))
    await asyncio.sleep(0.02)
    assert (rider.is_travelling, rider.is_late, trip.done()) == (True, False, False)
    rider.world.closing = True
    rider.wake()
    await trip
    assert asked[-1] == "GET /api/v1/rider/rides/r3/cancellation"
    behaviours = rider.world.report.behaviours
    assert (behaviours["scheduled"], behaviours["rider_cancels"], rider.world.report.cancelled) == (1, 1, 1)
