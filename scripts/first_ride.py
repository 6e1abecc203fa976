"""One ride, told line by line: a rider and the demo driver meet through the public doors of the running platform.

python scripts/first_ride.py http://127.0.0.1:8000
"""

import asyncio
import json
import math
import random
import re
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from rich.console import Console
from rich.markup import escape

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from simulator import names  # noqa: E402

DEFAULT_URL = "http://127.0.0.1:8000"
RECEIPT = ROOT / "var" / "receipt.pdf"
PICKUP = (36.7000, 3.1950)  # a quiet corner of Algiers: where cars are many another driver takes the ride
DROPOFF = (36.7040, 3.1990)
TRIES = 3
PATIENCE_S = 30
CAR_MPS = 25.0
METRES_A_DEGREE = 111_195.0

Point = tuple[float, float]
say = Console(highlight=False)


class Trouble(Exception):
    """The journey cannot go on; the message says why."""


class Clock:
    """City time as the platform tells it: it may run faster than the wall."""

    def __init__(self) -> None:
        self._first: tuple[float, float] | None = None
        self._last = (0.0, 0.0)

    def hear(self, text: str) -> None:
        sample = (time.monotonic(), datetime.fromisoformat(text).timestamp())
        self._first = self._first or sample
        if sample[1] >= self._last[1]:
            self._last = sample

    @property
    def speed(self) -> float:
        wall = self._last[0] - self._first[0] if self._first else 0.0
        return max(1.0, (self._last[1] - self._first[1]) / wall) if self._first and wall > 1.0 else 1.0

    def now(self) -> datetime:
        city = self._last[1] + (time.monotonic() - self._last[0]) * self.speed
        return datetime.fromtimestamp(city, UTC)


