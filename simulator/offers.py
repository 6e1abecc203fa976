"""What a driver does with an offer: sees it, thinks, accepts or declines it, or lets it pass."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from apps.kernel import clock
from simulator.client import Gone
from simulator.people import seconds

if TYPE_CHECKING:
    from simulator.driver import Driver

GONE_OFFER = frozenset({"offer-not-open"})
ASSIGNMENT_PATIENCE_WALL_S = 15


class Offers:
    """Of one driver: at most one is open."""

    def __init__(self, driver: "Driver") -> None:
        self._driver = driver
        self._world = driver.world
        self.open: dict | None = None
        self._thinking: asyncio.Task | None = None

    def hear(self, event: str, data: dict) -> None:
        if event == "offer.made" and seconds(data["deadline"]) > clock.now().timestamp():
            self.open = data
        elif event == "offer.closed":
            self._forget(data["offer_id"])

    async def consider(self) -> None:
        """The offer that is open now. Raises Gone."""
        offer, scenario = self.open, self._world.scenario
        if offer is None:
            return
        self._driver.did("offers_seen")
        await self._say("offer.seen", offer)
        await self._driver.wait(self._driver.rng.uniform(*scenario.think_about_offer_s), lambda: self.open is not offer)
        if self.open is not offer:
            return
        dice = self._driver.rng.random()
        if dice < scenario.ignore_offer:
            await self._ignore(offer)
        elif dice < scenario.ignore_offer + scenario.decline_offer:
            await self._decline(offer)
        else:
            await self._accept(offer)

    def consider_on_the_way(self) -> None:
        """A ride that would come next is thought about while driving."""
        if self.open and (self._thinking is None or self._thinking.done()):
            self._thinking = self._world.spawn(self._think())

    async def _think(self) -> None:
        with suppress(Gone):
            await self.consider()

    async def _say(self, command: str, offer: dict):
        return await self._driver.socket.command(command, {"offer_id": offer["offer_id"]}, refusals=GONE_OFFER)

    async def _ignore(self, offer: dict) -> None:
        self._driver.did("offers_ignored")
        left_s = seconds(offer["deadline"]) - clock.now().timestamp()
        await self._driver.wait(left_s + 5, lambda: self.open is not offer)
        self._forget(offer["offer_id"])

    async def _decline(self, offer: dict) -> None:
        self._driver.did("offers_declined")
        await self._say("offer.decline", offer)
        self._forget(offer["offer_id"])

    async def _accept(self, offer: dict) -> None:
        ack = await self._say("offer.accept", offer)
        self._forget(offer["offer_id"])
        if not ack.ok:
            return
        ride_id, driver, witness = ack.data["job"]["ref"], self._driver, self._world.witness
        patience_s = ASSIGNMENT_PATIENCE_WALL_S * clock.speed()
        if not await driver.wait(patience_s, lambda: driver.has(ride_id) or witness.is_over(ride_id)):
            await self._ask_for_ride(ride_id)
        if driver.following and driver.following["id"] == ride_id:
            driver.did("next_rides")

    async def _ask_for_ride(self, ride_id: str) -> None:
        """Nobody said how the accepted offer went on. The ride may have been canceled before it was assigned."""
        driver = self._driver
        for which in ("current", "next"):
            answer = await driver.session.call("GET", f"{driver.rides_url}/{which}")
            ride = answer.body["ride"] if answer.ok else None
            if ride and ride["id"] == ride_id:
                self._world.report.trouble("assignment not told", f"{driver.phone} ride {ride_id}: {ride['status']}")
                return driver.note_ride(ride)
        driver.did("accepted_in_vain")
        self._world.witness.ended(ride_id)
        return None

    def _forget(self, offer_id: str) -> None:
        if self.open and self.open["offer_id"] == offer_id:
            self.open = None
