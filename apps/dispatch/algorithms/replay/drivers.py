"""The drivers of a replay. What changes is changed in place: nothing here loops over all drivers in Python."""

import heapq
from uuid import UUID

import numpy as np

from apps.dispatch.algorithms.problem import Supply
from apps.dispatch.algorithms.replay.recording import Appearances, Floats, unit_vectors

CATEGORY = "standard"  # a recording does not say which car somebody asked for: every car serves every trip
PAIRS_AT_ONCE = 2_000_000  # some 16 MB


class Drivers:
    def __init__(self, appearances: Appearances) -> None:
        count = appearances.drivers
        self._appearances = appearances
        self._vectors = np.zeros((count, 3))
        self._appeared = unit_vectors(appearances.place)
        self._supply: list[Supply | None] = [None] * count
        self._free = np.zeros(count, dtype=bool)
        self._busy = np.zeros(count, dtype=bool)
        self._until = np.full(count, -np.inf)
        self._turned_up = 0  # how many of the appearances are past
        self._ends: list[tuple[float, int, tuple[float, float]]] = []  # a heap of trips: when, who, where

    def advance(self, now: float) -> None:
        """Everything up to `now`, in order: trips end, drivers turn up, and go."""
        at = self._appearances.at
        while True:
            turns_up = at[self._turned_up] if self._turned_up < len(at) else np.inf
            ends = self._ends[0][0] if self._ends else np.inf
            if min(turns_up, ends) > now:
                break
            self._end_trip() if ends <= turns_up else self._turn_up()
        self._free &= self._until > now

    def any_free(self) -> bool:
        return bool(self._free.any())

    def near(self, points: Floats, count: int) -> list[Supply]:
        """The free drivers that are among the `count` nearest of any of `points` (unit vectors), and no others."""
        free = np.flatnonzero(self._free)
        if len(free) > count:
            free = free[self._nearest(points, free, count)]
        return [supply for supply in map(self._supply.__getitem__, free.tolist()) if supply]

    def send(self, driver: int, ends_at: float, dropoff: tuple[float, float]) -> None:
        """On a trip, to be free again at its end."""
        self._free[driver], self._busy[driver] = False, True
        heapq.heappush(self._ends, (ends_at, driver, dropoff))

    def _nearest(self, points: Floats, free: np.ndarray, count: int) -> np.ndarray:
        vectors, at_once = self._vectors[free].T, max(1, PAIRS_AT_ONCE // len(free))
        chosen = np.zeros(len(free), dtype=bool)
        for start in range(0, len(points), at_once):
            closeness = points[start : start + at_once] @ vectors
            chosen[np.argpartition(closeness, -count, axis=1)[:, -count:]] = True
        return chosen

    def _end_trip(self) -> None:
        _at, driver, dropoff = heapq.heappop(self._ends)
        self._busy[driver] = False
        self._stand(driver, dropoff, unit_vectors(np.array([dropoff]))[0])

    def _turn_up(self) -> None:
        """Who is on a trip in the replay stays on it: only the end of the shift is news."""
        row, self._turned_up = self._turned_up, self._turned_up + 1
        driver = int(self._appearances.driver[row])
        self._until[driver] = self._appearances.until[row]
        if not self._busy[driver]:
            lat, lng = self._appearances.place[row].tolist()
            self._stand(driver, (lat, lng), self._appeared[row])

    def _stand(self, driver: int, place: tuple[float, float], vector: Floats) -> None:
        self._free[driver] = True
        self._vectors[driver] = vector
        self._supply[driver] = Supply(UUID(int=driver), *place, CATEGORY)