class Person:
    """Signed in by phone, with a live line."""

    def __init__(self, http: aiohttp.ClientSession, url: str, role: str, phone: str, colour: str, clock: Clock) -> None:
        self.http, self.url, self.role, self.phone, self.colour, self.clock = http, url, role, phone, colour, clock
        self.person_id = ""
        self._access = ""
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task | None = None
        self._acks: dict[str, asyncio.Future[dict]] = {}
        self._heard: list[tuple[str, dict]] = []
        self._news = asyncio.Condition()

    def tell(self, text: str) -> None:
        say.print(f"[{self.colour}]{self.role:>6}[/]  {escape(text)}", soft_wrap=True)

    async def rest(self, method: str, path: str, body: object = None, *, key: bool = False) -> dict:
        """One request, told with its answer. Raises Trouble when it is refused."""
        status, answer = await self.ask(method, path, body, key=key)
        self.tell(f"{method} {path} → {status} {brief(answer)}")
        if status >= 400:
            raise Trouble(f"{method} {path} was refused: {answer.get('title') or status}")
        return answer

    async def ask(self, method: str, path: str, body: object = None, *, key: bool = False) -> tuple[int, Any]:
        headers = {"Accept-Language": "en"}
        headers |= {"Authorization": f"Bearer {self._access}"} if self._access else {}
        headers |= {"Idempotency-Key": uuid.uuid4().hex} if key else {}
        async with self.http.request(method, self.url + path, json=body, headers=headers) as response:
            raw = await response.read()
            return response.status, json.loads(raw or b"{}") if "json" in response.content_type else raw

    async def sign_in(self) -> None:
        known = {message["sent_at"] for message in await self._inbox()}
        challenge = await self.rest("POST", "/api/v1/auth/otp", {"phone": self.phone, "language": "en"})
        code = await self._code(known)
        proof = {"challenge_id": challenge["challenge_id"], "code": code, "role": self.role}
        tokens = await self.rest("POST", "/api/v1/auth/otp/verify", proof)
        self._access, self.person_id = tokens["access"], tokens["person"]["id"]

    async def _inbox(self) -> list[dict]:
        status, inbox = await self.ask("GET", f"/dev/inbox.json?to={quote(self.phone, safe='')}")
        if status != 200:
            raise Trouble("/dev/inbox.json does not answer: sign-in codes can only be read on a developer's platform.")
        return inbox["messages"]

    async def _code(self, known: set[str]) -> str:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            for message in await self._inbox():
                found = re.search(r"(?<!\d)\d{6}(?!\d)", message["text"])
                if found and message["sent_at"] not in known:
                    self.tell(f"the code arrives at /dev/inbox/: {found.group()}")
                    return found.group()
            await asyncio.sleep(0.2)
        raise Trouble(f"No sign-in code reached {self.phone} within {PATIENCE_S} s. Are the workers running?")

    async def connect(self) -> None:
        door = await self.rest("POST", "/api/v1/account/ticket", {})
        self._ws = await self.http.ws_connect(door["url"], protocols=("superapp.v1", f"ticket.{door['ticket']}"))
        welcome = json.loads((await self._ws.receive(timeout=PATIENCE_S)).data)
        self.clock.hear(welcome["server_time"])
        self._reader = asyncio.create_task(self._read(self._ws))
        await self._answered({"type": "subscribe", "topic": "me"})
        self.tell("the websocket is open, and follows “me”")

    async def command(self, name: str, **data: str) -> dict:
        """One websocket command; its ack. Refusals are told and returned."""
        ack = await self._answered({"type": "command", "command": name, "data": data})
        refused = "" if ack["ok"] else f": {ack['problem']['title']}"
        self.tell(f"{name} {brief(data)} → ack {'ok' if ack['ok'] else 'refused'}{refused}")
        return ack

    async def must(self, name: str, **data: str) -> dict:
        ack = await self.command(name, **data)
        if not ack["ok"]:
            raise Trouble(f"{name} was refused: {ack['problem']['title']}")
        return ack.get("data") or {}

    async def send(self, frame: dict) -> None:
        if self._ws is None or self._ws.closed:
            raise Trouble(f"The {self.role}'s websocket was closed.")
        await self._ws.send_json(frame)

    async def hears(self, wanted: Callable[[str, dict], bool], within_s: float = PATIENCE_S) -> dict | None:
        """The first wanted event that was not taken yet; None when none came."""
        async with self._news:
            try:
                async with asyncio.timeout(within_s):
                    while True:
                        for index, (name, data) in enumerate(self._heard):
                            if wanted(name, data):
                                del self._heard[index]
                                return data
                        await self._news.wait()
            except TimeoutError:
                return None

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._ws is not None:
            await self._ws.close()

    async def _answered(self, frame: dict) -> dict:
        frame_id = uuid.uuid4().hex
        answer = self._acks[frame_id] = asyncio.get_running_loop().create_future()
        await self.send({"id": frame_id, **frame})
        try:
            return await asyncio.wait_for(answer, PATIENCE_S)
        except TimeoutError:
            raise Trouble(f"No answer to {frame.get('command', frame['type'])} within {PATIENCE_S} s.") from None

    async def _read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        async for message in ws:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            if frame["type"] == "ack" and (waiting := self._acks.pop(frame["id"], None)):
                waiting.set_result(frame)
            elif frame["type"] == "event":
                await self._hear(frame["event"], frame["data"])
            elif frame["type"] == "problem":
                await self._hear("problem", frame["problem"])

    async def _hear(self, event: str, data: dict) -> None:
        async with self._news:
            self._heard.append((event, data))
            self._news.notify_all()


async def journey(url: str, phone: str) -> None:
    """From two sign-ins to a receipt. Raises Trouble."""
    clock = Clock()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http:
        await _check_ready(http, url)
        rider = Person(http, url, "rider", phone, "cyan", clock)
        driver = Person(http, url, "driver", names.phone("DZ", names.DEMO_DRIVER), "yellow", clock)
        try:
            _headline("Two people sign in")
            await rider.sign_in()
            await driver.sign_in()
            await rider.connect()
            await _go_online(driver)
            ride = await _meet(rider, driver)
            await _drive(rider, driver, ride)
            await _read_receipt(rider, ride["id"])
            await driver.must("shift.end")
        finally:
            await rider.close()
            await driver.close()


async def _check_ready(http: aiohttp.ClientSession, url: str) -> None:
    try:
        async with http.get(f"{url}/health/ready", timeout=aiohttp.ClientTimeout(total=5)) as answer:
            if answer.status != 200:
                raise Trouble(f"{url} is not ready yet ({answer.status}). Wait a moment and try again.")
    except (aiohttp.ClientError, OSError, TimeoutError):
        raise Trouble(f"Nothing answers at {url}. Start the platform first: make run") from None


async def _go_online(driver: Person) -> None:
    _headline("The driver goes online at the pickup")
    await driver.connect()
    await _end_left_ride(driver)
    await driver.must("shift.start")
    await _stand(driver, PICKUP)


