"""Requests a second of the hottest endpoints, beside the least that Django itself can do in the same run.

`make bench-api`. One web process over SQLite; 16 callers keep it busy. The peer is `/health/live`, a view that does
nothing behind the same server and middleware. Rounds alternate, so that a noisy neighbour hits every row alike; the
median counts. CPU time is the web process's own, from the operating system.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil
from rich.console import Console
from rich.table import Table

from tests.support.doors import sign_in
from tests.support.platform import Platform, platform

CALLERS = 16
ROUNDS = 5
ROUND_S = 2.0

JOURNEY = {"pickup": {"lat": 36.7538, "lng": 3.0588}, "dropoff": {"lat": 36.7262, "lng": 3.1827}}


@dataclass
class Row:
    name: str
    method: str
    path: str
    body: dict | None = None
    per_second: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)


ROWS = [
    Row("peer: empty view", "GET", "/health/live"),
    Row("zones (public)", "GET", "/api/v1/public/zones"),
    Row("quote", "POST", "/api/v1/rider/quotes", JOURNEY),
    Row("current ride", "GET", "/api/v1/rider/rides/current"),
    Row("websocket ticket", "POST", "/api/v1/account/ticket", {}),
]


async def measure(row: Row, session: aiohttp.ClientSession, web: psutil.Process) -> None:
    """One round: as many requests as 16 callers get answered in ROUND_S seconds."""
    ends, cpu_before, started = time.monotonic() + ROUND_S, _cpu_s(web), time.monotonic()
    done = sum(await asyncio.gather(*(_call_until(row, session, ends) for _ in range(CALLERS))))
    row.per_second.append(done / (time.monotonic() - started))
    row.cpu_us.append((_cpu_s(web) - cpu_before) / done * 1e6)


async def _call_until(row: Row, session: aiohttp.ClientSession, ends: float) -> int:
    done = 0
    while time.monotonic() < ends:
        async with session.request(row.method, row.path, json=row.body) as answer:
            if answer.status >= 400:
                raise RuntimeError(f"{row.name}: {answer.status} {await answer.text()}")
            await answer.read()
        done += 1
    return done


async def run(running: Platform) -> None:
    access = sign_in(running.url, "+213550000903", "rider")["access"]
    web = psutil.Process(running.processes["web1"].pid)
    headers = {"Authorization": f"Bearer {access}"}
    async with aiohttp.ClientSession(running.url, headers=headers) as session:
        for _ in range(ROUNDS):
            for row in ROWS:
                await measure(row, session, web)


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def report() -> Table:
    table = Table("endpoint", "requests/s", "CPU µs a request", "of the peer's rate")
    peer = statistics.median(ROWS[0].per_second)
    for row in ROWS:
        rate, cpu = statistics.median(row.per_second), statistics.median(row.cpu_us)
        table.add_row(row.name, f"{rate:,.0f}", f"{cpu:,.0f}", f"{rate / peer:.0%}")
    return table


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="superapp-bench-") as folder:
        extra = {"LOG_LEVEL": "WARNING"}
        with platform(Path(folder), workers=("default", "io"), extra=extra) as running:
            asyncio.run(run(running))
    Console().print(report())
    return 0


if __name__ == "__main__":
    sys.exit(main())
