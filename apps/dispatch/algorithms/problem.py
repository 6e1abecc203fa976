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
    """A job: where, how long it waits, how far we look, and whom it must not or should rather not go to.

    `penalties` are seconds by driver, added to the ETA (a driver whose app did not answer the last offer).
    """

    id: UUID
    lat: float
    lng: float
    category: str
    waiting_s: float
    radius_m: float
    excluded: frozenset[UUID] = frozenset()
    penalties: Mapping[UUID, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Supply:
    """A driver who may be matched."""

    id: UUID
    lat: float
    lng: float
    category: str


@dataclass(frozen=True)
class Terms:
    candidates_per_job: int = 12
    waiting_weight: float = 0.5
    budget_s: float = 0.4


class Edge(NamedTuple):
    """Task row and driver column, with the metres and seconds between them; `cost` is what is minimised."""

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
