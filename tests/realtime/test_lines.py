"""The two lines to Redis: silence is noticed, and lateness of our own is not mistaken for it."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from apps.kernel import redis
from apps.realtime.live import lines as module
from apps.realtime.live.lines import Lines
from tests.support.redis import hanging


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
async def listening(monkeypatch) -> AsyncIterator[Listening]:
    for name, seconds in (("PING_S", 0.1), ("LOOK_S", 0.1), ("LOST_S", 1.0)):
        monkeypatch.setattr(module, name, seconds)
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
    """Also after a while in which the loop was as late as the server, and could not tell."""
    with hanging(redis.client().info("server")["process_id"]):
        time.sleep(1.5 * module.LOST_S)
        assert await asyncio.wait_for(listening.losses.get(), 10) is listening.lines
    await asyncio.sleep(2 * module.PING_S)
    assert listening.losses.empty()


async def test_a_loop_that_is_slow_for_long_does_not_take_it_for_silence_either(listening, monkeypatch):
    """Starved of CPU each turn of the loop is late, and a ping takes more turns to come back than silence may last."""
    with monkeypatch.context() as strict:
        for name, seconds in (("PING_S", 0.01), ("LOOK_S", 0.02), ("LOST_S", 0.06)):
            strict.setattr(module, name, seconds)
        for _ in range(16):
            time.sleep(2.2 * module.LOOK_S)
            await asyncio.sleep(0)
    await listening.hear_everything()
    assert listening.losses.empty()


async def test_a_call_that_timed_out_says_nothing_by_itself(listening, monkeypatch):
    """A loop that was late for longer than the time-out meets it, though the answer lies in the socket."""

    async def too_late(*message: object) -> None:
        raise redis.TimedOut("Timeout reading")

    with monkeypatch.context() as late:
        late.setattr(redis.async_client(), "publish", too_late)
        await asyncio.sleep(3 * module.PING_S)
    await listening.hear_everything()
    assert listening.losses.empty()
