"""Road-routing engines over HTTP, chosen by settings. An engine in trouble costs its time-out, never an error."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

import structlog
from django.conf import settings
from prometheus_client import Histogram

from apps.geo.contracts import Estimate, Point
from apps.geo.engines import osrm, valhalla
from apps.geo.engines.answers import SNAP_M
from apps.geo.engines.breaker import Breaker
from apps.geo.engines.transport import EngineFailed, NoRoute, Transport

Route = Callable[[Transport, Sequence[Point], datetime, bool], Estimate]

BUILT_IN = "builtin"
ROUTES: dict[str, Route] = {"valhalla": valhalla.route, "osrm": osrm.route}
FASTEST_M_S = 70.0

log = structlog.get_logger(__name__)
asked = Histogram(
    "superapp_eta_engine_seconds", "Seconds that the routing engine took, by engine and outcome.", ["engine", "outcome"]
)


def ask(stops: Sequence[Point], at: datetime, *, straight_m: float, with_geometry: bool = False) -> Estimate | None:
    """The engine's answer for a way over `stops`, leaving at `at` (on the zone's clock).

    None when no engine is configured, when it fails or is left alone for having failed, when it knows no way, and when
    its answer cannot be true of points `straight_m` apart.
    """
    if settings.ETA_ENGINE == BUILT_IN:
        return None
    engine = _engine(
        settings.ETA_ENGINE,
        settings.ETA_ENGINE_URL,
        settings.ETA_ENGINE_TIMEOUT_S,
        settings.ETA_ENGINE_CONNECT_TIMEOUT_S,
        settings.ETA_ENGINE_CONNECTIONS,
        settings.ETA_ENGINE_FAILURES,
        settings.ETA_ENGINE_PAUSE_S,
    )
    return engine.ask(stops, at, straight_m, with_geometry)


def forget() -> None:
    """Begin anew, with closed breakers and no connections: for tests."""
    _engine.cache_clear()


@cache
def _engine(
    name: str, url: str, timeout_s: float, connect_s: float, connections: int, failures: int, pause_s: float
) -> "_Engine":
    transport = Transport(url, timeout_s=timeout_s, connect_timeout_s=connect_s, connections=connections)
    return _Engine(name, transport, Breaker(failures, pause_s))


class _Engine:
    """One engine with its connections and its breaker, shared by the threads of a process."""

    def __init__(self, name: str, transport: Transport, breaker: Breaker) -> None:
        self._name, self._transport, self._breaker = name, transport, breaker

    def ask(self, stops: Sequence[Point], at: datetime, straight_m: float, with_geometry: bool) -> Estimate | None:
        if not self._breaker.admits():
            return None
        began = time.monotonic()
        answer, outcome = self._try(stops, at, straight_m, with_geometry)
        asked.labels(self._name, outcome).observe(time.monotonic() - began)
        return answer

    def _try(
        self, stops: Sequence[Point], at: datetime, straight_m: float, with_geometry: bool
    ) -> tuple[Estimate | None, str]:
        try:
            answer = ROUTES[self._name](self._transport, stops, at, with_geometry)
        except NoRoute:
            self._note_success()
            return None, "no_route"
        except EngineFailed as failure:
            self._note_failure(failure.reason, failure)
            return None, failure.reason
        except Exception as error:  # an answer of an unknown shape
            self._note_failure("garbage", error)
            return None, "garbage"
        self._note_success()
        return (answer, "answered") if _is_plausible(answer, straight_m, len(stops)) else (None, "implausible")

    def _note_success(self) -> None:
        if self._breaker.succeeded():
            log.info("eta_engine_back", engine=self._name)

    def _note_failure(self, reason: str, error: Exception) -> None:
        opened = self._breaker.failed()
        log.warning("eta_engine_failed", engine=self._name, reason=reason, error=str(error)[:200], left_alone=opened)


def _is_plausible(answer: Estimate, straight_m: float, stops: int) -> bool:
    """Not shorter than the straight line, but for what snapping to the road may take off at both ends of each leg."""
    shortest_m = straight_m * 0.99 - 2 * SNAP_M * (stops - 1)
    return answer.distance_m >= shortest_m and answer.duration_s >= answer.distance_m / FASTEST_M_S
