"""A rider: quotes, requests, watches the car come, says the PIN, rides, reads the receipt. Some change their minds."""

import random

from apps.kernel import clock
from simulator import company, ordering
from simulator.client import Gone
from simulator.movement import Point
from simulator.people import FINAL, WITH_DRIVER, Person, seconds
from simulator.wish import Wish, make_wish
from simulator.world import World

UNDER_WAY = WITH_DRIVER | {"requested", "searching"}
MOVED_ON = frozenset({"transition-refused"})
OUTCOMES = {
    "completed": "completed",
    "no_driver_found": "unserved",
    "rider_canceled": "cancelled",
    "driver_canceled": "cancelled",
    "failed": "cancelled",
}
# City seconds after which a ride that is still in a state is late; the drive's own time is added.
PATIENCE_S = {"requested": 300, "searching": 300, "accepted": 3_600, "arriving": 3_600, "arrived": 600}
SLACK_WALL_S = 15
LEFT_RIDE_PATIENCE_S = 3_600

NEWS_WITHIN_S = 60.0  # city time


class Rider(Person):
    role = "rider"

    def __init__(self, world: World, url: str, phone: str, rng: random.Random) -> None:
        super().__init__(world, url, phone, rng)
        self.home: Point = world.ground.somewhere(rng)
        self.told_at = 0.0  # city time of the last change of the ride
        self.requested_at = 0.0
        self._surge = ordering.NO_SURGE  # as it was quoted
        self._matched = False
        self._counted = False  # rides left over from an earlier day are ended, not counted
        self._asking = False
        self._early: dict[str, dict] = {}  # news of rides that came while asking, maybe before the answer
        self._over: set[str] = set()  # an answer that was under way may be older than the news that a ride ended

    async def live(self) -> None:
        await self.world.opened.wait()
        if not await self.recover():
            return
        await self.wait(self.rng.uniform(0, self.world.scenario.first_trips_within_s), self._closing)
        while not self.world.closing:
            if await self.recover():
                await self.travel(make_wish(self.rng, self.world))
            scenario, peak = self.world.scenario, self.world.is_peak
            mean_s = scenario.peak_between_trips_s if peak else scenario.between_trips_s
            await self.wait(self.rng.expovariate(1 / mean_s), self._closing)

    async def travel(self, wish: Wish) -> None:
        """One trip, from the quote to the receipt. Raises Gone."""
        self._asking = True
        try:
            ordered = await ordering.order(self, wish)
            if ordered is None:
                return
            ride, self._surge = ordered
            self._begin(ride)
        finally:
            self._asking = False
            self._early.clear()
        if wish.duration_s:
            self.world.street.durations_s[ride["id"]] = wish.duration_s
        try:
            await self._experience(ride["id"])
        finally:
            self.world.street.part(ride["id"])

    @property
    def is_travelling(self) -> bool:
        """Whether a ride of today is under way."""
        return self._counted and self.ride is not None

    @property
    def is_late(self) -> bool:
        """Whether the ride should have moved on by now."""
        if self.ride is None:
            return False
        allowed_s = PATIENCE_S.get(self.ride["status"]) or 3 * self.ride["duration_s"] + 600
        since = max(self.told_at, self._agreed_at)
        return clock.now().timestamp() > since + allowed_s + SLACK_WALL_S * clock.speed()

    @property
    def _agreed_at(self) -> float:
        """When a reserved ride is to begin, else 0."""
        return seconds(self.ride["scheduled_at"]) if self.ride and self.ride["scheduled_at"] else 0.0

    # What the rider is told

    def note_ride(self, ride: dict) -> None:
        if ride["status"] in FINAL:
            self.world.witness.ended(ride["id"])
        elif ride["driver"] and ride["status"] in WITH_DRIVER:
            driver = ride["driver"]["person_id"]
            self.world.witness.holds(driver, ride["id"], comes_next=ride["queued"], hearsay=True)
        if ride["status"] in FINAL:
            self._over.add(ride["id"])
        elif ride["id"] in self._over:
            return
        if self._asking:
            self._early[ride["id"]] = ride
        elif self.ride is None or self.ride["id"] == ride["id"]:
            self._take_note(ride)

    def _take_note(self, ride: dict) -> None:
        if ride["status"] in FINAL and not (self.ride and self._counted):
            self.ride = None  # of an earlier day, or dealt with
            return
        self._note_progress(ride)
        self.ride = ride

    def hear_location(self, frame: dict) -> None:
        self.world.witness.position_seen(frame["topic"].removeprefix("ride:"), seconds(frame["at"]))

    def _note_progress(self, ride: dict) -> None:
        before, status = self.ride["status"] if self.ride else "", ride["status"]
        if status == before:
            return
        self.told_at = clock.now().timestamp()
        if not self._counted:
            return
        if status in WITH_DRIVER and not self._matched:
            self._matched = True
            self.world.report.matched += 1
        if status == "searching" and before in WITH_DRIVER:
            self.did("rematched")
        if status == "arrived" and not ride["scheduled_at"]:
            self.world.report.pickup_waits_s.append(self.told_at - self.requested_at)

    def _begin(self, ride: dict) -> None:
        self.world.report.requested += 1
        self._matched, self._counted, self.ride = False, True, None
        newest = self._early.get(ride["id"], ride)
        self._note_progress(newest)
        self.ride = newest

    # Living through it

    async def _experience(self, ride_id: str) -> None:
        scenario = self.world.scenario
        changes_mind = self.chance(scenario.rider_cancels)
        loses = self.chance(scenario.dropped_connection)
        await self._await_reserved(ride_id)
        if changes_mind and self.chance(0.5):
            await self._change_mind(ride_id, 20.0)
        while self.status in UNDER_WAY:
            await self._while_in("requested", "searching")
            if self.status in WITH_DRIVER:
                await self._follow(ride_id)
                if changes_mind:
                    await self._change_mind(ride_id, 240.0)
                await self._be_driven(ride_id, loses)
            changes_mind = loses = False  # once a trip; the next driver is only waited for
        await self._conclude(ride_id)

    async def _await_reserved(self, ride_id: str) -> None:
        """Stay in until a driver is looked for; when the day is over before that, cancel."""
        while self.status == "requested" and self._agreed_at and not self._closing():
            await self.wait(600, lambda: self.status != "requested" or self._closing())
        if self.status == "requested" and self._agreed_at:
            await self._cancel(ride_id)

    async def _be_driven(self, ride_id: str, loses: bool) -> None:
        if loses:
            await self.wait(self.rng.uniform(10, 200), lambda: self.status not in ("accepted", "arriving"))
            self.socket.drop(self.away_s())
        await company.on_the_way(self, ride_id)
        await self._while_in("accepted", "arriving")
        if self.status == "arrived":
            await self._meet(ride_id)
        await self._while_in("arrived")
        if self.status == "in_progress":
            await company.in_the_car(self, ride_id)
        await self._while_in("in_progress")

    async def _meet(self, ride_id: str) -> None:
        if self.chance(self.world.scenario.no_show):
            self.did("no_shows")
            return
        await self.wait(self._agreed_at - clock.now().timestamp(), lambda: self.status != "arrived")
        await self.wait(self.rng.uniform(*self.world.scenario.walk_to_car_s), lambda: self.status != "arrived")
        if self.status == "arrived" and self.ride and self.ride["pin"]:
            self.world.street.pins[ride_id] = self.ride["pin"]

    async def _change_mind(self, ride_id: str, within_s: float) -> None:
        status = self.status
        await self.wait(self.rng.uniform(2, within_s), lambda: self.status != status)
        if self.status not in ("requested", "searching", "accepted", "arriving"):
            return
        await self._cancel(ride_id)

    async def _cancel(self, ride_id: str) -> bool:
        path = f"{self.rides_url}/{ride_id}/cancel"
        shown = await self.session.call("GET", f"{self.rides_url}/{ride_id}/cancellation", refusals=MOVED_ON)
        if not shown.ok:
            return False
        data, too_late = {"reason": "changed_plans", "fee_minor": shown.body["fee_minor"]}, MOVED_ON | {"fee-changed"}
        if self.chance(0.5):
            canceled = (await self.socket.command("ride.cancel", {"ride_id": ride_id, **data}, refusals=too_late)).ok
        else:
            canceled = (await self.session.call("POST", path, data, refusals=too_late)).ok
        if canceled:
            self.did("rider_cancels")
        return canceled

    async def _follow(self, ride_id: str) -> None:
        ack = await self.socket.follow(f"ride:{ride_id}")
        if not ack.ok:
            # The driver may have canceled this very moment: the refusal can overtake the news of it.
            await self.wait(NEWS_WITHIN_S, lambda: self.status not in WITH_DRIVER)
            if self.status in WITH_DRIVER:
                self.world.report.trouble(f"refused follow {ack.problem}", ride_id)

    async def _conclude(self, ride_id: str) -> None:
        status, ended, self.ride = self.status, self.ride, None
        report = self.world.report
        outcome = OUTCOMES[status]
        setattr(report, outcome, getattr(report, outcome) + 1)
        self._counted = False
        if f"ride:{ride_id}" in self.socket.topics:
            await self.socket.unfollow(f"ride:{ride_id}")
        if ended and ended["fee"] and ended["cancel_reason"] == "rider_no_show":
            self.did("no_show_fees")
        if ended and status == "completed":
            self._check_price(ended)
            await company.afterwards(self, ended)

    def _check_price(self, ride: dict) -> None:
        if ride["fare"]["surge"] != self._surge:
            self.world.report.trouble("surge not locked", f"{ride['id']}: {self._surge}, then {ride['fare']['surge']}")

    async def recover(self) -> bool:
        """Before asking for a ride: read which one is going on, whatever was heard or lost. One that was left is
        canceled if that is still possible, else waited for.

        Returns whether this rider is free: with a driver who is not here today the ride may never end.
        """
        self._counted = False
        left = await self._look_again()
        if left is None:
            return True
        ride_id = left["id"]
        if left["pin"]:
            self.world.street.pins[ride_id] = left["pin"]
        if self.status != "in_progress":
            await self._cancel(ride_id)
        if not await self.wait(LEFT_RIDE_PATIENCE_S, lambda: self.ride is None):
            await self._look_again()
        self.world.street.part(ride_id)
        return self.ride is None

    async def _look_again(self) -> dict | None:
        answer = await self.session.call("GET", f"{self.rides_url}/current")
        if not answer.ok:
            raise Gone("The current ride could not be read.")
        self.ride = None
        if answer.body["ride"]:
            self.note_ride(answer.body["ride"])
        return self.ride

    async def _while_in(self, *states: str) -> None:
        while self.status in states:
            await self.wait(600, lambda: self.status not in states)

    def _closing(self) -> bool:
        return self.world.closing

    @property
    def status(self) -> str:
        return self.ride["status"] if self.ride else ""
