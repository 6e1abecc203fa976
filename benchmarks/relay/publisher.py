"""Sends positions at a steady rate, in batches, by `ours` or `naive`. Prints how many, and its CPU."""

import asyncio
import itertools
import json
import sys
import time

import superapp  # noqa: F401  isort: skip

import django

django.setup()

from channels.layers import get_channel_layer  # noqa: E402  after the app registry is ready

from apps.realtime.services import relay_locations  # noqa: E402

BATCH_S = 0.04


def position(n: int) -> dict:
    return {"lat": 36.75 + n % 1000 / 1e5, "lng": 3.06, "heading": n % 360, "at": "2026-11-21T08:00:00.000000+00:00"}


async def ours(batch: list[tuple[str, dict]]) -> None:
    await relay_locations(batch)


async def naive(batch: list[tuple[str, dict]]) -> None:
    layer = get_channel_layer()
    for topic, where in batch:
        frame = {"type": "location", "topic": topic, **where}
        await layer.group_send(topic.replace(":", "."), {"type": "location", "frame": frame})


async def main(way: str, trips: int, rate: float, seconds: float) -> None:
    send, numbers = {"ours": ours, "naive": naive}[way], itertools.count()
    await send([("ride:warm", position(0))])
    started, cpu, sent = time.monotonic(), time.process_time(), 0
    while (elapsed := time.monotonic() - started) < seconds:
        due = int(elapsed * rate) - sent
        await send([(f"ride:{n % trips}", position(n)) for n in itertools.islice(numbers, due)])
        sent += due
        await asyncio.sleep(max(0.0, BATCH_S - (time.monotonic() - started - elapsed)))
    print(json.dumps({"sent": sent, "cpu_s": time.process_time() - cpu, "seconds": time.monotonic() - started}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
