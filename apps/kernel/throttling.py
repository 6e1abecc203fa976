"""Rates that hold across processes: counted in Redis by one atomic script."""

from collections.abc import Sequence

import structlog
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.kernel import redis

log = structlog.get_logger(__name__)

# A fixed window: the first hit sets its end. Returns how many hits, and the seconds until the window ends.
_HIT = """
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {hits, redis.call('TTL', KEYS[1])}
"""


def hit(name: str, limit: int, window_s: int) -> int:
    """Count one hit for `name`. Returns 0 if within `limit` a window, else the seconds to wait.

    Raises redis.Unavailable when Redis is down: the caller knows whether what it protects may then pass.
    """
    hits, ttl = redis.client().eval(_HIT, 1, redis.key("rate", name), window_s)
    return 0 if hits <= limit else max(ttl, 1)


class RequestRate(BaseThrottle):
    """So many requests a person (or address, before sign-in) a window.

    With Redis down requests pass: it guards comfort, not money. What protects something calls `hit` itself.
    """

    scope = ""

    def allow_request(self, request: Request, view: object) -> bool:
        kind, who = _caller(request)
        limit, window_s = settings.API_RATES[kind]
        try:
            self._wait = hit(f"{kind}:{who}", limit, window_s)
        except redis.Unavailable:
            log.warning("throttle_unavailable")
            return True
        return not self._wait

    def wait(self) -> float:
        return self._wait


def _caller(request: Request) -> Sequence[str]:
    if request.user is not None:
        return "person", str(request.user.pk)
    return "anonymous", request.META.get("REMOTE_ADDR", "")
