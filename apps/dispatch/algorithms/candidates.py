"""Who may serve what: the nearest drivers of each task, by a KD-tree over points on the unit sphere.

On the sphere a chord of length c (radius 1) spans 2·R·asin(c/2) metres, and nearer by chord is nearer by arc: the tree
is exact everywhere, date line and poles included.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.dispatch.algorithms.problem import Edge, Supply, Task, Terms, TravelSeconds

EARTH_RADIUS_M = 6_371_008.8


def edges(tasks: Sequence[Task], drivers: Sequence[Supply], terms: Terms, travel: TravelSeconds) -> list[Edge]:
    """For each task up to `candidates_per_job` drivers of its category within its radius, excluded ones left out."""
    columns = _by_category(drivers)
    found: list[tuple[int, int, float]] = []
    for category, rows in _by_category(tasks).items():
        if category in columns:
            found += _near(tasks, rows, drivers, columns[category], terms)
    return _priced(tasks, drivers, found, terms, travel)


def nearest(
    points: Sequence[tuple[float, float]], radii_m: Sequence[float], others: Sequence[tuple[float, float]], count: int
) -> list[list[tuple[int, float]]]:
    """For each point up to `count` of `others` as (index, metres), nearest first, within the point's radius."""
    from scipy.spatial import cKDTree  # here, so that web processes do not pay for SciPy

    if not points or not others:
        return [[] for _ in points]
    tree = cKDTree(_unit_vectors(others))
    chords, indices = tree.query(_unit_vectors(points), k=list(range(1, min(count, len(others)) + 1)))
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.clip(chords / 2, 0, 1))
    return [
        [(int(index), float(metre)) for index, metre in zip(row, distances, strict=True) if metre <= radius]
        for row, distances, radius in zip(indices, metres, radii_m, strict=True)
    ]


def _by_category(items: Sequence[Task | Supply]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        groups[item.category].append(index)
    return groups


def _near(
    tasks: Sequence[Task], rows: list[int], drivers: Sequence[Supply], columns: list[int], terms: Terms
) -> list[tuple[int, int, float]]:
    """(row, column, metres). As many extra neighbours are asked for as the most excluding task excludes."""
    extra = max(len(tasks[row].excluded) for row in rows)
    neighbours = nearest(
        [(tasks[row].lat, tasks[row].lng) for row in rows],
        [tasks[row].radius_m for row in rows],
        [(drivers[column].lat, drivers[column].lng) for column in columns],
        terms.candidates_per_job + extra,
    )
    found = []
    for row, near in zip(rows, neighbours, strict=True):
        allowed = [(row, columns[i], m) for i, m in near if drivers[columns[i]].id not in tasks[row].excluded]
        found += allowed[: terms.candidates_per_job]
    return found


def _priced(
    tasks: Sequence[Task],
    drivers: Sequence[Supply],
    found: list[tuple[int, int, float]],
    terms: Terms,
    travel: TravelSeconds,
) -> list[Edge]:
    """cost = pickup ETA + penalty − waiting_weight · seconds waited."""
    etas = travel(np.array([metres for _, _, metres in found], dtype=np.float64))
    return [
        Edge(
            row,
            column,
            metres,
            float(eta),
            float(eta)
            + tasks[row].penalties.get(drivers[column].id, 0.0)
            - terms.waiting_weight * tasks[row].waiting_s,
        )
        for (row, column, metres), eta in zip(found, etas, strict=True)
    ]


def _unit_vectors(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    lat, lng = np.radians(np.array(points, dtype=np.float64)).T
    return np.column_stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])
