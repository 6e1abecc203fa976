"""A driver: wanders, answers offers, drives to the pickup, waits for the PIN, drives to the destination."""

import json
import random

from apps.kernel import clock
from simulator import movement
from simulator.movement import Journey, Point
from simulator.people import FINAL, Person, seconds
from simulator.world import World

GONE_OFFER = frozenset({"offer-not-open"})
MOVED_ON = frozenset({"transition-refused"})
ASSIGNMENT_PATIENCE_WALL_S = 15
MOVING_IN_S = 90
ERRAND_M = (300.0, 1_500.0)


class Driver(Person):
    role = "driver"

    def __init__(self, world: World, url: str, phone: str, rng: random.Random) -> None:
        super().__init__(world, url, phone, rng)
        self.at: Point = world.ground.somewhere(rng)
        self.heading = rng.uniform(0, 360)
        self.offer: dict | None = None
        self._moved_at = 0.0
        self._arrived_at = 0.0

    async def arrive(self) -> None:
        await super().arrive()
        if self.ride is not None:
            self.at = self._place(self.ride["id"], "pickup")  # where an earlier day's ride left its driver, about
        self._arrived_at = clock.now().timestamp()
        await self.socket.command("shift.start", {})
        await self._report_position()

    async def live(self) -> None:
        while True:
            if self.ride is not None:
                await self._serve(self.ride["id"])
            elif self.offer is not None:
                await self._consider(self.offer)
            else:
                await self._wander()

    async def leave(self) -> None:
        await self.socket.command("shift.end", {}, refusals={"shift-occupied"})

    # What the driver is told

    def hear(self, event: str, data: dict) -> None:
        if event == "offer.made" and seconds(data["deadline"]) > clock.now().timestamp():
            self.offer = data
        elif event == "offer.closed" and self.offer and self.offer["offer_id"] == data["offer_id"]:
            self.offer = None
        super().hear(event, data)

    def hear_location(self, frame: dict) -> None:
        """Only riders are told positions."""

    def hear_problem(self, problem: dict) -> None:
        """Who drove elsewhere a moment ago, in an earlier run, cannot be here already: that passes after a minute."""
        moving_in = clock.now().timestamp() < self._arrived_at + MOVING_IN_S
        if moving_in and problem["type"].endswith("/position-refused") and problem.get("reason") == "speed":
            self.world.report.acts["moving in"] += 1
        else:
            super().hear_problem(problem)

    def note_ride(self, ride: dict) -> None:
        if ride["status"] in FINAL:
            self._note_end(ride)
            if self.ride and self.ride["id"] == ride["id"]:
                self.ride = None
            return
        self.world.witness.holds(self.session.person_id, ride["id"])
        self.ride = ride

    def _note_end(self, ride: dict) -> None:
        if ride["status"] == "driver_canceled":  # for this driver; the ride may go on with another
            self.world.witness.left(self.session.person_id, ride["id"])
        else:
            self.world.witness.ended(ride["id"])

    # Offers

    async def _consider(self, offer: dict) -> None:
        scenario, offer_id = self.world.scenario, offer["offer_id"]
        self.world.report.acts["offer"] += 1
        await self.socket.command("offer.seen", {"offer_id": offer_id}, refusals=GONE_OFFER)
        await self.wait(self.rng.uniform(*scenario.think_about_offer_s), lambda: self.offer is not offer)
        if self.offer is not offer:
            return
        if self.chance(scenario.ignore_offer):
            await self._ignore(offer)
        elif self.chance(scenario.decline_offer):
            await self._decline(offer_id)
        else:
            await self._accept(offer_id)

    async def _ignore(self, offer: dict) -> None:
        self.world.report.acts["offer ignored"] += 1
        left_s = seconds(offer["deadline"]) - clock.now().timestamp()
        await self.wait(left_s + 5, lambda: self.offer is not offer)
        self._forget_offer(offer["offer_id"])

    async def _decline(self, offer_id: str) -> None:
        self.world.report.acts["offer declined"] += 1
        await self.socket.command("offer.decline", {"offer_id": offer_id}, refusals=GONE_OFFER)
        self._forget_offer(offer_id)

    async def _accept(self, offer_id: str) -> None:
        ack = await self.socket.command("offer.accept", {"offer_id": offer_id}, refusals=GONE_OFFER)
        self._forget_offer(offer_id)
        if not ack.ok:
            return
        ride_id = ack.data["job"]["ref"]
        self.world.witness.holds(self.session.person_id, ride_id)
        patience_s = ASSIGNMENT_PATIENCE_WALL_S * clock.speed()
        if not await self.wait(patience_s, lambda: self.ride is not None or self.world.witness.is_over(ride_id)):
            await self._ask_for_ride(ride_id)

    async def _ask_for_ride(self, ride_id: str) -> None:
        """Nobody said how the accepted offer went on. The ride may have been canceled before it was assigned."""
        answer = await self.session.call("GET", f"{self.rides_url}/current")
        current = answer.body["ride"] if answer.ok else None
        if current:
            self.world.report.trouble("assignment not told", f"{self.phone} ride {ride_id}: {current['status']}")
            self.note_ride(current)
        else:
            self.world.report.acts["accepted in vain"] += 1
            self.world.witness.ended(ride_id)

    def _forget_offer(self, offer_id: str) -> None:
        if self.offer and self.offer["offer_id"] == offer_id:
            self.offer = None

    # The trip

    async def _serve(self, ride_id: str) -> None:
        """From wherever the ride stands to its end. Any step stops when somebody else ended the ride."""
        loss = self.plan_loss()
        if self._status(ride_id) in ("accepted", "arriving"):
            await self._drive_to_pickup(ride_id, loss if self.chance(0.5) else "")
        if self._status(ride_id) == "arrived":
            await self._meet(ride_id)
        if self._status(ride_id) == "in_progress":
            await self._drive_to_dropoff(ride_id, loss)

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
        wait_s = self.world.scenario.wait_for_rider_s
        while self._status(ride_id) == "arrived":
            if await self.wait(wait_s, lambda: ride_id in pins or self._status(ride_id) != "arrived"):
                if ride_id in pins:
                    await self._start(ride_id, pins[ride_id])
            else:
                await self._give_up(ride_id, "rider_no_show")
            wait_s = 10

    async def _start(self, ride_id: str, pin: str) -> None:
        if self.chance(self.world.scenario.wrong_pin_first):
            wrong = f"{(int(pin) + 1) % 10_000:04d}"
            self.world.report.acts["wrong PIN"] += 1
            await self.socket.command(
                "ride.start", {"ride_id": ride_id, "pin": wrong}, refusals=MOVED_ON | {"wrong-pin"}
            )
        await self._tell("ride.start", ride_id, awaited="in_progress", pin=pin)

    async def _drive_to_dropoff(self, ride_id: str, loss: str) -> None:
        duration_s = self.world.street.durations_s.get(ride_id)
        await self._drive(ride_id, self._place(ride_id, "dropoff"), duration_s, loss)
        if self._status(ride_id) == "in_progress":
            await self._tell("ride.complete", ride_id, awaited="completed")

    async def _give_up(self, ride_id: str, reason: str) -> None:
        data = {"ride_id": ride_id, "reason": reason}
        ack = await self.socket.command("ride.cancel", data, refusals=MOVED_ON | {"too-early"})
        if ack.ok:
            self.world.report.acts[f"driver canceled: {reason}"] += 1
            self.world.witness.left(self.session.person_id, ride_id)
            await self._until_told(ride_id, "driver_canceled")

    async def _tell(self, command: str, ride_id: str, *, awaited: str, **data: str) -> None:
        """Send a command of the trip; then wait until the platform has said that the ride moved on."""
        before = self._status(ride_id)
        ack = await self.socket.command(command, {"ride_id": ride_id, **data}, refusals=MOVED_ON)
        if ack.ok:
            await self._until_told(ride_id, awaited)
        else:
            await self.wait(10 * clock.speed(), lambda: self._status(ride_id) != before)

    async def _until_told(self, ride_id: str, awaited: str) -> None:
        before = self._status(ride_id)
        if before in (awaited, "over"):
            return
        if not await self.wait(ASSIGNMENT_PATIENCE_WALL_S * clock.speed(), lambda: self._status(ride_id) != before):
            self.world.report.trouble("change not told", f"driver {self.phone}, ride {ride_id}: {awaited}")
            await self._look_again(ride_id)

    async def _look_again(self, ride_id: str) -> None:
        answer = await self.session.call("GET", f"{self.rides_url}/current")
        if answer.ok and answer.body["ride"]:
            self.note_ride(answer.body["ride"])
        elif answer.ok:
            self.ride = None
            self.world.witness.ended(ride_id)

    def _status(self, ride_id: str) -> str:
        return self.ride["status"] if self.ride and self.ride["id"] == ride_id else "over"

    def _place(self, ride_id: str, which: str) -> Point:
        if self.ride is None or self.ride["id"] != ride_id:
            return self.at
        return self.ride[which]["lat"], self.ride[which]["lng"]

    # Moving

    async def _wander(self) -> None:
        destination = movement.at_distance(self.rng, self.at, self.rng.uniform(*ERRAND_M))
        if not self.world.ground.covers(destination):
            destination = self.world.ground.somewhere(self.rng)
        journey = Journey(movement.staircase(self.rng, self.at, destination), self.rng.uniform(2.0, 5.0))
        self._moved_at = clock.now().timestamp()
        while not (journey.finished or self.offer or self.ride):
            await self.wait(self.world.scenario.position_idle_s, lambda: bool(self.offer or self.ride))
            await self._move(journey)

    async def _drive(self, ride_id: str, destination: Point, duration_s: float | None, loss: str) -> None:
        """Drive there, telling positions, for as long as the ride stays in the state it is in."""
        corners = movement.staircase(self.rng, self.at, destination)
        length_m = Journey(corners, 1.0).length_m
        journey = Journey(corners, movement.pick_speed(self.rng, length_m, duration_s))
        loss_at_m = length_m * self.rng.uniform(0.2, 0.9) if loss else float("inf")
        status = self._status(ride_id)
        self._moved_at = clock.now().timestamp()
        while not journey.finished and self._status(ride_id) == status:
            await self.wait(self._trip_interval_s(), lambda: self._status(ride_id) != status)
            await self._move(journey, ride_id)
            if journey.done_m >= loss_at_m:
                self.lose_connection(loss)
                loss_at_m = float("inf")

    def _trip_interval_s(self) -> float:
        scenario = self.world.scenario
        return max(scenario.position_trip_s, scenario.position_gap_wall_s * clock.speed())

    async def _move(self, journey: Journey, ride_id: str = "") -> None:
        now = clock.now().timestamp()
        self.at, self.heading = journey.advance(now - self._moved_at)
        self._moved_at = now
        await self._report_position(ride_id, journey.speed_mps)

    async def _report_position(self, ride_id: str = "", speed_mps: float = 0.0) -> None:
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
