"""The drivers of a replay. What changes is changed in place: nothing here loops over all drivers in Python."""

import heapq
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from apps.dispatch.algorithms.candidates import unit_vectors
from apps.dispatch.algorithms.problem import Supply
from apps.dispatch.algorithms.replay.recording import Appearances, Floats

CATEGORY = "standard"  # a recording does not say which car somebody asked for: every car serves every trip
PAIRS_AT_ONCE = 2_000_000  # some 16 MB

Place = tuple[float, float]


class Drivers:
    """Who is free, or free soon, and where."""

    def __init__(self, appearances: Appearances, forward_s: float) -> None:
        count = appearances.drivers
        self._appearances = appearances
        self._appeared = unit_vectors(appearances.place)
        self._turned_up = 0  # how many of the appearances are past
        self._forward_s = forward_s
        self._until = np.full(count, -np.inf)  # online
        self._free_at = np.full(count, -np.inf)  # the end of the trip under way
        self._followed = np.zeros(count, dtype=bool)  # by a next trip
        self._places: list[Place] = [(0.0, 0.0)] * count  # where they are, or will be when they are free
        self._vectors = np.zeros((count, 3))
        self._ends: list[tuple[float, int]] = []  # a heap of trips under way, and of next ones: when, who

    def advance(self, now: float) -> None:
        """Everything up to `now`, in order: trips end, drivers turn up."""
        at = self._appearances.at
        while True:
            turns_up = at[self._turned_up] if self._turned_up < len(at) else np.inf
            ends = self._ends[0][0] if self._ends else np.inf
            if min(turns_up, ends) > now:
                return
            self._end_trip() if ends <= turns_up else self._turn_up()

    def available(self, now: float) -> NDArray[np.int64]:
        """Who is free, or will be within the policy's forward seconds and has no next trip yet."""
        soon = now + self._forward_s if self._forward_s else -np.inf
        online = self._until > np.maximum(self._free_at, now)
        return np.flatnonzero(online & (self._free_at <= soon) & ~self._followed)

    def near(self, points: Floats, count: int, available: NDArray[np.int64], now: float) -> list[Supply]:
        """Those of `available` that are among the `count` nearest of any of `points` (unit vectors), and no others."""
        if len(available) > count:
            available = available[self._nearest(points, available, count)]
        free_in = (self._free_at[available] - now).tolist()
        return [
            Supply(UUID(int=driver), lat, lng, CATEGORY, free_in_s=seconds if seconds > 0 else None)
            for driver, seconds in zip(available.tolist(), free_in, strict=True)
            for lat, lng in [self._places[driver]]
        ]

    def send(self, driver: int, ends_at: float, dropoff: Place) -> None:
        """On a trip, after the one under way if there is one; free again at its end."""
        self._followed[driver] = self._free_at[driver] > -np.inf
        self._free_at[driver] = ends_at
        self._stand(driver, dropoff, unit_vectors([dropoff])[0])
        heapq.heappush(self._ends, (ends_at, driver))

    def _nearest(self, points: Floats, available: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
        vectors, at_once = self._vectors[available].T, max(1, PAIRS_AT_ONCE // len(available))
        chosen = np.zeros(len(available), dtype=bool)
        for start in range(0, len(points), at_once):
            closeness = points[start : start + at_once] @ vectors
            chosen[np.argpartition(closeness, -count, axis=1)[:, -count:]] = True
        return chosen

    def _end_trip(self) -> None:
        """The next one begins, if there is one."""
        _at, driver = heapq.heappop(self._ends)
        if not self._followed[driver]:
            self._free_at[driver] = -np.inf
        self._followed[driver] = False

    def _turn_up(self) -> None:
        """Who is on a trip in the replay stays on it: only the end of the shift is news."""
        row, self._turned_up = self._turned_up, self._turned_up + 1
        driver = int(self._appearances.driver[row])
        self._until[driver] = self._appearances.until[row]
        if self._free_at[driver] == -np.inf:
            lat, lng = self._appearances.place[row].tolist()
            self._stand(driver, (lat, lng), self._appeared[row])

    def _stand(self, driver: int, place: Place, vector: Floats) -> None:
        self._places[driver] = place
        self._vectors[driver] = vector