async def _end_left_ride(driver: Person) -> None:
    ride = (await driver.rest("GET", "/api/v1/driver/rides/current"))["ride"]
    if ride is None:
        return
    driver.tell("a ride is left from an earlier time; it is ended first")
    if ride["status"] == "in_progress":
        await driver.must("ride.complete", ride_id=ride["id"])
    else:
        await driver.must("ride.cancel", ride_id=ride["id"], reason="other")


async def _stand(driver: Person, place: Point) -> None:
    """Tell a position until it is believed: nobody is here who was far away a moment ago."""
    until = time.monotonic() + 4 * PATIENCE_S
    while time.monotonic() < until:
        await _tell_position(driver, place)
        problem = await driver.hears(lambda event, _: event == "problem", within_s=1)
        if problem is None:
            driver.tell(f"position {place[0]:.4f}, {place[1]:.4f}")
            return
        driver.tell(f"position refused: {problem.get('reason') or problem['title']}; once more in a moment")
        await asyncio.sleep(2)
    raise Trouble("The driver's position was not taken.")


async def _tell_position(driver: Person, place: Point) -> None:
    at = driver.clock.now().isoformat(timespec="milliseconds")
    await driver.send({"type": "location", "lat": round(place[0], 6), "lng": round(place[1], 6), "at": at})


async def _meet(rider: Person, driver: Person) -> dict:
    """A ride that our driver got."""
    for attempt in range(1, TRIES + 1):
        _headline("The rider asks for a ride" if attempt == 1 else f"Once more ({attempt} of {TRIES})")
        ride = await _request(rider)
        if await _take(rider, driver, ride):
            return ride
    raise Trouble(f"Other drivers were faster {TRIES} times. Try again, or with fewer of them: make run DRIVERS=20")


async def _request(rider: Person) -> dict:
    places = {"pickup": _place(PICKUP), "dropoff": _place(DROPOFF)}
    quotes = (await rider.rest("POST", "/api/v1/rider/quotes", places))["quotes"]
    for one in quotes:
        rider.tell(f"  {one['category']}: {one['fare']['total']} {one['fare']['currency']}")
    chosen = next((one for one in quotes if one["category"] == "standard"), quotes[0])
    wish = {"quote": chosen["quote"], "pickup_label": "Quiet corner", "dropoff_label": "Around the block"}
    return await rider.rest("POST", "/api/v1/rider/rides", wish, key=True)


async def _take(rider: Person, driver: Person, ride: dict) -> bool:
    """Whether our driver got the ride. If not it has been canceled."""
    waiting = asyncio.create_task(rider.hears(lambda event, data: _moved(event, data, ride["id"], "searching"), 200))
    while not waiting.done():
        await _tell_position(driver, PICKUP)
        offer = await driver.hears(lambda event, _: event == "offer.made", within_s=1)
        if offer is not None:
            driver.tell(f"offer.made {brief(offer)}")
            await driver.command("offer.seen", offer_id=offer["offer_id"])
            ack = await driver.command("offer.accept", offer_id=offer["offer_id"])
            other = ack["data"]["job"]["ref"] if ack["ok"] else ride["id"]
            if other != ride["id"]:
                await _decline_late(driver, other)
    news = waiting.result()
    if news is None or news["ride"]["driver"] is None:
        rider.tell("no driver was found")
        await rider.ask("POST", f"/api/v1/rider/rides/{ride['id']}/cancel", {"reason": "wait_too_long"})
        return False
    got = news["ride"]["driver"]
    rider.tell(f"ride.updated accepted: {got['full_name']}, {got['vehicle']['plate']}")
    if got["person_id"] == driver.person_id:
        return True
    rider.tell(f"another driver, {got['full_name']}, was faster; canceled, to try again")
    await rider.rest("POST", f"/api/v1/rider/rides/{ride['id']}/cancel", {"reason": "other"})
    return False


async def _decline_late(driver: Person, ride_id: str) -> None:
    driver.tell("that was somebody else's ride; given back")
    await driver.hears(lambda event, data: event == "ride.updated" and data["ride"]["id"] == ride_id)
    await driver.command("ride.cancel", ride_id=ride_id, reason="other")


