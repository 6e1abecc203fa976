"""Positions to followers in any process: one pipelined PUBLISH per shard and batch, nothing stored.

Channel names are hashed, so that a process subscribes to a bounded number of channels and hears only the shards its own
followers need. A frame is encoded once here and goes to every socket as it is.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from zlib import crc32

from apps.kernel import redis
from apps.realtime.contracts import encode

SHARDS = 64
TOPIC_END, FRAME_END = "\0", "\n"  # neither occurs in a topic or in compact JSON


async def relay_locations(batch: Iterable[tuple[str, bytes | dict]]) -> None:
    """Send each (topic, location) to the topic's followers. A dict becomes a `location` frame; bytes are one already.

    Raises kernel.redis.Unavailable; the positions of a lost batch are not sent later, newer ones follow.
    """
    lines = defaultdict(list)
    for topic, location in batch:
        lines[shard_channel(topic)].append(topic + TOPIC_END + _text(topic, location))
    async with redis.async_client().pipeline(transaction=False) as pipeline:
        for channel, frames in lines.items():
            pipeline.publish(channel, FRAME_END.join(frames))
        await pipeline.execute()


def shard_channel(topic: str) -> str:
    return _channel(crc32(topic.encode()) % SHARDS)


@cache
def _channel(shard: int) -> str:
    return redis.key("loc", shard)


def _text(topic: str, location: bytes | dict) -> str:
    if isinstance(location, bytes):
        return location.decode()
    return encode({"type": "location", "topic": topic, **location})
