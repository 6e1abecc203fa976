"""Health for load balancers: `live` says the process answers, `ready` that it can serve.

The checks are listed here one by one; a default set that asks mail and DNS answers 500 on a closed network. Anybody may
ask, so an answer is kept for a moment and costs next to nothing.
"""

import time
from collections.abc import Callable
from functools import cache

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from apps.kernel import redis

KEPT_S = 1.0


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@cache
def _migrations() -> None:
    """Once they are all there they stay: a pass is remembered, a failure is not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("migrations are pending")


def _redis() -> None:
    redis.client().set(redis.key("health"), 1, ex=60)  # a full server still answers a ping


# Without the needed ones nothing can be served. Without the others REST still works, as it must when Redis is down.
NEEDED: dict[str, Callable[[], None]] = {"database": _database, "migrations": _migrations}
WANTED: dict[str, Callable[[], None]] = {"redis": _redis}

_kept: tuple[float, dict] = (float("-inf"), {})


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 ok or degraded, else 503; names what failed, never why: this page is public."""
    global _kept
    if time.monotonic() - _kept[0] > KEPT_S:
        _kept = time.monotonic(), _look()
    answer = _kept[1]
    return JsonResponse(answer, status=503 if answer["status"] == "failed" else 200)


def _look() -> dict:
    missing = [name for name, check in NEEDED.items() if not _passes(check)]
    missed = [name for name, check in WANTED.items() if not _passes(check)]
    status = "failed" if missing else "degraded" if missed else "ok"
    return {"status": status, "failed": missing + missed}


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        return False
    return True