async def _drive(rider: Person, driver: Person, ride: dict) -> None:
    ride_id = ride["id"]
    _headline("The driver comes, hears the PIN, and drives")
    if await driver.hears(lambda event, data: _moved(event, data, ride_id, "searching")) is None:
        raise Trouble("The driver was not told the ride.")
    await _step(rider, driver, "ride.en_route", "arriving", ride_id=ride_id)
    await _stand(driver, PICKUP)
    await _step(rider, driver, "ride.arrive", "arrived", ride_id=ride_id)
    rider.tell(f"says the PIN: {ride['pin']}")
    await _step(rider, driver, "ride.start", "in_progress", ride_id=ride_id, pin=ride["pin"])
    await _move(driver)
    await _step(rider, driver, "ride.complete", "completed", ride_id=ride_id)


async def _step(rider: Person, driver: Person, command: str, status: str, **data: str) -> None:
    await driver.must(command, **data)
    news = await rider.hears(lambda event, told: event == "ride.updated" and told["ride"]["status"] == status)
    if news is None:
        raise Trouble(f"The rider was not told that the ride is {status}.")
    rider.tell(f"ride.updated {status}")


async def _move(driver: Person) -> None:
    """A position a second, never faster than a car."""
    north = (DROPOFF[0] - PICKUP[0]) * METRES_A_DEGREE
    east = (DROPOFF[1] - PICKUP[1]) * METRES_A_DEGREE * math.cos(math.radians(PICKUP[0]))
    steps = max(3, math.ceil(math.hypot(north, east) / (CAR_MPS * driver.clock.speed)))
    for step in range(1, steps + 1):
        await asyncio.sleep(1)
        share = step / steps
        place = (
            PICKUP[0] + (DROPOFF[0] - PICKUP[0]) * share,
            PICKUP[1] + (DROPOFF[1] - PICKUP[1]) * share,
        )
        await _tell_position(driver, place)
        driver.tell(f"position {place[0]:.4f}, {place[1]:.4f} ({step} of {steps})")


async def _read_receipt(rider: Person, ride_id: str) -> None:
    _headline("The receipt")
    path = f"/api/v1/rider/rides/{ride_id}/receipt"
    receipt = await rider.rest("GET", path)
    fare = receipt["fare"]
    for line in fare["lines"]:
        say.print(f"          {line['label']:<32} {line['quantity']:>8} {line['unit']:<5} {line['amount']:>10}")
    say.print(f"          [bold]{'Total':<47} {fare['total']:>10} {fare['currency']}[/bold]")
    until = time.monotonic() + 2 * PATIENCE_S
    while time.monotonic() < until:
        status, content = await rider.ask("GET", f"{path}.pdf")
        if status == 200:
            RECEIPT.parent.mkdir(exist_ok=True)
            RECEIPT.write_bytes(content)
            rider.tell(f"GET {path}.pdf → 200, saved as {RECEIPT.relative_to(ROOT)}")
            return
        await asyncio.sleep(1)
    raise Trouble("The receipt's PDF was not drawn in time. Is the render worker running?")


def _moved(event: str, data: dict, ride_id: str, before: str) -> bool:
    return event == "ride.updated" and data["ride"]["id"] == ride_id and data["ride"]["status"] != before


def _place(point: Point) -> dict[str, float]:
    return {"lat": point[0], "lng": point[1]}


def _headline(text: str) -> None:
    say.print(f"\n[bold]{text}[/bold]")


SHOWN = (
    "title",
    "status",
    "number",
    "quote_id",
    "challenge_id",
    "category",
    "distance_m",
    "pin",
    "ride_id",
    "offer_id",
)


def brief(answer: object) -> str:
    """The few members a reader wants to see."""
    if not isinstance(answer, dict):
        return ""
    return " ".join(f"{name}={answer[name]}" for name in SHOWN if answer.get(name) not in (None, ""))


def main() -> int:
    url = (sys.argv[1] if len(sys.argv) > 1 else DEFAULT_URL).rstrip("/")
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        errors.print(f"[red]The address must be like {DEFAULT_URL}, not {escape(url)}.[/red]")
        return 2
    try:
        asyncio.run(journey(url, names.phone("DZ", random.randint(9_000, 9_899))))  # noqa: S311
    except Trouble as trouble:
        errors.print(f"[red]{escape(str(trouble))}[/red]")
        return 1
    except (aiohttp.ClientError, OSError, TimeoutError) as lost:
        errors.print(f"[red]The platform stopped answering: {escape(str(lost) or type(lost).__name__)}[/red]")
        return 1
    except KeyboardInterrupt:
        errors.print("Interrupted.")
        return 130
    say.print("\n[green]Done: a whole ride, from the price to the paper.[/green]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
