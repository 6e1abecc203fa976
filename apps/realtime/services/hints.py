"""The hint that a stream has a new message. It carries the frame, so that a socket in order need not read it back.

Losing a hint costs time, never a message: sockets look into the database every few seconds. So nobody waits for one:
hints leave from an event loop of their own, one a process, whose connection to Redis stays open.
"""

import asyncio
import os
import threading
import time
from concurrent.futures import Future
from functools import cache, partial

import structlog
from channels.layers import get_channel_layer

PATIENCE_S = 2
PAUSE_S = 5  # after a failure no hint is tried for so long
MOST_ON_THE_WAY = 1_000

log = structlog.get_logger(__name__)
_paused_until = 0.0
_on_the_way: set[Future] = set()


def group_of(stream: str) -> str:
    """A channel-layer group: its alphabet has no colon."""
    return "stream." + stream.replace(":", ".")


def hint(stream: str, seq: int, text: str) -> None:
    if time.monotonic() < _paused_until or len(_on_the_way) >= MOST_ON_THE_WAY:
        return
    message = {"type": "hint", "stream": stream, "seq": seq, "text": text}
    sending = asyncio.run_coroutine_threadsafe(_send(group_of(stream), message), _loop())
    _on_the_way.add(sending)
    sending.add_done_callback(partial(_note, stream, seq))


def _note(stream: str, seq: int, sent: Future) -> None:
    global _paused_until
    _on_the_way.discard(sent)
    if error := sent.exception():
        _paused_until = time.monotonic() + PAUSE_S
        log.warning("stream_hint_lost", stream=stream, seq=seq, error=repr(error))


async def _send(group: str, message: dict) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await get_channel_layer().group_send(group, message)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="stream-hints", daemon=True).start()
    return loop


os.register_at_fork(after_in_child=_loop.cache_clear)  # a thread does not live on in a forked worker
