"""A driver's day around the trips: papers, breaks, the way home, waiting at the airport, a word to the rider."""

import random
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from apps.kernel import clock
from simulator import movement
from simulator.client import Gone
from simulator.movement import CITY_SPEED_MPS, Journey, Point
from simulator.wish import latlng

if TYPE_CHECKING:
    from simulator.driver import Driver

ERRAND_M = (300.0, 1_500.0)
WALKING_MPS = (2.0, 5.0)
AT_THE_AIRPORT_M = 250.0
STROLL_M = (20.0, 80.0)
AT_HOME_M = 100.0
PAPER_VALID_FOR = timedelta(days=3 * 365)
LOOK_AGAIN_S = 600.0
ANSWER_AFTER_S = (3.0, 15.0)
CHAT_OVER = frozenset({"chat-closed", "too-many-messages", "not-found"})
STARS = (1, 3, 4, 5, 5, 5, 5)


class Work:
    """Of one driver."""

    def __init__(self, driver: "Driver") -> None:
        self._driver = driver
        self._world = driver.world
        self.on_shift = False
        self._last_trip = False
        self._home: Point = driver.world.ground.somewhere(driver.rng)
        self._home_until = 0.0  # city time
        self._waits_at_airport = driver.chance(driver.world.scenario.waits_at_airport)
        self._turn = ""  # since when

    # The shift

    async def begin(self) -> None:
        """Go online; who may not hands in what has expired, and stays at home until staff have seen it. Raises Gone."""
        driver = self._driver
        refusals = {"cannot-go-online"} if self._world.scenario.expired_document else set()
        self.on_shift = (await driver.socket.command("shift.start", {}, refusals=refusals)).ok
        if self.on_shift:
            await driver.report_position()
        else:
            await self._hand_in_expired()

    async def rest(self) -> None:
        driver = self._driver
        span_s = self._world.scenario.rest_s
        await driver.wait(driver.rng.uniform(*span_s), lambda: driver.ride is not None or self._world.closing)
        if self._world.closing:
            await driver.wait(LOOK_AGAIN_S, lambda: driver.ride is not None)
        elif driver.ride is None:
            await self.begin()

    async def _hand_in_expired(self) -> None:
        session = self._driver.session
        answer = await session.call("GET", "/api/v1/driver/documents")
        expired = [slot for slot in answer.body["documents"] if slot["status"] == "expired"] if answer.ok else []
        for slot in expired:
            if slot["waiting_id"] is None:
                form = {"kind": slot["kind"], "number": "RENEWED-1", "expires_on": _in_three_years()}
                form |= {"vehicle_id": slot["vehicle_id"]} if slot["vehicle_id"] else {}
                await session.hand_in("/api/v1/driver/documents", form, _photo())
                self._driver.did("expired_documents")

    # Around a trip

    async def set_out(self) -> None:
        """It may be said to be the last one before a break."""
        driver = self._driver
        if self._last_trip or driver.following or not driver.chance(self._world.scenario.last_trip):
            return
        ack = await driver.socket.command("driver.last_trip", {"on": True}, refusals={"not-online"})
        if ack.ok:
            self._last_trip = True
            driver.did("last_trips")

    async def after(self, ended: dict | None) -> None:
        """A trip is over: who was driven is rated, and there may be a break or the way home. Raises Gone."""
        driver, scenario = self._driver, self._world.scenario
        if ended and ended["status"] == "completed" and driver.chance(scenario.driver_rates):
            await self._rate(ended)
        if driver.ride or driver.following:
            return
        if self._last_trip:
            self._last_trip = self.on_shift = False
        elif not self._home_until and driver.chance(scenario.go_home):
            await self._head_home()

    async def _rate(self, ride: dict) -> None:
        """Whom a driver was badly treated by, they may never want to drive again."""
        driver, stars = self._driver, self._driver.rng.choice(STARS)
        if (await driver.socket.command("ride.rate", {"ride_id": ride["id"], "stars": stars})).ok:
            driver.did("ratings")
        if stars == min(STARS) and driver.chance(self._world.scenario.driver_blocks):
            body = {"rider_id": ride["rider"]["id"]}
            if (await driver.session.call("POST", "/api/v1/driver/blocked-riders", body, key=True)).ok:
                driver.did("blocks")

    async def _head_home(self) -> None:
        driver = self._driver
        data = {"on": True, "place": latlng(self._home)}
        ack = await driver.socket.command("driver.home", data, refusals={"home-uses-spent", "not-online"})
        if ack.ok:
            driver.did("homeward")
            self._home_until = clock.now().timestamp() + driver.rng.uniform(*self._world.scenario.home_for_s)

    def hear_chat(self, ride_id: str) -> None:
        if self._driver.chance(self._world.scenario.driver_answers):
            self._world.spawn(self._answer(ride_id))

    async def _answer(self, ride_id: str) -> None:
        with suppress(Gone):
            await self._driver.wait(self._driver.rng.uniform(*ANSWER_AFTER_S))
            data = {"ride_id": ride_id, "quick": self._driver.rng.choice(("coming", "here", "traffic", "ok"))}
            await self._driver.socket.command("chat.send", data, refusals=CHAT_OVER)

    # Free

    def errand(self) -> Journey:
        """Where to, with nothing to do."""
        rng, at, airport = self._driver.rng, self._driver.at, self._world.ground.airport
        if self._home_until and movement.distance_m(at, self._home) > AT_HOME_M:
            return _drive(rng, at, self._home)
        if airport is None or not self._waits_at_airport:
            return self._stroll(ERRAND_M)
        if movement.distance_m(at, airport) > AT_THE_AIRPORT_M:
            return _drive(rng, at, movement.at_distance(rng, airport, STROLL_M[1]))
        return self._stroll(STROLL_M)

    async def look_around(self) -> None:
        """After each errand: is the way home over, is there a turn at the airport?"""
        if self._home_until and clock.now().timestamp() > self._home_until:
            self._home_until = 0.0
            await self._driver.socket.command("driver.home", {"on": False}, refusals={"not-online"})
        airport = self._world.ground.airport
        if airport and self._waits_at_airport and movement.distance_m(self._driver.at, airport) < AT_THE_AIRPORT_M:
            await self._look_at_queue()

    async def _look_at_queue(self) -> None:
        answer = await self._driver.session.call("GET", "/api/v1/driver/queue")
        turn = answer.body["turn"] if answer.ok else None
        since = turn["joined_at"] if turn else self._turn
        if since != self._turn:
            self._turn = since
            self._driver.did("airport_turns")

    def _stroll(self, span_m: tuple[float, float]) -> Journey:
        rng, driver = self._driver.rng, self._driver
        destination = movement.at_distance(rng, driver.at, rng.uniform(*span_m))
        if not self._world.ground.covers(destination):
            destination = self._world.ground.somewhere(rng)
        return Journey(movement.staircase(rng, driver.at, destination), rng.uniform(*WALKING_MPS))


def _drive(rng: random.Random, origin: Point, destination: Point) -> Journey:
    return Journey(movement.staircase(rng, origin, destination), CITY_SPEED_MPS)


def _in_three_years() -> str:
    return (clock.now() + PAPER_VALID_FOR).date().isoformat()


def _photo() -> bytes:
    """A sheet of white paper, as a phone would send it."""
    picture = BytesIO()
    Image.new("RGB", (600, 400), "white").save(picture, "JPEG")
    return picture.getvalue()
