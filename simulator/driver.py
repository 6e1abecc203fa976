"""A driver: wanders, answers offers, drives to the pickup, waits for the PIN, drives to the destination."""

import json
import random
from collections.abc import Callable, Collection

from apps.kernel import clock
from simulator import movement
from simulator.movement import Journey, Point
from simulator.offers import ASSIGNMENT_PATIENCE_WALL_S, Offers
from simulator.people import FINAL, Person, seconds
from simulator.steps import UNSAID, StepsWithoutNetwork
from simulator.work import Work
from simulator.world import World

MOVED_ON = frozenset({"transition-refused"})
MOVING_IN_S = 90
LAST_METRES = (0.8, 0.98)  # where a tunnel begins, as a share of the way to the last place


class Driver(Person):
    role = "driver"

    def __init__(self, world: World, url: str, phone: str, rng: random.Random) -> None:
        super().__init__(world, url, phone, rng)
        self.at: Point = world.ground.somewhere(rng)
        self.heading = rng.uniform(0, 360)
        self.offers = Offers(self)
        self.following: dict | None = None  # the ride that comes next
        self.work = Work(self)
        self.unsaid = StepsWithoutNetwork(self)
        self._ended: dict | None = None  # the last ride that ended
        self._moved_at = 0.0
        self._arrived_at = 0.0

    async def arrive(self) -> None:
        await super().arrive()
        if self.ride is not None:
            self.at = self._place(self.ride["id"], "pickup")  # where an earlier day's ride left its driver, about
        self._arrived_at = clock.now().timestamp()
        await self.work.begin()

    async def live(self) -> None:
        while True:
            if self.ride is not None:
                await self._serve(self.ride["id"])
            elif self.offers.open is not None:
                await self.offers.consider()
            elif not self.work.on_shift:
                await self.work.rest()
            else:
                await self._wander()

    async def leave(self) -> None:
        if self.work.on_shift:
            await self.socket.command("shift.end", {}, refusals={"shift-occupied"})

    # What the driver is told

    def hear(self, event: str, data: dict) -> None:
        self.offers.hear(event, data)
        if event == "chat.message" and data["message"]["side"] == "rider":
            self.work.hear_chat(data["ride_id"])
        super().hear(event, data)

    def hear_location(self, frame: dict) -> None:
        """Only riders are told positions."""

    def hear_problem(self, problem: dict) -> None:
        """Who drove elsewhere a moment ago, in an earlier run, cannot be here already: that passes after a minute."""
        moving_in = clock.now().timestamp() < self._arrived_at + MOVING_IN_S
        if moving_in and problem["type"].endswith("/position-refused") and problem.get("reason") == "speed":
            self.did("moved_in")
        else:
            super().hear_problem(problem)

    def note_ride(self, ride: dict) -> None:
        if ride["guest"] and ride["guest"]["phone"]:
            self.world.report.trouble("guest's number told", ride["id"])
        if self.unsaid.concerns(ride["id"]):
            if ride["status"] in FINAL:
                self.world.witness.ended(ride["id"])
            return  # it is further than the platform knew
        if ride["status"] in FINAL:
            self._note_end(ride)
        elif ride["queued"]:
            self.world.witness.holds(self.session.person_id, ride["id"], comes_next=True)
            self.following = ride
        else:
            self._note_current(ride)

    def _note_current(self, ride: dict) -> None:
        self.world.witness.holds(self.session.person_id, ride["id"])
        self.world.witness.begins(self.session.person_id, ride["id"])
        if self.following and self.following["id"] == ride["id"]:
            self.following = None
        self.ride = ride

    def _note_end(self, ride: dict) -> None:
        self._ended = ride
        if ride["status"] == "driver_canceled":  # for this driver; the ride may go on with another
            self.world.witness.left(self.session.person_id, ride["id"])
        else:
            self.world.witness.ended(ride["id"])
        if self.ride and self.ride["id"] == ride["id"]:
            self.ride = None
        if self.following and self.following["id"] == ride["id"]:
            self.following = None

    def has(self, ride_id: str) -> bool:
        return any(ride and ride["id"] == ride_id for ride in (self.ride, self.following))

    # The trip

    async def _serve(self, ride_id: str) -> None:
        """From wherever the ride stands to its end. Any step stops when somebody else ended the ride."""
        loss = self._plan_loss()
        await self.work.set_out()
        if self._status(ride_id) in ("accepted", "arriving"):
            await self._drive_to_pickup(ride_id, loss if self.chance(0.5) and loss != "tunnel" else "")
        if self._status(ride_id) == "arrived":
            await self._meet(ride_id)
        if self._status(ride_id) == "in_progress":
            await self._drive_to_dropoff(ride_id, loss)
        await self.work.after(self._ended if self._ended and self._ended["id"] == ride_id else None)

    def _plan_loss(self) -> str:
        """Whether, and how, the connection is lost on this trip: "", "cut", "command" or "tunnel"."""
        dice, scenario = self.rng.random(), self.world.scenario
        if dice < scenario.dropped_connection:
            return self.rng.choice(["cut", "command"])
        return "tunnel" if dice < scenario.dropped_connection + scenario.tunnel else ""

    async def _drive_to_pickup(self, ride_id: str, loss: str) -> None:
        if self._status(ride_id) == "accepted":
            await self._tell("ride.en_route", ride_id, awaited="arriving")
        if self.chance(self.world.scenario.vehicle_problem):
            return await self._give_up(ride_id, "vehicle_problem")
        await self._drive(ride_id, self._place(ride_id, "pickup"), None, loss)
        if self._status(ride_id) in ("accepted", "arriving"):
            await self._tell("ride.arrive", ride_id, awaited="arrived")
        return None

    async def _meet(self, ride_id: str) -> None:
        pins = self.world.street.pins
        agreed_at = self.ride["scheduled_at"] if self.ride else None
        early_s = max(0.0, seconds(agreed_at) - clock.now().timestamp()) if agreed_at else 0.0
        wait_s = early_s + self.world.scenario.wait_for_rider_s
        while self._status(ride_id) == "arrived":
            if await self._stand(ride_id, wait_s, lambda: ride_id in pins or self._status(ride_id) != "arrived"):
                if ride_id in pins:
                    await self._start(ride_id, pins[ride_id])
            else:
                await self._give_up(ride_id, "rider_no_show")
            wait_s = 10

    async def _stand(self, ride_id: str, city_s: float, until: Callable[[], bool]) -> bool:
        """As `wait`; meanwhile the phone tells where the car stands."""
        pause_s = max(self.world.scenario.position_idle_s, self._trip_interval_s())
        ends = clock.now().timestamp() + city_s
        while (left := ends - clock.now().timestamp()) > 0:
            if await self.wait(min(left, pause_s), until):
                return True
            await self.report_position(ride_id)
        return until()

    async def _start(self, ride_id: str, pin: str) -> None:
        if self.chance(self.world.scenario.wrong_pin_first):
            wrong = f"{(int(pin) + 1) % 10_000:04d}"
            self.did("wrong_pins")
            await self.socket.command(
                "ride.start", {"ride_id": ride_id, "pin": wrong}, refusals=MOVED_ON | {"wrong-pin"}
            )
        await self._tell("ride.start", ride_id, awaited="in_progress", pin=pin)

    async def _drive_to_dropoff(self, ride_id: str, loss: str) -> None:
        """From place to place; which is next may change on the way."""
        while self._status(ride_id) == "in_progress":
            stop, place = self._ahead(ride_id)
            last = stop is None
            duration_s = self.world.street.durations_s.get(ride_id) if last else None
            there = await self._drive(ride_id, place, duration_s, loss if last or loss == "tunnel" else "", stop)
            loss = "" if last or self.unsaid.is_dark else loss
            if there and self._status(ride_id) == "in_progress":
                await self._reach(ride_id, stop)
        await self.unsaid.come_out()

    async def _reach(self, ride_id: str, stop: int | None) -> None:
        if stop is None:
            await self._tell("ride.complete", ride_id, awaited="completed")
        else:
            self.did("stops")
            await self._tell("ride.stop", ride_id, awaited=f"stop {stop}", refusals={"stop-out-of-order"}, stop=stop)

    def _ahead(self, ride_id: str) -> tuple[int | None, Point]:
        """The next stop by its number, or None for the destination; and where it is."""
        stops = self.ride["stops"] if self.ride and self.ride["id"] == ride_id else []
        for number, stop in enumerate(stops):
            if stop["reached_at"] is None:
                return number, (stop["lat"], stop["lng"])
        return None, self._place(ride_id, "dropoff")

    async def _give_up(self, ride_id: str, reason: str) -> None:
        data = {"ride_id": ride_id, "reason": reason}
        ack = await self.socket.command("ride.cancel", data, refusals=MOVED_ON | {"too-early"})
        if ack.ok:
            if reason == "vehicle_problem":
                self.did("vehicle_problems")
            self.world.witness.left(self.session.person_id, ride_id)
            await self._until_told(ride_id, "driver_canceled")

    async def _tell(self, command: str, ride_id: str, *, awaited: str, refusals: Collection[str] = (), **data) -> None:
        """Send a command of the trip; then wait until the platform has said that the ride moved on."""
        if self.unsaid.is_dark and command in UNSAID:
            return self.unsaid.make(command, ride_id, **data)
        await self.unsaid.come_out()
        before = self._progress(ride_id)
        ack = await self.socket.command(command, {"ride_id": ride_id, **data}, refusals=MOVED_ON.union(refusals))
        if ack.ok:
            await self._until_told(ride_id, awaited, before)
        else:
            await self.wait(10 * clock.speed(), lambda: self._progress(ride_id) != before)
        return None

    async def _until_told(self, ride_id: str, awaited: str, before: object = None) -> None:
        before = before or self._progress(ride_id)
        if self._status(ride_id) in (awaited, "over"):
            return
        if not await self.wait(ASSIGNMENT_PATIENCE_WALL_S * clock.speed(), lambda: self._progress(ride_id) != before):
            self.world.report.trouble("change not told", f"driver {self.phone}, ride {ride_id}: {awaited}")
            await self.look_again(ride_id)

    async def look_again(self, ride_id: str) -> None:
        answer = await self.session.call("GET", f"{self.rides_url}/current")
        if answer.ok and answer.body["ride"]:
            self.note_ride(answer.body["ride"])
        elif answer.ok:
            self.ride = None
            self.world.witness.ended(ride_id)

    def _status(self, ride_id: str) -> str:
        return self.ride["status"] if self.ride and self.ride["id"] == ride_id else "over"

    def _progress(self, ride_id: str) -> tuple[str, int | None]:
        return self._status(ride_id), self._ahead(ride_id)[0]

    def _place(self, ride_id: str, which: str) -> Point:
        if self.ride is None or self.ride["id"] != ride_id:
            return self.at
        return self.ride[which]["lat"], self.ride[which]["lng"]

    # Moving

    async def _wander(self) -> None:
        journey = self.work.errand()
        self._moved_at = clock.now().timestamp()
        while self.work.on_shift and not (journey.finished or self.offers.open or self.ride):
            await self.wait(self.world.scenario.position_idle_s, lambda: bool(self.offers.open or self.ride))
            await self._move(journey)
        await self.work.look_around()

    async def _drive(
        self, ride_id: str, destination: Point, duration_s: float | None, loss: str, stop: int | None = None
    ) -> bool:
        """Drive there, telling positions, for as long as the ride stays in the state it is in, and the rider wants to
        go there. Returns whether the car is there."""
        corners = movement.staircase(self.rng, self.at, destination)
        length_m = Journey(corners, 1.0).length_m
        journey = Journey(corners, movement.pick_speed(self.rng, length_m, duration_s))
        loss_at_m = length_m * self.rng.uniform(*(LAST_METRES if loss == "tunnel" else (0.2, 0.9)))
        status = self._status(ride_id)
        on_the_way = self._way(ride_id, destination, stop)
        self._moved_at = clock.now().timestamp()
        while not journey.finished and on_the_way() and self._status(ride_id) == status:
            await self.wait(self._trip_interval_s(), lambda: not on_the_way() or self._status(ride_id) != status)
            await self._move(journey, ride_id)
            self.offers.consider_on_the_way()
            if loss and journey.done_m >= loss_at_m:
                self._lose_connection(loss, ride_id)
                loss = ""
        return journey.finished and on_the_way()

    def _way(self, ride_id: str, destination: Point, stop: int | None) -> Callable[[], bool]:
        if self._status(ride_id) != "in_progress":
            return lambda: True
        return lambda: self._ahead(ride_id) == (stop, destination)

    def _lose_connection(self, how: str, ride_id: str) -> None:
        if how == "cut":
            self.socket.drop(self.away_s())
        elif how == "command":
            self.socket.break_at_next_command = self.away_s()
        else:
            away_s = self.away_s(self.world.scenario.tunnel_s)
            self.socket.drop(away_s)
            self.unsaid.go_dark(ride_id, away_s)

    def _trip_interval_s(self) -> float:
        scenario = self.world.scenario
        return max(scenario.position_trip_s, scenario.position_gap_wall_s * clock.speed())

    async def _move(self, journey: Journey, ride_id: str = "") -> None:
        now = clock.now().timestamp()
        self.at, self.heading = journey.advance(now - self._moved_at)
        self._moved_at = now
        await self.report_position(ride_id, journey.speed_mps)

    async def report_position(self, ride_id: str = "", speed_mps: float = 0.0) -> None:
        at = clock.now().isoformat(timespec="milliseconds")
        frame = {
            "type": "location",
            "lat": round(self.at[0], 6),
            "lng": round(self.at[1], 6),
            "at": at,
            "heading": round(self.heading, 1),
            "speed_mps": round(speed_mps, 1),
        }
        if ride_id:
            self.world.witness.position_sent(ride_id, seconds(at))
        await self.socket.location(json.dumps(frame))
