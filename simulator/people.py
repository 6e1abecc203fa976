"""What riders and drivers have in common: a place in the world, a session, a socket, and patience."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ClassVar

from apps.kernel import clock
from simulator.client import Gone, Session
from simulator.sockets import Socket
from simulator.world import World

FINAL = frozenset({"completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"})
WITH_DRIVER = frozenset({"accepted", "arriving", "arrived", "in_progress"})


class Person(ABC):
    """Signs in, connects, lives. Subclasses say how."""

    role: ClassVar[str]

    def __init__(self, world: World, url: str, phone: str, rng: random.Random) -> None:
        self.world = world
        self.rng = rng
        self.session = Session(world.doors, url, phone, self.role)
        self.socket = Socket(self.session, self.hear, self.hear_location, self.hear_problem)
        self.ride: dict | None = None
        self.here = False  # signed in and connected
        self._changed = asyncio.Event()

    @property
    def phone(self) -> str:
        return self.session.phone

    @property
    def rides_url(self) -> str:
        return f"/api/v1/{self.role}/rides"

    async def arrive(self) -> None:
        """Sign in, connect, and take up a ride left from an earlier day. Raises Gone."""
        await self.session.sign_in()
        await self.socket.open()
        answer = await self.session.call("GET", f"{self.rides_url}/current")
        if answer.ok and answer.body["ride"]:
            self.note_ride(answer.body["ride"])

    @abstractmethod
    async def live(self) -> None:
        """The day, until it is cancelled. Raises Gone."""

    def hear(self, event: str, data: dict) -> None:
        if event == "ride.updated":
            self.note_ride(data["ride"])
        self.wake()

    @abstractmethod
    def hear_location(self, frame: dict) -> None:
        """Take in a position that this person follows."""

    def hear_problem(self, problem: dict) -> None:
        self.world.report.trouble("problem frame", f"{self.role} {self.phone}: {problem}")

    @abstractmethod
    def note_ride(self, ride: dict) -> None:
        """Take in what the platform says of a ride, in whatever order it comes."""

    def wake(self) -> None:
        self._changed.set()

    async def wait(self, city_s: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Wait until `until` is true, at most `city_s` city seconds. Returns whether it is true.

        `wake` makes it look again, at the condition and at the speed of the clock.
        """
        deadline = clock.now() + timedelta(seconds=city_s)
        while not until():
            left = deadline - clock.now()
            if left <= timedelta(0):
                return False
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(clock.wall_seconds(left)):
                    await self._changed.wait()
        return True

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def away_s(self, span_s: tuple[float, float] | None = None) -> float:
        """How long a lost connection stays lost, in wall seconds."""
        away = self.rng.uniform(*(span_s or self.world.scenario.offline_s))
        return max(0.2, clock.wall_seconds(timedelta(seconds=away)))

    def did(self, behaviour: str) -> None:
        self.world.report.did(behaviour)


async def living(person: Person) -> None:
    """A person's whole day. One that gives up an errand goes on with the next; the reason has been counted."""
    while True:
        try:
            return await person.live()
        except Gone:
            await asyncio.sleep(1)


def seconds(text: str) -> float:
    """An ISO time as Unix seconds."""
    return datetime.fromisoformat(text).timestamp()
