"""Steps that a driver makes without network: told in their order once the line is back, each with its own time."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from apps.kernel import clock
from simulator.client import Gone
from simulator.people import FINAL, seconds
from simulator.sockets import Ack

if TYPE_CHECKING:
    from simulator.driver import Driver

UNSAID = frozenset({"ride.stop", "ride.complete"})  # what needs nobody else
REFUSALS = frozenset({"transition-refused", "stop-out-of-order"})
EXACT_S = 1.0


@dataclass(frozen=True)
class _Step:
    name: str
    stop: int | None
    at: datetime
    answer: asyncio.Task[Ack | None]

    def told_at(self, ride: dict) -> str | None:
        """When it was, as the platform has it."""
        return ride["completed_at"] if self.stop is None else ride["stops"][self.stop]["reached_at"]


class StepsWithoutNetwork:
    """Of one driver. While there are any, the driver knows better than the platform how far the ride is."""

    def __init__(self, driver: "Driver") -> None:
        self._driver = driver
        self._ride_id = ""
        self._steps: list[_Step] = []
        self._dark_until = 0.0  # by the machine's clock

    def concerns(self, ride_id: str) -> bool:
        return bool(self._steps) and self._ride_id == ride_id

    @property
    def is_dark(self) -> bool:
        return time.monotonic() < self._dark_until and not self._driver.socket.connected

    def go_dark(self, ride_id: str, away_s: float) -> None:
        self._ride_id, self._dark_until = ride_id, time.monotonic() + away_s

    def make(self, name: str, ride_id: str, *, stop: int | None = None) -> None:
        """The step is made now, whoever hears of it."""
        at = clock.now()
        data = {"ride_id": ride_id} | ({} if stop is None else {"stop": stop})
        self._steps.append(_Step(name, stop, at, self._driver.world.spawn(self._say(name, data, at))))
        self._driver.did("steps_without_network")
        self._pretend(stop, at)

    async def come_out(self) -> None:
        """Wait until every step was heard, and see that each is dated as it was made. Raises Gone."""
        if not self._steps:
            return
        answers = [await step.answer for step in self._steps]
        steps, self._steps = self._steps, []
        for step, ack in zip(steps, answers, strict=True):
            if ack is not None and ack.ok:
                self._compare(step, ack.data["ride"])
        last = answers[-1]
        if last is not None and last.ok and last.data["ride"]["status"] in FINAL:
            self._driver.note_ride(last.data["ride"])
        else:
            await self._driver.look_again(self._ride_id)

    async def _say(self, name: str, data: dict, at: datetime) -> Ack | None:
        with suppress(Gone):
            return await self._driver.socket.command(name, data, refusals=REFUSALS, at=at)
        return None

    def _pretend(self, stop: int | None, at: datetime) -> None:
        ride = self._driver.ride
        if ride is None:
            return
        if stop is None:
            self._driver.ride = {**ride, "status": "completed"}
        else:
            stops = [*ride["stops"]]
            stops[stop] = {**stops[stop], "reached_at": at.isoformat()}
            self._driver.ride = {**ride, "stops": stops}

    def _compare(self, step: _Step, ride: dict) -> None:
        told = step.told_at(ride)
        if told is None or abs(seconds(told) - step.at.timestamp()) > EXACT_S:
            detail = f"{step.name} of ride {ride['id']} was at {step.at.isoformat()}, not at {told}"
            self._driver.world.report.trouble("step at another time", detail)
