"""The best one-to-one assignment: as many tasks as sensible, at the least total cost (docs/algorithms/matching.md).

The graph of tasks and candidates falls apart into components; each is solved by itself, with one dummy driver a task
that stands for "not this time". What the time does not suffice for is solved greedily: a worse answer now beats a
better one after the window.
"""

import time
from collections.abc import Callable, Sequence

import numpy as np

from apps.dispatch.algorithms import greedy
from apps.dispatch.algorithms.problem import Edge, Solution, Task

UNMATCHED_COST = 7_200.0
"""Seconds a task left out costs: two hours, more than any detour that serving one task more may put on the others."""

SECONDS_A_TASK_AND_EDGE, SECONDS_AN_EDGE = 20e-9, 3e-6
"""Twice of what `benchmarks/matching` found on components of 500 to 5,000 tasks: 3 to 10 ns, and our own Python."""


def solve(
    tasks: Sequence[Task], edges: Sequence[Edge], budget_s: float, timer: Callable[[], float] = time.perf_counter
) -> Solution:
    """Components that `budget_s` wall seconds do not suffice for are solved by `greedy`, and counted."""
    stop, chosen, late = timer() + budget_s, [], 0
    for component in _components(len(tasks), edges):
        if len(component) == 1:
            chosen += component
            continue
        size = len({edge.task for edge in component})
        if timer() + expected_s(size, len(component)) <= stop:
            chosen += _solve_component(component)
        else:
            chosen += greedy.solve(tasks, component)
            late += size
    return Solution(chosen, late)


def expected_s(tasks: int, edges: int) -> float:
    """Wall seconds that one component may take. Once begun it cannot be interrupted, so this is asked before."""
    return tasks * edges * SECONDS_A_TASK_AND_EDGE + edges * SECONDS_AN_EDGE


def _components(task_count: int, edges: Sequence[Edge]) -> list[list[Edge]]:
    """Edges grouped so that no two groups share a task or a driver; small groups first, to use the budget well."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not edges:
        return []
    rows = np.array([edge.task for edge in edges])
    columns = np.array([edge.driver for edge in edges]) + task_count
    size = int(columns.max()) + 1
    graph = coo_array((np.ones(len(edges)), (rows, columns)), shape=(size, size))
    _count, labels = connected_components(graph, directed=False)
    groups: dict[int, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(int(labels[edge.task]), []).append(edge)
    return sorted(groups.values(), key=len)


def _solve_component(component: list[Edge]) -> list[Edge]:
    """Minimum-weight full matching of tasks into drivers and dummies (Jonker–Volgenant, sparse, in SciPy)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    tasks = {task: row for row, task in enumerate(sorted({edge.task for edge in component}))}
    drivers = {driver: column for column, driver in enumerate(sorted({edge.driver for edge in component}))}
    rows = [tasks[edge.task] for edge in component] + list(range(len(tasks)))
    columns = [drivers[edge.driver] for edge in component] + [len(drivers) + row for row in range(len(tasks))]
    weights = np.array([edge.cost for edge in component] + [UNMATCHED_COST] * len(tasks))
    weights += 1 - weights.min()  # a stored zero means "no edge"; the same shift for all changes no choice
    graph = csr_array((weights, (rows, columns)), shape=(len(tasks), len(drivers) + len(tasks)))
    matched = set(zip(*map(np.ndarray.tolist, min_weight_full_bipartite_matching(graph)), strict=True))
    return [edge for edge in component if (tasks[edge.task], drivers[edge.driver]) in matched]
