"""Django's cache, kept in Redis, and in this process while Redis is out.

Only other people's code asks it: allauth counts tries at signing in and remembers codes that were used, Unfold keeps
what a search found. Staff must come in while Redis is down, so then each process counts for itself. The lock after
wrong passwords is in the database (axes) and does not notice.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from apps.kernel import redis

OWN_ENTRIES = 10_000  # past this the process forgets what was longest not asked for


class _Client(RedisCacheClient):
    """Through the process's own client, which waits two seconds at most and is refused at once in an outage."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return redis.client()


def _or_own(name: str) -> Callable[..., Any]:
    def ask(cache: "Cache", *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(cache, *args, **kwargs)
        except redis.Unavailable:
            return getattr(cache.own, name)(*args, **kwargs)

    return ask


class Cache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
        self.own = LocMemCache("while-redis-is-out", params | {"OPTIONS": {"MAX_ENTRIES": OWN_ENTRIES}})

    add, get, set, touch, delete = map(_or_own, ("add", "get", "set", "touch", "delete"))
    has_key, incr, get_many, set_many, delete_many = map(
        _or_own, ("has_key", "incr", "get_many", "set_many", "delete_many")
    )

    def clear(self) -> None:
        """Both: nothing of an outage is left for the next one. Raises redis.Unavailable."""
        self.own.clear()
        super().clear()
