"""One ride, told line by line: a rider and the demo driver meet through the public doors of the running platform.

python scripts/first_ride.py [http://127.0.0.1:8000]
"""

import asyncio
import random
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config.env import env  # noqa: E402
from simulator import names  # noqa: E402
from simulator.client import Doors, Gone  # noqa: E402
from simulator.movement import SPEED_LIMIT_MPS, Journey, Point  # noqa: E402
from simulator.telling import Notes, Teller, Trouble, headline, say  # noqa: E402

DEFAULT_URL = f"http://127.0.0.1:{env.str('PORT', default='8000')}"
RECEIPT = ROOT / "var" / "receipt.pdf"
PICKUP, DROPOFF = (36.700, 3.195), (36.704, 3.199)  # a quiet corner of Algiers, where other drivers are far
TRIES, SEARCH_S, RECEIPT_S = 3, 200, 60
SEARCHING, GONE_OFFER = {"requested", "searching"}, {"offer-not-open"}


async def journey(url: str) -> None:
    """From two sign-ins to a receipt. Raises Trouble and Gone."""
    async with Doors([url], Notes(), language="en") as doors:
        if not await doors.ready(0):
            raise Trouble(f"{url} is not ready. Start the platform first: make run")
        rider = Teller(doors, "rider", names.phone("DZ", random.randint(9_000, 9_899)), "cyan")  # noqa: S311
        driver = Teller(doors, "driver", names.phone("DZ", names.DEMO_DRIVER), "yellow")
        try:
            headline("Two people sign in")
            await rider.arrive()
            await driver.arrive()
            await _go_to_work(driver)
            ride = await _meet(rider, driver)
            await _drive(rider, driver, ride)
            await _read_receipt(rider, ride["id"])
            await driver.command("shift.end")
        finally:
            doors.closing = True
            await asyncio.gather(rider.socket.close(), driver.socket.close())


async def _go_to_work(driver: Teller) -> None:
    headline("The driver goes online at the pickup")
    while ride := (await driver.ask("GET", "/api/v1/driver/rides/current"))["ride"]:
        driver.tell("a ride is left from an earlier time; it is ended first")
        if ride["status"] == "in_progress":
            await driver.command("ride.complete", ride_id=ride["id"])
        else:
            await driver.command("ride.cancel", ride_id=ride["id"], reason="other")
    await driver.command("shift.start")
    while not await driver.stand(PICKUP):  # for a minute of city time, who was elsewhere is not believed to be here
        await asyncio.sleep(2)


async def _meet(rider: Teller, driver: Teller) -> dict:
    """A ride that our driver got."""
    for attempt in range(TRIES):
        headline("Once more" if attempt else "The rider asks for a ride")
        ride = await _request(rider)
        if await _is_taken(rider, driver, ride["id"]):
            return ride
    raise Trouble(f"Other drivers were faster {TRIES} times. Try again, or with fewer of them: make run DRIVERS=20")


async def _request(rider: Teller) -> dict:
    trip = {"pickup": _spot(PICKUP), "dropoff": _spot(DROPOFF)}
    quotes = (await rider.ask("POST", "/api/v1/rider/quotes", trip))["quotes"]
    for one in quotes:
        rider.tell(f"  {one['category']}: {one['fare']['total']} {one['fare']['currency']}")
    chosen = next((one for one in quotes if one["category"] == "standard"), quotes[0])
    wish = {"quote": chosen["quote"], "pickup_label": "Quiet corner", "dropoff_label": "Around the block"}
    ride = await rider.ask("POST", "/api/v1/rider/rides", wish, key=True)
    rider.rides.setdefault(ride["id"], ride)
    return ride


