"""The hint that a stream has a new message. It carries the frame, so that a socket in order need not read it back.

Losing a hint costs time, never a message: sockets look into the database every few seconds.
"""

import asyncio
import time

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

PATIENCE_S = 2
PAUSE_S = 5  # after a failure no hint is tried for so long: a broken Redis must not slow every commit down

log = structlog.get_logger(__name__)
_paused_until = 0.0


def group_of(stream: str) -> str:
    """A channel-layer group: its alphabet has no colon."""
    return "stream." + stream.replace(":", ".")


def hint(stream: str, seq: int, text: str) -> None:
    global _paused_until
    if time.monotonic() < _paused_until:
        return
    try:
        async_to_sync(_send)(group_of(stream), {"type": "hint", "stream": stream, "seq": seq, "text": text})
    except Exception as error:
        _paused_until = time.monotonic() + PAUSE_S
        log.warning("stream_hint_lost", stream=stream, seq=seq, error=repr(error))


async def _send(group: str, message: dict) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await get_channel_layer().group_send(group, message)
