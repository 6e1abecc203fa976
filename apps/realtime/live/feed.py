"""One socket's reading of one stream: every valid message once, in order, whatever hints get lost."""

import asyncio

import structlog

from apps.realtime import selectors
from apps.realtime.contracts import encode
from apps.realtime.live import metrics
from apps.realtime.live.session import Session
from apps.realtime.live.threads import in_thread

log = structlog.get_logger(__name__)
_read = in_thread(selectors.messages)


class Feed:
    """`reached` is the number up to which the socket has what it is owed; a hint right after it is passed on as it is,
    a later one means that some were missed, and the database is read from `reached` on."""

    def __init__(self, session: Session, stream: str, *, after: int) -> None:
        self.stream = stream
        self.reached = after
        self._session = session
        self._known = 0
        self._started = False
        self._reading: asyncio.Task | None = None

    @property
    def is_idle(self) -> bool:
        return self._started and self._reading is None

    def start(self) -> None:
        """Send what is stored and still valid. Until then hints are only noted: the group is being joined."""
        self._started = True
        self._reading = asyncio.create_task(self._read_back())

    def hint(self, seq: int, text: str) -> None:
        """The stream has reached `seq`; `text` is the frame of that message."""
        if self.is_idle and seq == self.reached + 1:
            self.reached = seq
            self._session.put(text)
        else:
            self.reaches(seq)

    def reaches(self, seq: int) -> None:
        """The stream has reached `seq`: read what is missing."""
        self._known = max(self._known, seq)
        if self.is_idle and self._known > self.reached:
            metrics.gaps.inc()
            self.start()

    def stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    async def _read_back(self) -> None:
        try:
            while await self._read_page():
                pass
        except Exception:
            log.exception("stream_not_read", stream=self.stream)
            self._session.restart()
        finally:
            self._reading = None

    async def _read_page(self) -> bool:
        """Send one page. True when there is more: the page was full, or a hint came while it was read."""
        await self._session.outgoing.drained()
        known = self._known
        page = await _read(self.stream, after=self.reached)
        for frame in page.frames:
            self._session.put(encode(frame))
        if page.reached == self.reached and self._known == known:
            self._known = page.reached  # a number that is not there is not waited for
        self.reached = page.reached  # also past numbers that are not valid any more
        self._known = max(self._known, page.last_seq)
        return self._known > self.reached
