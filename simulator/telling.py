"""A person who is led by hand and tells what they do, for a reader at the terminal."""

import asyncio
import json
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from rich.console import Console
from rich.markup import escape

from simulator.client import Answer, Doors, Session
from simulator.movement import Point
from simulator.report import Report
from simulator.sockets import Socket

NEWS_WITHIN_S = 30
SHOWN = ("code", "status", "number", "category", "distance_m", "pin", "reason", "ride_id", "offer_id")

say = Console(highlight=False, soft_wrap=True)


def headline(text: str) -> None:
    say.print(f"\n[bold]{text}[/bold]")


class Trouble(Exception):
    """It cannot go on; the message says why."""


class Notes(Report):
    """What went wrong on the way, told where everything else is; each kind once."""

    def trouble(self, kind: str, detail: object = "") -> None:
        self.troubles[kind] += 1
        if self.troubles[kind] == 1:
            say.print(f"[red]{escape(f'{kind}: {detail}'[:200])}[/red]")


class Teller:
    """Somebody in one role, with a live line, who remembers what they are told."""

    def __init__(self, doors: Doors, role: str, phone: str, colour: str) -> None:
        self.label = f"[{colour}]{role:>6}[/]"
        self.session = Session(doors, doors.urls[0], phone, role, self._hear_answer)
        self.socket = Socket(self.session, self._hear, lambda _position: None, self._hear_problem)
        self.rides: dict[str, dict] = {}  # the newest picture of each, by id
        self.offers: list[dict] = []
        self._doubt = ""  # why the last position was refused
        self._news = asyncio.Event()

    def tell(self, text: str) -> None:
        say.print(f"{self.label}  {escape(text)}")

    async def arrive(self) -> None:
        """Sign in and open the live line. Raises Gone."""
        await self.session.sign_in()
        await self.socket.open()
        self.tell("the websocket is open, and follows “me”")

    async def ask(self, method: str, path: str, body: object = None, *, key: bool = False) -> Any:
        """What the platform answers to a request. Raises Trouble when it refuses, and Gone."""
        answer = await self.session.call(method, path, body, key=key)
        if not answer.ok:
            raise Trouble(f"{method} {path} was refused: {answer.problem or answer.status}")
        return answer.body

    async def command(self, name: str, refusals: Collection[str] = (), **data: str) -> bool:
        """Whether the platform did what was asked over the websocket. Raises Trouble at any other refusal, and Gone."""
        ack = await self.socket.command(name, data, refusals=refusals)
        self.tell(f"{name}{_brief(data)} → {'ok' if ack.ok else ack.problem}")
        if not ack.ok and ack.problem not in refusals:
            raise Trouble(f"{name} was refused: {ack.problem}")
        return ack.ok

    async def stand(self, place: Point, *, silently: bool = False) -> bool:
        """Tell a position, in city time. Returns whether it was believed: nobody jumps. Raises Gone."""
        at = (await self.socket.server_time()).isoformat(timespec="milliseconds")
        self._doubt = ""
        frame = {"type": "location", "lat": round(place[0], 6), "lng": round(place[1], 6), "at": at}
        await self.socket.location(json.dumps(frame))
        await self.socket.server_time()  # frames are handled in their order: a refusal would have come by now
        if self._doubt or not silently:
            self.tell(f"position {place[0]:.4f}, {place[1]:.4f}{self._doubt}")
        return not self._doubt

    async def sees(self, ride_id: str, status: str) -> None:
        """Wait for the news that a ride has come so far. Raises Trouble when it does not come."""
        if not await self.until(lambda: self.status(ride_id) == status, NEWS_WITHIN_S):
            raise Trouble(f"The {self.session.role} was not told that the ride is {status}.")
        self.tell(f"ride.updated {status}")

    def status(self, ride_id: str) -> str:
        return self.rides[ride_id]["status"] if ride_id in self.rides else ""

    async def until(self, happened: Callable[[], bool], within_s: float) -> bool:
        """Wait for news that make it so, at most `within_s` wall seconds. Returns whether it is so."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not happened():
                    self._news.clear()
                    await self._news.wait()
        return happened()

    def _hear(self, event: str, data: dict) -> None:
        if event == "ride.updated":
            self.rides[data["ride"]["id"]] = data["ride"]
        elif event == "offer.made":
            self.offers.append(data)
        self._news.set()

    def _hear_problem(self, problem: dict) -> None:
        self._doubt = f" refused: {problem.get('reason') or problem['title']}"

    def _hear_answer(self, what: str, body: object, answer: Answer) -> None:
        self.tell(f"{what}{_brief(body)} → {answer.status} {answer.problem or _brief(answer.body).strip()}".rstrip())


def _brief(words: object) -> str:
    """The few members that a reader wants to see."""
    if not isinstance(words, dict):
        return ""
    return "".join(f" {name}={words[name]}" for name in SHOWN if words.get(name) not in (None, ""))
