"""One open socket of one person, as its process knows it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog

from apps.accounts.contracts import Identity
from apps.kernel import clock
from apps.realtime.contracts import Close, encode
from apps.realtime.live import metrics
from apps.realtime.live.bucket import Bucket
from apps.realtime.live.outgoing import Outgoing, Send

FRAMES_PER_S, FRAMES_AT_ONCE = 30, 60
SUBSCRIBES_PER_S, SUBSCRIBES_AT_ONCE = 2, 25  # each asks the database; at once: `me` and all topics, on connecting
CLOSE_PATIENCE_S = 10.0

log = structlog.get_logger(__name__)


class Session:
    """`abandon` is called when the client does not even read the close: its connection is full for good."""

    def __init__(self, identity: Identity, send: Send, abandon: Callable[[], object]) -> None:
        self.identity = identity
        self.outgoing = Outgoing(send)
        self.topics: set[str] = set()
        self.streams: set[str] = set()
        self.opened_at: datetime = clock.wall()
        self.heard_at: datetime = self.opened_at
        self.ended = False
        self._bucket = Bucket(rate=FRAMES_PER_S, burst=FRAMES_AT_ONCE)
        self._subscribes = Bucket(rate=SUBSCRIBES_PER_S, burst=SUBSCRIBES_AT_ONCE)
        self._abandon = abandon
        self._abandoning: asyncio.TimerHandle | None = None
        self._writer = asyncio.create_task(self._write())

    def hear(self) -> bool:
        """A frame came in; False when it is one too many."""
        self.heard_at = clock.wall()
        return self._bucket.take()

    def may_subscribe(self) -> bool:
        """False when it is one subscription too many."""
        return self._subscribes.take()

    def say(self, frame: dict) -> None:
        self.put(encode(frame))

    def put(self, text: str) -> None:
        if not self.outgoing.put(text):
            self.end(Close.SLOW_READER)

    def restart(self) -> None:
        """Have the client come back and resume."""
        self.end(Close.RESTART)

    def end(self, code: Close) -> None:
        """Close the socket; the first reason counts. Its disconnect then takes it out of the hub."""
        if not self.ended:
            self.ended = True
            metrics.closes.labels(int(code)).inc()
            self.outgoing.close(code)
            self._abandoning = asyncio.get_running_loop().call_later(CLOSE_PATIENCE_S, self._abandon)

    async def _write(self) -> None:
        try:
            await self.outgoing.write()
        except Exception as error:
            if not isinstance(error, OSError):  # that is a connection that has gone
                log.exception("socket_not_written")
            self.restart()
            with suppress(Exception):
                await self.outgoing.write()  # only the close is left

    def gone(self) -> None:
        """The connection is no more."""
        self.ended = True
        self.outgoing.close(Close.GOING_AWAY)
        self._writer.cancel()
        if self._abandoning is not None:
            self._abandoning.cancel()