async def _is_taken(rider: Teller, driver: Teller, ride_id: str) -> bool:
    """Whether our driver gets the ride; if not, it is over afterwards."""
    for _ in range(SEARCH_S):
        await driver.stand(PICKUP, silently=True)
        while driver.offers:
            await _answer(driver, driver.offers.pop(0))
        if await rider.until(lambda: rider.status(ride_id) not in SEARCHING, 1):
            break
    if card := rider.rides[ride_id]["driver"]:
        rider.tell(f"ride.updated accepted: {card['full_name']}, {card['vehicle']['plate']}")
    if card and card["person_id"] == driver.session.person_id:
        await driver.sees(ride_id, "accepted")
        return True
    rider.tell("that is not our driver; canceled, to try again" if card else "no driver was found")
    cancel = f"/api/v1/rider/rides/{ride_id}/cancel"
    await rider.session.call("POST", cancel, {"reason": "other"}, refusals={"transition-refused"})
    return False


async def _answer(driver: Teller, offer: dict) -> None:
    """Take what begins here, leave the rest: whose ride it is, an offer does not say."""
    driver.tell(f"offer.made {offer['category']}, {offer['pickup_distance_m']} m away")
    answer = "offer.accept" if offer["pickup"] == _spot(PICKUP) else "offer.decline"
    for command in ("offer.seen", answer):
        await driver.command(command, GONE_OFFER, offer_id=offer["offer_id"])


async def _drive(rider: Teller, driver: Teller, ride: dict) -> None:
    headline("The driver comes, hears the PIN, and drives")
    await _step(rider, driver, ride["id"], "ride.en_route", "arriving")
    await driver.stand(PICKUP)
    await _step(rider, driver, ride["id"], "ride.arrive", "arrived")
    rider.tell(f"says the PIN: {ride['pin']}")
    await _step(rider, driver, ride["id"], "ride.start", "in_progress", pin=ride["pin"])
    await _move(driver)
    await _step(rider, driver, ride["id"], "ride.complete", "completed")


async def _step(rider: Teller, driver: Teller, ride_id: str, command: str, status: str, **data: str) -> None:
    await driver.command(command, ride_id=ride_id, **data)
    await rider.sees(ride_id, status)


async def _move(driver: Teller) -> None:
    """A position a wall second, as far on as a car comes in that much city time."""
    way, before = Journey([PICKUP, DROPOFF], SPEED_LIMIT_MPS), await driver.socket.server_time()
    while not way.finished:
        await asyncio.sleep(1)
        now = await driver.socket.server_time()
        place, _heading = way.advance((now - before).total_seconds())
        await driver.stand(place)
        before = now


async def _read_receipt(rider: Teller, ride_id: str) -> None:
    headline("The receipt")
    path = f"/api/v1/rider/rides/{ride_id}/receipt"
    fare = (await rider.ask("GET", path))["fare"]
    for line in fare["lines"]:
        say.print(f"          {line['label']:<32} {line['quantity']:>8} {line['unit']:<5} {line['amount']:>10}")
    say.print(f"          [bold]{'Total':<47} {fare['total']:>10} {fare['currency']}[/bold]")
    for _ in range(RECEIPT_S):
        paper = await rider.session.call("GET", f"{path}.pdf", refusals={"receipt-being-prepared"})
        if paper.ok:
            RECEIPT.parent.mkdir(exist_ok=True)
            RECEIPT.write_bytes(paper.body)
            return rider.tell(f"saved as {RECEIPT.relative_to(ROOT)}")
        await asyncio.sleep(1)
    raise Trouble("The receipt's PDF was not drawn in time. Is the render worker running?")


def _spot(point: Point) -> dict[str, float]:
    return {"lat": point[0], "lng": point[1]}


def main() -> int:
    url = (sys.argv[1] if len(sys.argv) > 1 else DEFAULT_URL).rstrip("/")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        print(f"The address must be like {DEFAULT_URL}, not {url}.", file=sys.stderr)
        return 2
    try:
        asyncio.run(journey(url))
    except Trouble as why:
        print(why, file=sys.stderr)
        return 1
    except Gone as why:
        print(f"The platform does not answer as it should. {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    say.print("\n[green]Done: a whole ride, from the price to the paper.[/green]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
