"""The day, played again: rounds of matching as live ones are timed, in simulated time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from apps.dispatch.algorithms.candidates import metres_between, unit_vectors
from apps.dispatch.algorithms.matching import match
from apps.dispatch.algorithms.problem import Match, Supply, Task, Terms
from apps.dispatch.algorithms.replay.drivers import CATEGORY, Drivers
from apps.dispatch.algorithms.replay.recording import Appearances, Floats, Trips

Travel = Callable[[Floats, float], Floats]
"""Seconds by road for great-circle metres, leaving at a Unix time."""

Progress = Callable[[int], None]
"""Told now and then how many trips have been asked for."""


@dataclass(frozen=True)
class Rules:
    """What of a matching policy counts when every driver accepts."""

    solver: str
    terms: Terms
    radii_m: tuple[int, ...]
    window_s: float
    retry_s: float
    patience_s: float
    forward_s: float
    jobs_a_round: int


@dataclass(frozen=True)
class Played:
    """What became of each trip (NaN: it was not served), and the wall seconds of each batch that was matched."""

    matched_at: Floats
    eta_s: Floats
    approach_m: Floats
    batch_s: Floats

    @property
    def served(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.matched_at)


def joined(parts: Sequence[Played]) -> Played:
    """Days that were played one by one, as one."""
    return Played(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Played)))


def play(
    trips: Trips,
    appearances: Appearances,
    rules: Rules,
    travel: Travel,
    on_progress: Progress = lambda _asked: None,
    timer: Callable[[], float] = time.perf_counter,
) -> Played:
    """Match `trips` with the drivers that turn up, by `rules`."""
    _warm(rules.solver)
    city = _City(trips, Drivers(appearances, rules.forward_s), rules, travel, timer)
    while (due := city.next_round()) is not None:
        city.run_round(due)
        on_progress(city.asked)
    on_progress(len(trips))
    return city.played()


def _warm(solver: str) -> None:
    """The first use of a solver loads SciPy: no batch is to be charged for that."""
    beside = [Task(UUID(int=each), 0.0, 0.0, CATEGORY, 0.0, radius_m=1.0) for each in range(2)]
    match(beside, [Supply(each.id, 0.0, 0.0, CATEGORY) for each in beside], Terms(), lambda metres: metres, solver)


class _City:
    def __init__(
        self, trips: Trips, drivers: Drivers, rules: Rules, travel: Travel, timer: Callable[[], float]
    ) -> None:
        self._trips, self._drivers, self._rules, self._travel, self._timer = trips, drivers, rules, travel, timer
        self._pickups = unit_vectors(trips.pickup)
        self._metres = metres_between(trips.pickup, trips.dropoff)
        self._waiting = np.empty(0, dtype=np.int64)
        self._tries = np.zeros(len(trips), dtype=np.int64)
        self._matched_at, self._eta_s, self._approach_m = (np.full(len(trips), np.nan) for _ in range(3))
        self._batch_s: list[float] = []
        self._last_round = -np.inf
        self.asked = 0

    def next_round(self) -> float | None:
        """A window after the next request, or a retry after the last round if somebody still waits."""
        moments = [self._last_round + self._rules.retry_s] if len(self._waiting) else []
        if self.asked < len(self._trips):
            moments.append(float(self._trips.requested_at[self.asked]) + self._rules.window_s)
        return min(moments, default=None)

    def run_round(self, now: float) -> None:
        self._hear(now)
        self._drivers.advance(now)
        self._last_round = now
        taken, available = self._those_taken(), self._drivers.available(now)
        if len(taken) and len(available):
            self._settle(self._match(taken, available, now), now)
        self._tries[taken] += 1
        self._waiting = self._waiting[np.isnan(self._matched_at[self._waiting])]

    def played(self) -> Played:
        return Played(self._matched_at, self._eta_s, self._approach_m, np.array(self._batch_s))

    def _hear(self, now: float) -> None:
        """New requests come in, and those whose patience is over go."""
        asked = int(np.searchsorted(self._trips.requested_at, now, side="right"))
        waiting = np.concatenate([self._waiting, np.arange(self.asked, asked)])
        self._waiting = waiting[self._trips.requested_at[waiting] + self._rules.patience_s > now]
        self.asked = asked

    def _those_taken(self) -> NDArray[np.int64]:
        """As live: those tried least often first, then the oldest."""
        if len(self._waiting) <= self._rules.jobs_a_round:
            return self._waiting
        turns = np.lexsort((self._waiting, self._tries[self._waiting]))
        return self._waiting[turns[: self._rules.jobs_a_round]]

    def _match(self, taken: NDArray[np.int64], available: NDArray[np.int64], now: float) -> list[Match]:
        tasks, terms = self._tasks(taken, now), self._rules.terms
        start = self._timer()
        supply = self._drivers.near(self._pickups[taken], terms.candidates_per_job, available, now)
        found = match(tasks, supply, terms, partial(self._seconds, at=now), self._rules.solver)
        self._batch_s.append(self._timer() - start)
        return found

    def _tasks(self, taken: NDArray[np.int64], now: float) -> list[Task]:
        radii = self._rules.radii_m
        rows = zip(
            taken.tolist(),
            self._trips.pickup[taken].tolist(),
            (now - self._trips.requested_at[taken]).tolist(),
            np.minimum(self._tries[taken], len(radii) - 1).tolist(),
            strict=True,
        )
        return [
            Task(UUID(int=trip), lat, lng, CATEGORY, waiting_s, radii[step])
            for trip, (lat, lng), waiting_s, step in rows
        ]

    def _settle(self, matches: list[Match], now: float) -> None:
        """Every driver accepts, drives to the pickup (after the trip under way) and then the trip."""
        trips = np.array([each.task_id.int for each in matches], dtype=np.int64)
        etas = np.array([each.eta_s for each in matches])
        self._matched_at[trips] = now
        self._eta_s[trips] = etas
        self._approach_m[trips] = [each.distance_m for each in matches]
        ends = now + etas + self._durations(trips, now)
        for each, ends_at, (lat, lng) in zip(matches, ends.tolist(), self._trips.dropoff[trips].tolist(), strict=True):
            self._drivers.send(each.driver_id.int, ends_at, (lat, lng))

    def _durations(self, trips: NDArray[np.int64], now: float) -> Floats:
        known = self._trips.duration_s[trips]
        return np.where(np.isnan(known), self._travel(self._metres[trips], now), known)

    def _seconds(self, metres: Floats, at: float) -> Floats:
        return self._travel(metres, at)
