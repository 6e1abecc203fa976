"""What a rider does beside being driven: writes to the driver, shares the way, wants to go elsewhere, calls for help,
gives stars and a tip.
"""

import asyncio
from typing import TYPE_CHECKING

from simulator.movement import Point
from simulator.people import WITH_DRIVER
from simulator.wish import elsewhere, latlng

if TYPE_CHECKING:
    from simulator.rider import Rider

ON_THE_WAY = ("accepted", "arriving")
OVER = frozenset({"transition-refused", "chat-closed", "too-many-messages", "trip-ended"})
NO_CHANGE = frozenset({"transition-refused", "driven-further", "quote-expired", "ride-changed", "too-close"})
WORDS = ("Je suis devant la porte.", "أنا قرب المدخل", "I wear a red coat.")
STARS = {5: 60, 4: 20, 3: 10, 2: 4, 1: 6}
WELL, BADLY = 5, 1
TIPS_MINOR = {"DZD": 10_000, "EUR": 200, "MAD": 1_000, "TND": 2_000}
GLIMPSES = 2
PDF_TRIES = 60


async def on_the_way(rider: "Rider", ride_id: str) -> None:
    """While the car comes. Raises Gone."""
    scenario = rider.world.scenario
    if rider.chance(scenario.shares):
        await _share(rider, ride_id)
    if rider.chance(scenario.chats):
        await rider.wait(rider.rng.uniform(5, 60), lambda: rider.status not in ON_THE_WAY)
        await _write(rider, ride_id)


async def in_the_car(rider: "Rider", ride_id: str) -> None:
    """While the trip is under way. Raises Gone."""
    scenario = rider.world.scenario
    if rider.chance(scenario.calls_for_help):
        await _call_for_help(rider, ride_id)
    if rider.chance(scenario.changes_dropoff):
        await rider.wait(rider.rng.uniform(10, 240), lambda: rider.status != "in_progress")
        await _go_elsewhere(rider, ride_id)


async def afterwards(rider: "Rider", ride: dict) -> None:
    """The trip is completed. Raises Gone."""
    scenario, session = rider.world.scenario, rider.session
    await _read_receipt(rider, ride["id"])
    if rider.chance(scenario.rates):
        stars = rider.rng.choices(list(STARS), list(STARS.values()))[0]
        answer = await session.call("POST", f"{rider.rides_url}/{ride['id']}/rating", {"stars": stars}, key=True)
        if answer.ok:
            rider.did("ratings")
            await _remember_driver(rider, ride["driver"]["driver_id"], stars)
    if rider.chance(scenario.tips):
        amount = TIPS_MINOR[ride["fare"]["currency"]]
        if (await rider.socket.command("ride.tip", {"ride_id": ride["id"], "amount_minor": amount})).ok:
            rider.did("tips")


async def _read_receipt(rider: "Rider", ride_id: str) -> None:
    answer = await rider.session.call("GET", f"{rider.rides_url}/{ride_id}/receipt")
    if answer.ok and rider.chance(rider.world.scenario.reads_pdf):
        await _read_pdf(rider, ride_id)


async def _read_pdf(rider: "Rider", ride_id: str) -> None:
    path = f"{rider.rides_url}/{ride_id}/receipt.pdf"
    for _ in range(PDF_TRIES):
        answer = await rider.session.call("GET", path, refusals={"receipt-being-prepared"})
        if answer.ok:
            rider.did("pdfs_read")
            return
        if answer.problem != "receipt-being-prepared" or rider.world.closing:
            return
        await asyncio.sleep(float(answer.headers.get("Retry-After", 3)))
    rider.world.report.trouble("receipt never rendered", ride_id)


async def _remember_driver(rider: "Rider", driver_id: str, stars: int) -> None:
    """Those who were glad may want the same driver again, the others never."""
    scenario = rider.world.scenario
    if stars >= WELL and rider.chance(scenario.favourite):
        path, behaviour = "/api/v1/rider/favourite-drivers", "favourites"
    elif stars <= BADLY and rider.chance(scenario.block):
        path, behaviour = "/api/v1/rider/blocked-drivers", "blocks"
    else:
        return
    if (await rider.session.call("POST", path, {"driver_id": driver_id}, key=True)).ok:
        rider.did(behaviour)


async def _share(rider: "Rider", ride_id: str) -> None:
    """A friend with the link looks now and then."""
    answer = await rider.session.call("POST", f"{rider.rides_url}/{ride_id}/share", refusals=OVER)
    if not answer.ok:
        return
    rider.did("shares")
    for _ in range(GLIMPSES):
        await rider.world.doors.call(
            rider.session.url, "GET", f"/api/v1/public/trips/{answer.body['token']}", refusals=OVER
        )
        await rider.wait(20, lambda: rider.status not in WITH_DRIVER)


async def _write(rider: "Rider", ride_id: str) -> None:
    if rider.status not in WITH_DRIVER:
        return
    said = {"text": rider.rng.choice(WORDS)} if rider.chance(0.5) else {"quick": "where"}
    path = f"{rider.rides_url}/{ride_id}/messages"
    if (await rider.session.call("POST", path, said, key=True, refusals=OVER)).ok:
        rider.did("chats")


async def _call_for_help(rider: "Rider", ride_id: str) -> None:
    """Pressed twice, as one does."""
    alerts = set()
    for _ in range(2):
        ack = await rider.socket.command("ride.sos", {"ride_id": ride_id}, refusals=OVER)
        if ack.ok:
            alerts.add(ack.data["alert"]["id"])
    if alerts:
        rider.did("calls_for_help")
    if len(alerts) > 1:
        rider.world.report.trouble("two alerts of one call", ride_id)


async def _go_elsewhere(rider: "Rider", ride_id: str) -> None:
    """The price first, then the change; the driver may be too far by then."""
    if rider.status != "in_progress" or rider.ride is None:
        return
    here: Point = rider.ride["pickup"]["lat"], rider.ride["pickup"]["lng"]
    path, wanted = f"{rider.rides_url}/{ride_id}", {"dropoff": latlng(elsewhere(rider.rng, rider.world, here))}
    answer = await rider.session.call("POST", f"{path}/change-quote", wanted, refusals=NO_CHANGE)
    if not answer.ok:
        return
    body = {"quote": answer.body["quote"]}
    if (await rider.session.call("POST", f"{path}/change", body, key=True, refusals=NO_CHANGE)).ok:
        rider.did("changed_dropoffs")
