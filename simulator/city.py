"""A day in the city: people arrive, the day opens, trips happen, the city drains, everybody goes home."""

import asyncio
import random
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from apps.kernel import clock
from simulator import names, screen
from simulator.client import Doors, Gone
from simulator.driver import Driver
from simulator.movement import Point
from simulator.people import Person, living
from simulator.plan import Plan
from simulator.report import Report
from simulator.rider import Rider
from simulator.trips_file import Trip
from simulator.world import World, look_around

SERVER_PATIENCE_S = 60
ARRIVING_AT_ONCE = 12
ARRIVAL_TRIES = 2
LEAVING_AT_ONCE = 24
KEEP_ALIVE_S = 5

P = TypeVar("P", bound=Person)
T = TypeVar("T")


class NobodyThere(RuntimeError):
    """The platform does not answer, or does not serve the city."""


class Interrupted(RuntimeError):
    """Somebody stopped the city before people could come."""


class City:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.report = Report()
        self.rng = random.Random(plan.seed)
        self.drivers: list[Driver] = []
        self.riders: list[Rider] = []
        self.phase = "waiting for the platform"
        self._doors = Doors(plan.urls, self.report)
        self._stop = asyncio.Event()  # no more requests
        self._hurry = asyncio.Event()  # and no waiting for trips either
        self._tasks: set[asyncio.Task] = set()

    async def run(self) -> Report:
        """The whole day. Raises NobodyThere, NotServed, Interrupted."""
        doors = self._doors
        async with doors, screen.shown(self.report, self._headline, quiet=self.plan.quiet):
            with self._signals():
                await self._or_interrupted(self._await_platform(doors))
                plan = self.plan
                ground = await self._or_interrupted(
                    look_around(doors, plan.city, self._pickups(), plan.scenario.spread_m, plan.airport)
                )
                await self._visit(
                    World(doors, self.report, plan.scenario, ground, self._spawn, promo_code=plan.promo_code)
                )
        return self.report

    async def _visit(self, world: World) -> None:
        try:
            await self._day(world)
        finally:
            await self._go_home(world)

    # The day

    async def _day(self, world: World) -> None:
        self._populate(world)
        self._spawn(self._keep_alive())
        self.phase = "people arrive"
        await self._unless(self._hurry, self._arrive())
        if self._stop.is_set():
            return
        clock.set_speed(self.plan.speed)
        world.open()
        self._wake(self.drivers)
        self.phase = "open"
        errands = self._replay(world) if self.plan.trips else self._everyday()
        errand = self._spawn(errands)
        await self._opening_hours(errand)
        await self._drain(world, errand)

    async def _opening_hours(self, errand: asyncio.Task) -> None:
        """Until the time is over, somebody interrupts, or every recorded trip has been replayed."""
        stop = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({errand, stop}, timeout=self.plan.seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()

    async def _drain(self, world: World, errand: asyncio.Task) -> None:
        """No new requests; trips in progress may end. What is late by then is stuck."""
        self.phase = "draining"
        world.closing = True
        self._wake(self.riders)
        hurry = asyncio.ensure_future(self._hurry.wait())
        await asyncio.wait({errand, hurry}, timeout=self.plan.drain_s, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        travelling = [rider for rider in self.riders if rider.is_travelling]
        self.report.stuck = 0 if self._hurry.is_set() else sum(rider.is_late for rider in travelling)
        self.report.unfinished = len(travelling) - self.report.stuck
        self._tell_stuck(travelling)

    @staticmethod
    def _wake(people: Iterable[Person]) -> None:
        for person in people:
            person.wake()

    async def _everyday(self) -> None:
        await asyncio.gather(*(self._spawn(living(rider)) for rider in self.riders if rider.here))

    async def _replay(self, world: World) -> None:
        """Recorded trips, at their own intervals, each by a rider who is free."""
        idle: asyncio.Queue[Rider] = asyncio.Queue()
        for rider in self.riders:
            if rider.here:
                self._spawn(self._become_idle(rider, idle))
        opened, first = clock.now(), self.plan.trips[0].requested_at
        travelling: set[asyncio.Task] = set()
        for trip in self.plan.trips:
            due = opened + (trip.requested_at - first)
            await asyncio.sleep(max(0.0, (due - clock.now()).total_seconds() / clock.speed()))
            rider = await idle.get()
            if world.closing:
                break
            task = self._spawn(self._ride_again(rider, trip, idle))
            travelling.add(task)
            task.add_done_callback(travelling.discard)
        await asyncio.gather(*travelling)

    async def _ride_again(self, rider: Rider, trip: Trip, idle: asyncio.Queue[Rider]) -> None:
        with suppress(Gone):
            await rider.travel(trip.wish)
        await self._become_idle(rider, idle)

    @staticmethod
    async def _become_idle(rider: Rider, idle: asyncio.Queue[Rider]) -> None:
        while not rider.world.closing:
            with suppress(Gone):
                if await rider.recover():
                    idle.put_nowait(rider)
                return
            await asyncio.sleep(1)

    # People

    def _populate(self, world: World) -> None:
        """With several addresses riders start from the first and drivers from the last: they meet across processes."""
        market, urls = world.ground.market, self.plan.urls
        drivers = [names.driver(market, i).phone for i in range(self.plan.drivers)]
        riders = [names.rider(market, i).phone for i in range(self.plan.riders)]
        self.drivers = self._people(Driver, world, drivers, urls[::-1])
        self.riders = self._people(Rider, world, riders, urls)

    def _people(self, kind: type[P], world: World, phones: list[str], urls: list[str]) -> list[P]:
        return [
            kind(world, urls[i % len(urls)], phone, random.Random(self.rng.getrandbits(64)))
            for i, phone in enumerate(phones)
        ]

    async def _arrive(self) -> None:
        """Everybody signs in, a few at a time; drivers first, and at work as soon as they are in."""
        gate = asyncio.Semaphore(ARRIVING_AT_ONCE)
        await asyncio.gather(*(self._bring_in(person, gate) for person in [*self.drivers, *self.riders]))
        absent = sum(not person.here for person in [*self.drivers, *self.riders])
        if absent:
            print(f"simulator: {absent} people could not come in", file=sys.stderr)

    async def _bring_in(self, person: Person, gate: asyncio.Semaphore) -> None:
        async with gate:
            for _ in range(ARRIVAL_TRIES):
                with suppress(Gone):
                    await person.arrive()
                    person.here = True
                    break
        if person.here and isinstance(person, Driver):
            self._spawn(living(person))

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            for person in [*self.drivers, *self.riders]:
                await person.socket.keep_alive()

    async def _go_home(self, world: World) -> None:
        self.phase = "going home"
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if not self._hurry.is_set():
            await self._each(self.drivers, lambda driver: driver.leave())
        world.doors.closing = True
        politely = not self._hurry.is_set()
        await self._each([*self.drivers, *self.riders], lambda person: person.socket.close(politely=politely))

    @staticmethod
    async def _each(people: Iterable[P], act: Callable[[P], Awaitable[None]]) -> None:
        gate = asyncio.Semaphore(LEAVING_AT_ONCE)

        async def one(person: P) -> None:
            async with gate:
                with suppress(Gone):
                    await act(person)

        await asyncio.gather(*(one(person) for person in people if person.here))

    # The frame

    async def _await_platform(self, doors: Doors) -> None:
        if await doors.ready(1):
            return
        where = ", ".join(self.plan.urls)
        print(f"simulator: waiting for {where} (at most {SERVER_PATIENCE_S} s)", file=sys.stderr, flush=True)
        if not await doors.ready(SERVER_PATIENCE_S):
            raise NobodyThere(f"{where} is not ready. Start the platform first (make run), or give its --url.")

    def _spawn(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.report.trouble("simulator crashed", "".join(traceback.format_exception(error)))

    async def _unless(self, event: asyncio.Event, work: Coroutine[None, None, None]) -> None:
        """Do `work`, but leave it when `event` comes first."""
        task, stop = self._spawn(work), asyncio.ensure_future(event.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        stop.cancel()

    async def _or_interrupted(self, work: Coroutine[None, None, T]) -> T:
        """The result of `work`, unless somebody interrupts it."""
        task, stop = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if task.done():
            return task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise Interrupted("Interrupted before the city opened.")

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Ctrl-C lets trips in progress end; again, or a termination signal, leaves at once."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupted)
        loop.add_signal_handler(signal.SIGTERM, self._terminated)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            loop.remove_signal_handler(signal.SIGTERM)

    def _interrupted(self) -> None:
        if self._stop.is_set() or self.phase != "open":
            self._terminated()
        self._stop.set()

    def _terminated(self) -> None:
        """The platform may be going too: what is lost from now on is nobody's fault."""
        self._doors.closing = True
        self._stop.set()
        self._hurry.set()

    def _pickups(self) -> list[Point]:
        return [trip.wish.pickup for trip in self.plan.trips]

    def _headline(self) -> str:
        here = sum(person.here for person in [*self.drivers, *self.riders])
        return f"{self.plan.city} ({self.phase}, {here} people, {clock.now():%H:%M:%S} city time)"

    def _tell_stuck(self, travelling: list[Rider]) -> None:
        for rider in travelling:
            if rider.is_late and rider.ride and not self._hurry.is_set():
                print(f"simulator: stuck: ride {rider.ride['id']} is {rider.ride['status']}", file=sys.stderr)
