"""The few threads in which sockets touch the database. Each call begins and ends with its connections in order."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

P = ParamSpec("P")
T = TypeVar("T")

# As many as run at once; more commands wait in their sockets, which read no further frame meanwhile.
THREADS = 8
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="realtime")


def in_thread(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    return database_sync_to_async(function, thread_sensitive=False, executor=_pool)
