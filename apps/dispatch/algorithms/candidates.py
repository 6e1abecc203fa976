"""Who may serve what: the nearest drivers of each task, by a KD-tree over points on the unit sphere.

On the sphere a chord of length c (radius 1) spans 2·R·asin(c/2) metres, and nearer by chord is nearer by arc: the tree
is exact everywhere, date line and poles included.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.dispatch.algorithms import costs
from apps.dispatch.algorithms.problem import Edge, Supply, Task, Terms, TravelSeconds

Points = Sequence[tuple[float, float]] | NDArray[np.float64]
"""Rows of degrees (latitude, longitude)."""

EARTH_RADIUS_M = 6_371_008.8


def edges(tasks: Sequence[Task], drivers: Sequence[Supply], terms: Terms, travel: TravelSeconds) -> list[Edge]:
    """For each task and category that will do, up to `candidates_per_job` drivers within its radius, excluded ones
    left out. Who a task is reserved for gets that one or none.
    """
    found: dict[tuple[int, int], float] = {}
    have_turns = {driver_id for task in tasks for driver_id in task.reserved_for or ()}
    for category, rows in _rows_by_category(tasks).items():
        columns = [i for i, driver in enumerate(drivers) if driver.serves(category) and driver.id not in have_turns]
        if columns:
            found |= _near(tasks, rows, drivers, columns, terms)
    found |= _reserved(tasks, drivers)
    return _priced(tasks, drivers, found, terms, travel)


def nearest(
    points: Sequence[tuple[float, float]], radii_m: Sequence[float], others: Sequence[tuple[float, float]], count: int
) -> list[list[tuple[int, float]]]:
    """For each point up to `count` of `others` as (index, metres), nearest first, within the point's radius."""
    from scipy.spatial import cKDTree  # here, so that web processes do not pay for SciPy

    if not points or not others:
        return [[] for _ in points]
    tree = cKDTree(unit_vectors(others))
    chords, indices = tree.query(unit_vectors(points), k=list(range(1, min(count, len(others)) + 1)))
    return [
        [pair for pair in zip(row, distances, strict=True) if pair[1] <= radius]
        for row, distances, radius in zip(indices.tolist(), _metres(chords).tolist(), radii_m, strict=True)
    ]


def metres_between(points: Points, others: Points) -> NDArray[np.float64]:
    """Great-circle metres between the first of both, the second of both, …; one of them may be a single point."""
    return _metres(np.linalg.norm(unit_vectors(points) - unit_vectors(others), axis=1))


def _rows_by_category(tasks: Sequence[Task]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for row, task in enumerate(tasks):
        if task.reserved_for is None:
            for category in task.wanted:
                groups[category].append(row)
    return groups


def _near(
    tasks: Sequence[Task], rows: list[int], drivers: Sequence[Supply], columns: list[int], terms: Terms
) -> dict[tuple[int, int], float]:
    """(row, column) → metres. As many extra neighbours are asked for as the most excluding task excludes."""
    extra = max(len(tasks[row].excluded) for row in rows)
    neighbours = nearest(
        [(tasks[row].lat, tasks[row].lng) for row in rows],
        [tasks[row].radius_m for row in rows],
        [(drivers[column].lat, drivers[column].lng) for column in columns],
        terms.candidates_per_job + extra,
    )
    found = {}
    for row, near in zip(rows, neighbours, strict=True):
        excluded = tasks[row].excluded
        allowed = [(columns[i], m) for i, m in near if not excluded or drivers[columns[i]].id not in excluded]
        found.update({(row, column): metres for column, metres in allowed[: terms.candidates_per_job]})
    return found


def _reserved(tasks: Sequence[Task], drivers: Sequence[Supply]) -> dict[tuple[int, int], float]:
    columns = {driver.id: column for column, driver in enumerate(drivers)}
    pairs = [
        (row, columns[driver_id])
        for row, task in enumerate(tasks)
        for driver_id in task.reserved_for or ()
        if driver_id in columns
    ]
    metres = metres_between(
        [(tasks[row].lat, tasks[row].lng) for row, _ in pairs],
        [(drivers[column].lat, drivers[column].lng) for _, column in pairs],
    )
    return dict(zip(pairs, metres.tolist(), strict=True))


def _priced(
    tasks: Sequence[Task],
    drivers: Sequence[Supply],
    found: dict[tuple[int, int], float],
    terms: Terms,
    travel: TravelSeconds,
) -> list[Edge]:
    """The ETA counts from now: who is on a run first ends it."""
    driving = travel(np.fromiter(found.values(), dtype=np.float64, count=len(found))).tolist()
    priced = []
    for ((row, column), metres), seconds in zip(found.items(), driving, strict=True):
        task, driver = tasks[row], drivers[column]
        eta_s = seconds * task.slowness + (driver.free_in_s or 0.0)
        cost = eta_s + sum(costs.terms_of(task, driver, terms).values())
        priced.append(Edge(row, column, metres, eta_s, cost))
    return priced


def _metres(chords: NDArray[np.float64]) -> NDArray[np.float64]:
    return 2 * EARTH_RADIUS_M * np.arcsin(np.clip(chords / 2, 0, 1))


def unit_vectors(points: Points) -> NDArray[np.float64]:
    """Rows of x, y, z on the unit sphere, where near is near across the date line too."""
    lat, lng = np.radians(np.array(points, dtype=np.float64).reshape(-1, 2)).T
    return np.column_stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])
