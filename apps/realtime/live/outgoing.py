"""What waits to go out on one socket. Bounded, whatever the reader does."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from apps.realtime.live import metrics

Send = Callable[[dict], Awaitable[None]]
LIMIT = 200


class Outgoing:
    """Ordered frames up to LIMIT, and one newest frame a topic. One writer drains both, ordered frames first.

    The writer waits while the client's connection is full; meanwhile newer positions replace older ones here.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._ordered: deque[str] = deque()
        self._latest: dict[str, str] = {}
        self._close_code: int | None = None
        self._wake = asyncio.Event()
        self._empty = asyncio.Event()

    def __len__(self) -> int:
        return len(self._ordered) + len(self._latest)

    def put(self, text: str) -> bool:
        """Queue an ordered frame; False when the queue is full."""
        if self._close_code is not None:
            return True  # nobody is listening any more
        if len(self._ordered) >= LIMIT:
            return False
        self._ordered.append(text)
        self._empty.clear()
        self._wake.set()
        return True

    def put_latest(self, topic: str, text: str) -> None:
        if self._close_code is not None:
            return
        if topic in self._latest:
            metrics.locations_dropped.inc()
        self._latest[topic] = text
        self._wake.set()

    def forget(self, topic: str) -> None:
        self._latest.pop(topic, None)

    async def drained(self) -> None:
        """Wait until no ordered frame waits: for those who bring many."""
        if self._ordered:
            await self._empty.wait()

    def close(self, code: int) -> None:
        """Drop what waits; the writer's last frame is the close."""
        self._ordered.clear()
        self._latest.clear()
        self._close_code = code
        self._empty.set()
        self._wake.set()

    async def write(self) -> None:
        """The writer: runs until the close is sent. Raises what sending raises."""
        while self._close_code is None:
            await self._write_next()
        await self._send({"type": "websocket.close", "code": self._close_code})

    async def _write_next(self) -> None:
        if self._ordered:
            text, counter = self._ordered.popleft(), metrics.ordered_out
        elif self._latest:
            text, counter = self._latest.pop(next(iter(self._latest))), metrics.latest_out
        else:
            self._wake.clear()
            await self._wake.wait()
            return
        if not self._ordered:
            self._empty.set()
        await self._send({"type": "websocket.send", "text": text})
        counter.inc()
