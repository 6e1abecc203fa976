"""A driver in a tunnel goes on: what was done there is told afterwards, in order, each step at its own time."""

import asyncio
from datetime import datetime
from types import SimpleNamespace

import pytest

from simulator.report import Report
from simulator.sockets import Ack
from simulator.steps import StepsWithoutNetwork


class Socket:
    """Answers when it is connected again, dating each step as it was told."""

    def __init__(self) -> None:
        self.connected, self.heard, self.back, self.late_s = False, [], asyncio.Event(), 0.0

    async def command(self, name: str, data: dict, *, refusals, at: datetime) -> Ack:
        await self.back.wait()
        self.heard.append((name, data.get("stop")))
        told = datetime.fromtimestamp(at.timestamp() + self.late_s, tz=at.tzinfo).isoformat()
        status = "completed" if name == "ride.complete" else "in_progress"
        ride = {"id": "r1", "status": status, "completed_at": told, "stops": [{"reached_at": told}]}
        return Ack(True, {"ride": ride}, "")


@pytest.fixture
def driver():
    report = Report()
    made = SimpleNamespace(
        socket=Socket(), did=report.did, noted=[], looked=[],
        world=SimpleNamespace(report=report, spawn=asyncio.create_task),
        ride={"id": "r1", "status": "in_progress", "stops": [{"reached_at": None}]},
    )  # fmt: skip
    made.note_ride = made.noted.append
    return made


async def _through(driver) -> StepsWithoutNetwork:
    steps = StepsWithoutNetwork(driver)
    steps.go_dark("r1", 60)
    steps.make("ride.stop", "r1", stop=0)
    steps.make("ride.complete", "r1")
    return steps


async def test_the_driver_goes_on_and_the_steps_are_told_in_order(driver):
    steps = await _through(driver)
    assert steps.is_dark
    assert steps.concerns("r1")
    assert driver.ride["status"] == "completed"
    assert driver.ride["stops"][0]["reached_at"] is not None
    assert driver.socket.heard == []

    driver.socket.connected = True
    driver.socket.back.set()
    await steps.come_out()
    assert driver.socket.heard == [("ride.stop", 0), ("ride.complete", None)]
    assert driver.noted[-1]["status"] == "completed"
    assert not steps.is_dark
    assert not steps.concerns("r1")
    report = driver.world.report
    assert (report.errors, report.behaviours["steps_without_network"]) == (0, 2)


async def test_a_platform_that_dates_steps_when_it_hears_them_is_told(driver):
    driver.socket.late_s = 90.0
    steps = await _through(driver)
    driver.socket.back.set()
    await steps.come_out()
    assert driver.world.report.troubles == {"step at another time": 2}
