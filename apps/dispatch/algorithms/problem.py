"""A matching problem and its answer as plain data, so that a recorded day can be replayed offline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from apps.dispatch.states import RunSlot

TravelSeconds = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Seconds by road for great-circle metres."""


@dataclass(frozen=True)
class Task:
    """A job: where, how long it waits (a head start included), how far we look, and whom it suits.

    `fallbacks` are other categories that will do. `excluded` drivers do not get it; with `reserved_for`, nobody else
    does, however far. `penalties` are seconds by driver, added to the ETA (a driver whose app did not answer the last
    offer); `favourites` are drivers whom the person would like to have. `slowness` is how much longer a metre takes
    around the pickup than elsewhere.
    """

    id: UUID
    lat: float
    lng: float
    category: str
    waiting_s: float
    radius_m: float
    excluded: frozenset[UUID] = frozenset()
    penalties: Mapping[UUID, float] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    favourites: frozenset[UUID] = frozenset()
    slowness: float = 1.0
    reserved_for: frozenset[UUID] | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """Categories that will do, the task's own first."""
        return (self.category, *self.fallbacks)


@dataclass(frozen=True)
class Supply:
    """A driver who may be matched: now, or at this place in `free_in_s` seconds, when the run under way is over."""

    id: UUID
    lat: float
    lng: float
    category: str
    also_serves: frozenset[str] = frozenset()
    free_in_s: float | None = None

    @property
    def slot(self) -> RunSlot:
        return RunSlot.CURRENT if self.free_in_s is None else RunSlot.NEXT

    def serves(self, category: str) -> bool:
        return category == self.category or category in self.also_serves


@dataclass(frozen=True)
class Terms:
    """A policy, as far as the kernel knows it. Weights and bonuses are seconds of ETA."""

    candidates_per_job: int = 12
    waiting_weight: float = 0.5
    budget_s: float = 0.4
    favourite_bonus_s: float = 60.0
    fallback_penalty_s: float = 120.0
    forward_penalty_s: float = 30.0


class Edge(NamedTuple):
    """Task row and driver column, with the metres and the seconds until the pickup; `cost` is what is minimised."""

    task: int
    driver: int
    distance_m: float
    eta_s: float
    cost: float


class Match(NamedTuple):
    """`category` is what the driver serves the task as (empty: its own); `slot` next: after their current run."""

    task_id: UUID
    driver_id: UUID
    distance_m: float
    eta_s: float
    category: str = ""
    slot: str = RunSlot.CURRENT


class Solution(NamedTuple):
    """The chosen edges, and how many tasks were solved greedily because the solver's time was up."""

    chosen: list[Edge]
    late: int = 0


class Decision(NamedTuple):
    """The matches, all edges they were chosen from, and `late` as in Solution."""

    matches: list[Match]
    edges: list[Edge]
    late: int = 0
