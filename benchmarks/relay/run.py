"""CPU per relayed position: ours against a naive channel-layer relay. One command; see README.md beside this file."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websockets

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.redis import _wait_until_listening, free_port, private_redis  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """User and system CPU seconds of a process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def uvicorn(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.relay.servers:application", "--port", str(port)]
    options = ["--log-level", "error", "--lifespan", "off", "--ws-per-message-deflate", "false"]
    process = subprocess.Popen([*command, *options], env=environment, cwd=ROOT)
    try:
        _wait_until_listening(port, timeout_s=30)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=15)


async def listen(port: int, way: str, trip: int, heard: list[int]) -> None:
    async with websockets.connect(f"ws://127.0.0.1:{port}/{way}?topic=ride:{trip}", compression=None) as line:
        async for text in line:
            if '"location"' in text:
                heard[0] += 1


async def measure(way: str, port: int, pid: int, asked: argparse.Namespace, environment: dict[str, str]) -> dict:
    heard = [0]
    listeners = [asyncio.create_task(listen(port, way, trip, heard)) for trip in range(asked.trips)]
    await asyncio.sleep(3)
    before = cpu_s(pid)
    publisher = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "benchmarks.relay.publisher", way],
        *map(str, [asked.trips, asked.rate, asked.seconds]),
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    output, _errors = await publisher.communicate()
    await asyncio.sleep(1)
    used = cpu_s(pid) - before
    for listener in listeners:
        listener.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    sent = json.loads(output)
    return {
        "server_us": used / max(heard[0], 1) * 1e6,
        "publisher_us": sent["cpu_s"] / sent["sent"] * 1e6,
        "arrived": heard[0] / sent["sent"],
        "sent": sent["sent"],
        "rate": sent["sent"] / sent["seconds"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trips", type=int, default=200)
    parser.add_argument("--rate", type=float, default=400, help="positions a second, all trips together")
    parser.add_argument("--seconds", type=float, default=8)
    asked, started, results = parser.parse_args(), time.monotonic(), {}
    with private_redis() as redis_url, tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "REDIS_URL": redis_url,
            "DATABASE_URL": f"sqlite:///{folder}/relay.sqlite3",
            "LOG_LEVEL": "ERROR",
        }
        for way in ("naive", "ours"):
            with uvicorn(environment) as (port, pid):
                results[way] = asyncio.run(measure(way, port, pid, asked, environment))
    show(asked, results, time.monotonic() - started)


def show(asked: argparse.Namespace, results: dict[str, dict], took_s: float) -> None:
    print(f"{asked.trips} trips, one follower each, {asked.rate:.0f} positions/s for {asked.seconds:.0f} s")
    print(f"{'relay':<8}{'server µs/position':>20}{'publisher µs/position':>24}{'sent/s':>10}{'arrived':>10}")
    for way, row in results.items():
        line = f"{way:<8}{row['server_us']:>20.0f}{row['publisher_us']:>24.0f}{row['rate']:>10.0f}"
        print(line + f"{row['arrived']:>10.1%}")
    ratio = results["naive"]["server_us"] / results["ours"]["server_us"]
    print(f"the naive relay costs its server {ratio:.1f} times as much a position ({took_s:.0f} s in all)")


if __name__ == "__main__":
    main()
