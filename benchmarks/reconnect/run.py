"""Two thousand sockets are cut at the same instant: how long until all are back, and does anybody get a 5xx?

`make bench-reconnect`. One web process over SQLite. The phones come back as docs/api/realtime.md tells them to (a wait
that doubles, with randomness), each with a new ticket, and resume their stream. The peer, in the same run, is the phone
that comes back at once and tries again every half second: what the randomness is for.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table

from tests.support.platform import Platform, platform

GIVE_UP_S = 120
OPENING_AT_ONCE = 100

PEOPLE = """
import json, sys
from apps.accounts.models import Person
from apps.accounts.contracts import Role
from apps.accounts.services import issue_tokens, register
with open({path!r}, "w") as out:
    for number in range({count}):
        person = register(phone=f"+2137{{number:08}}", full_name="", roles=[Role.RIDER])
        out.write(issue_tokens(person=person, role="rider").access + "\\n")
"""


@dataclass
class Outcome:
    name: str
    back_s: list[float] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    closes: Counter = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500)


class Phone:
    def __init__(self, http: aiohttp.ClientSession, url: str, access: str) -> None:
        self._http, self._url = http, url
        self._headers = {"Authorization": f"Bearer {access}"}
        self.socket: aiohttp.ClientWebSocketResponse | None = None

    async def open(self, outcome: Outcome) -> bool:
        """One try: a ticket, the socket, its welcome, and the stream resumed."""
        try:
            async with self._http.post(f"{self._url}/api/v1/account/ticket", json={}, headers=self._headers) as answer:
                outcome.statuses[answer.status] += 1
                if answer.status != 201:
                    return False
                ticket = await answer.json()
            protocols = ("superapp.v1", f"ticket.{ticket['ticket']}")
            self.socket = await self._http.ws_connect(ticket["url"], protocols=protocols, max_msg_size=65_536)
            welcome = await self.socket.receive(timeout=30)
            if welcome.type is not aiohttp.WSMsgType.TEXT:
                outcome.closes[self.socket.close_code or 0] += 1
                return False
            await self.socket.send_json({"type": "subscribe", "id": "me", "topic": "me", "resume_from": 0})
            return json.loads((await self.socket.receive(timeout=30)).data)["ok"]
        except aiohttp.WSServerHandshakeError as refused:
            outcome.statuses[refused.status] += 1
        except (aiohttp.ClientError, TimeoutError, OSError):
            outcome.statuses[0] += 1  # no answer at all: the phone cannot tell from being out of reach
        return False

    def cut(self) -> None:
        """As a lost network does: no close frame, no goodbye."""
        if self.socket is not None:
            transport = self.socket.get_extra_info("socket")
            connection = self.socket._response.connection  # aiohttp has no public way to drop the line
            if transport is not None and connection is not None and connection.transport is not None:
                connection.transport.abort()
            self.socket = None

    async def come_back(self, outcome: Outcome, cut_at: float, waits: "Waits") -> None:
        for attempt in range(10_000):
            await asyncio.sleep(waits(attempt))
            if time.monotonic() - cut_at > GIVE_UP_S:
                return
            if await self.open(outcome):
                outcome.back_s.append(time.monotonic() - cut_at)
                return


class Waits:
    """Seconds before try number `attempt`."""

    def __init__(self, polite: bool) -> None:
        self._polite = polite

    def __call__(self, attempt: int) -> float:
        if not self._polite:
            return 0.5 if attempt else 0.0
        return min(30.0, 2.0**attempt) * random.uniform(0.5, 1.5)


async def run(running: Platform, accesses: list[str]) -> list[Outcome]:
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        phones = [Phone(http, running.url, access) for access in accesses]
        outcomes = []
        for name, waits in (("as documented", Waits(True)), ("at once, again and again", Waits(False))):
            await _open_all(phones)
            outcome = Outcome(name)
            for phone in phones:
                phone.cut()
            cut_at = time.monotonic()
            await asyncio.gather(*(phone.come_back(outcome, cut_at, waits) for phone in phones))
            outcomes.append(outcome)
            for phone in phones:
                phone.cut()
            await asyncio.sleep(5)
        return outcomes


async def _open_all(phones: list[Phone]) -> None:
    gate = asyncio.Semaphore(OPENING_AT_ONCE)

    async def open_one(phone: Phone) -> None:
        async with gate:
            while not await phone.open(Outcome("opening")):
                await asyncio.sleep(0.5)

    await asyncio.gather(*map(open_one, phones))


def report(outcomes: list[Outcome], count: int) -> Table:
    table = Table("phones come back", "back", "p50", "p95", "last", "tries a phone", "5xx", "no answer", "close codes")
    for one in outcomes:
        ordered = sorted(one.back_s) or [float("nan")]
        cuts = statistics.quantiles(ordered, n=20) if len(ordered) > 1 else ordered * 19
        table.add_row(
            one.name,
            f"{len(one.back_s)} of {count}",
            f"{cuts[9]:.1f} s",
            f"{cuts[18]:.1f} s",
            f"{ordered[-1]:.1f} s",
            f"{(one.statuses.total() + one.closes.total()) / count:.2f}",
            str(one.errors),
            str(one.statuses[0]),
            str(dict(one.closes) or "none"),
        )
    return table


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sockets", type=int, default=2_000)
    count = asked.parse_args().sockets
    with tempfile.TemporaryDirectory(prefix="superapp-bench-") as folder:
        tokens = Path(folder) / "tokens"
        with platform(Path(folder), workers=(), extra={"LOG_LEVEL": "WARNING"}) as running:
            running.manage("shell", "-c", PEOPLE.format(path=str(tokens), count=count), timeout_s=600)
            outcomes = asyncio.run(run(running, tokens.read_text().split()))
            Console(width=140).print(report(outcomes, count))
            polite = outcomes[0]
            return 0 if len(polite.back_s) == count and max(polite.back_s) < 30 and not polite.errors else 1


if __name__ == "__main__":
    sys.exit(main())
