"""A process's two lines to Redis: pub/sub for positions, one channel of the channel layer for hints.

Neither says by itself that it went dead: redis-py reconnects in silence, and a half-open connection is quiet for ever.
So the process pings itself through both; when a ping is not heard the lines are lost and the hub is told, once.
Silence is counted in looks of this event loop that came in time, not by the clock: a loop that was late could not have
heard either. Nor does a call that ran into its time-out say anything: its answer may lie there, unread by a late loop.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import uuid4

import structlog
from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import channel_layers

from apps.kernel import redis

PING_S = 2.0
LOOK_S = 0.5
LOST_S = 6.0
FIRST_PATIENCE_S = 5.0
CANCEL_AGAIN_S = 0.1

log = structlog.get_logger(__name__)


class Lines:
    def __init__(
        self,
        *,
        locations: Callable[[str], None],
        hint: Callable[[dict], None],
        lost: Callable[["Lines"], None],
    ) -> None:
        self._locations, self._hint, self._lost = locations, hint, lost
        self._joined: dict[str, set[str]] = {"shard": set(), "group": set()}
        self._change = asyncio.Lock()
        self._tasks: list[asyncio.Task] = []
        self._dead = False

    async def open(self) -> None:
        """Raises kernel.redis.Unavailable or TimeoutError."""
        # A layer of these lines' own: what a lost one had locked or connected goes with it.
        self._layer = channel_layers.make_backend(DEFAULT_CHANNEL_LAYER)
        self._channel = await self._layer.new_channel()
        self._pubsub = redis.async_client().pubsub(ignore_subscribe_messages=True)
        self._ping_channel = redis.key("ping", uuid4().hex).encode()
        async with asyncio.timeout(FIRST_PATIENCE_S):
            await self._pubsub.subscribe(self._ping_channel)
        self._silent_s = {"pubsub": 0.0, "layer": 0.0}
        for work in (self._hear_pubsub, self._hear_layer, self._ping, self._watch):
            self._tasks.append(asyncio.create_task(self._until_lost(work)))

    async def close(self) -> None:
        self._dead = True
        while pending := [task for task in self._tasks if not task.done()]:
            for task in pending:  # again and again: redis-py swallows a cancellation that meets an answer
                task.cancel()
            await asyncio.wait(pending, timeout=CANCEL_AGAIN_S)
        await self._pubsub.aclose()
        await self._layer.close_pools()

    async def want_shard(self, channel: str, wanted: Callable[[], bool]) -> None:
        """Hear a shard of positions, or not any more, as `wanted` says when it is this call's turn."""
        await self._set("shard", channel, wanted, self._pubsub.subscribe, self._pubsub.unsubscribe)

    async def want_group(self, group: str, wanted: Callable[[], bool]) -> None:
        await self._set("group", group, wanted, self._join_group, self._leave_group)

    async def _set(
        self,
        kind: str,
        name: str,
        wanted: Callable[[], bool],
        join: Callable[[str], Awaitable],
        leave: Callable[[str], Awaitable],
    ) -> None:
        async with self._change:
            joined = self._joined[kind]
            if self._dead or wanted() == (name in joined):
                return
            if name in joined:
                joined.discard(name)
                await leave(name)
            else:
                await join(name)
                joined.add(name)

    def _join_group(self, group: str) -> Awaitable:
        return self._layer.group_add(group, self._channel)

    def _leave_group(self, group: str) -> Awaitable:
        return self._layer.group_discard(group, self._channel)

    async def rejoin_groups(self) -> None:
        """Membership of a group fades after a day."""
        async with self._change:
            for group in self._joined["group"]:
                await self._join_group(group)

    async def _hear_pubsub(self) -> None:
        async for message in self._pubsub.listen():
            if message["channel"] == self._ping_channel:
                self._silent_s["pubsub"] = 0.0
            else:
                self._locations(message["data"].decode())

    async def _hear_layer(self) -> None:
        while True:
            with suppress(redis.TimedOut):
                self._hear_hint(await self._layer.receive(self._channel))

    def _hear_hint(self, message: dict) -> None:
        if message["type"] == "ping":
            self._silent_s["layer"] = 0.0
        else:
            self._hint(message)

    async def _ping(self) -> None:
        while True:
            with suppress(redis.TimedOut):
                await redis.async_client().publish(self._ping_channel, b"")
                await self._layer.send(self._channel, {"type": "ping"})
            await asyncio.sleep(PING_S)

    async def _watch(self) -> None:
        """Returns when a line was silent for LOST_S, in looks of LOOK_S. A late one counts for nothing."""
        while max(self._silent_s.values()) < LOST_S:
            began = time.monotonic()
            await asyncio.sleep(LOOK_S)
            if time.monotonic() - began < 2 * LOOK_S:
                for line in self._silent_s:
                    self._silent_s[line] += LOOK_S

    async def _until_lost(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
            reason = "silent"
        except Exception as error:
            reason = repr(error)
        if not self._dead:
            self._dead = True
            log.warning("redis_lines_lost", line=work.__name__, reason=reason)
            self._lost(self)
