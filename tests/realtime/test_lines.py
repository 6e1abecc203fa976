"""The two lines to Redis: silence is noticed, and lateness of our own is not mistaken for it."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from django.conf import settings

from apps.kernel import redis
from apps.realtime.live import lines as module
from apps.realtime.live.lines import Lines


class Listening:
    """Open lines, and what they told."""

    def __init__(self) -> None:
        self.hints: asyncio.Queue[dict] = asyncio.Queue()
        self.positions: asyncio.Queue[str] = asyncio.Queue()
        self.losses: asyncio.Queue[Lines] = asyncio.Queue()
        self.lines = Lines(locations=self.positions.put_nowait, hint=self.hints.put_nowait, lost=self.losses.put_nowait)

    async def hear_everything(self) -> None:
        """Both lines work: a position and a hint come through."""
        await redis.async_client().publish(redis.key("shard"), "a position")
        await self.lines._layer.group_send("crowd", {"type": "hint"})
        assert await asyncio.wait_for(self.positions.get(), 5) == "a position"
        assert await asyncio.wait_for(self.hints.get(), 5) == {"type": "hint"}


@pytest.fixture
async def listening(monkeypatch, settings) -> AsyncIterator[Listening]:
    for name, seconds in (("PING_S", 0.1), ("LOOK_S", 0.1), ("LOST_S", 1.0)):
        monkeypatch.setattr(module, name, seconds)
    settings.REDIS_SOCKET_TIMEOUT_S = 0.2
    made = Listening()
    await made.lines.open()
    await made.lines.want_shard(redis.key("shard"), lambda: True)
    await made.lines.want_group("crowd", lambda: True)
    await made.hear_everything()
    yield made
    await made.lines.close()


async def test_a_loop_that_was_blocked_does_not_take_its_own_lateness_for_silence(listening):
    for _ in range(2):
        time.sleep(1.5 * module.LOST_S)  # another task that holds the loop, or a machine without CPU
        await listening.hear_everything()
    assert listening.losses.empty()


async def test_a_server_that_says_nothing_is_noticed_and_told_once(listening):
    client = redis.async_client()
    await client.execute_command("CLIENT", "PAUSE", 60_000, "WRITE")
    try:
        assert await asyncio.wait_for(listening.losses.get(), 10) is listening.lines
    finally:
        await client.execute_command("CLIENT", "UNPAUSE")
    await asyncio.sleep(2 * module.PING_S)
    assert listening.losses.empty()


async def test_a_loop_that_is_slow_for_long_does_not_take_it_for_silence_either(listening):
    """Starved of CPU each turn of the loop takes long, and a ping many turns to come back."""
    ended = time.monotonic() + 6 * module.LOST_S
    while time.monotonic() < ended:
        time.sleep(2.5 * module.LOOK_S)
        await asyncio.sleep(0)
    assert listening.losses.empty()
    await listening.hear_everything()


async def test_an_answer_that_the_loop_was_too_late_to_read_is_no_silence(listening, monkeypatch):
    """The time-out of a call passes while its answer lies in the socket."""
    for _ in range(20):
        time.sleep(settings.REDIS_SOCKET_TIMEOUT_S + 0.1)
        for _ in range(3):
            await asyncio.sleep(0)
    assert listening.losses.empty()
    await listening.hear_everything()
