"""Redis clients with time-outs: one a process for sync code, one an event loop for async code.

A server that hangs must not make every caller wait for its time-out in turn: after one did, the process asks nothing
more of Redis for a moment, and callers are refused at once.
"""

import asyncio
import time
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis import ConnectionError as Unreachable
from redis import TimeoutError as TimedOut
from redis.backoff import NoBackoff
from redis.retry import Retry

_async_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()

# A server that is full, or a replica since a failover, answers and does nothing: for callers it is not there.
Unavailable = (Unreachable, TimedOut, redis.OutOfMemoryError, redis.ReadOnlyError)
PAUSE_S = 2.0

_out_until = float("-inf")


def is_out() -> bool:
    """Whether Redis failed this process a moment ago."""
    return time.monotonic() < _out_until


def ask_only_if_up() -> None:
    """Raises Unreachable when it is known to be out: async callers that others wait for say this first."""
    if is_out():
        raise Unreachable("Redis did not answer a moment ago")


def note_outage() -> None:
    global _out_until
    _out_until = time.monotonic() + PAUSE_S


class _Client(redis.Redis):
    """Refuses at once while Redis is known to be out. Pipelines are not covered: only sweeps use them in sync code."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        ask_only_if_up()
        try:
            return super().execute_command(*args, **options)
        except Unavailable:
            note_outage()
            raise


def _options() -> dict:
    return {
        "socket_timeout": settings.REDIS_SOCKET_TIMEOUT_S,
        "socket_connect_timeout": settings.REDIS_SOCKET_TIMEOUT_S,
        "socket_keepalive": True,
        "health_check_interval": 15,
    }


@cache
def client() -> redis.Redis:
    """A connection that went stale is made anew, once and at once: waiting out an outage is not a caller's task."""
    once = Retry(NoBackoff(), retries=1, supported_errors=(Unreachable,))
    patience = dict.fromkeys(("socket_timeout", "socket_connect_timeout"), settings.REDIS_CALL_TIMEOUT_S)
    return _Client.from_url(settings.REDIS_URL, **_options() | patience, retry=once)


def async_client() -> redis.asyncio.Redis:
    """The client of the running loop. Pub/sub connections are taken from it too: these must not come back by
    themselves, for what was said meanwhile is lost, and whoever listened must know."""
    loop = asyncio.get_running_loop()
    if loop not in _async_clients:
        # It waits for a free connection: when thousands reconnect at once, a full pool is no reason to refuse them.
        pool = redis.asyncio.BlockingConnectionPool.from_url(settings.REDIS_URL, max_connections=50, **_options())
        _async_clients[loop] = redis.asyncio.Redis(connection_pool=pool)
    return _async_clients[loop]


def key(*parts: object) -> str:
    """`prefix:a:b`, so that several installations share a server without meeting."""
    return ":".join([settings.REDIS_KEY_PREFIX, *map(str, parts)])
