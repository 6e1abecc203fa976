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

Cell = tuple[int, int]

UNMATCHED_COST = 7_200.0
"""Seconds a task left out costs: two hours, more than any detour that serving one task more may put on the others."""

SECONDS_A_TASK_AND_EDGE, SECONDS_AN_EDGE = 10e-9, 2e-6
"""Twice what `benchmarks/matching` finds on components of 500 to 5,000 tasks: 3 to 5 ns, and our own Python."""

FEW_EDGES = 200
"""Up to here a full matrix is solved in less time than it takes to build a sparse one: a tenth of a millisecond."""


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
    """Edges grouped so that no two groups share a task or a driver; small groups first, to use the budget well.

    Few edges are not worth taking apart.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if len(edges) <= FEW_EDGES:
        return [list(edges)] if edges else []
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
    """Minimum-weight full matching of tasks into drivers and dummies (Jonker–Volgenant, in SciPy)."""
    tasks = {task: row for row, task in enumerate(sorted({edge.task for edge in component}))}
    drivers = {driver: column for column, driver in enumerate(sorted({edge.driver for edge in component}))}
    cells = [(tasks[edge.task], drivers[edge.driver]) for edge in component]
    solve_matrix = _solve_full if len(component) <= FEW_EDGES else _solve_sparse
    matched = solve_matrix(cells, [edge.cost for edge in component], len(tasks), len(drivers))
    return [edge for edge, cell in zip(component, cells, strict=True) if cell in matched]


def _solve_full(cells: list[Cell], costs: list[float], tasks: int, drivers: int) -> set[Cell]:
    """A cell without an edge costs what a dummy costs."""
    from scipy.optimize import linear_sum_assignment

    weights = np.full((tasks, drivers + tasks), UNMATCHED_COST)
    weights[tuple(zip(*cells, strict=True))] = costs
    return set(zip(*map(np.ndarray.tolist, linear_sum_assignment(weights)), strict=True))


def _solve_sparse(cells: list[Cell], costs: list[float], tasks: int, drivers: int) -> set[Cell]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows, columns = zip(*cells, *((row, drivers + row) for row in range(tasks)), strict=True)
    weights = np.array(costs + [UNMATCHED_COST] * tasks)
    weights += 1 - weights.min()  # a stored zero means "no edge"; the same shift for all changes no choice
    graph = csr_array((weights, (rows, columns)), shape=(tasks, drivers + tasks))
    return set(zip(*map(np.ndarray.tolist, min_weight_full_bipartite_matching(graph)), strict=True))
