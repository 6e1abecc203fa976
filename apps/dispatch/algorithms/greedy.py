"""Greedy nearest: the longest waiting task first takes its nearest free driver."""

from collections import defaultdict
from collections.abc import Sequence

from apps.dispatch.algorithms.problem import Edge, Task


def solve(tasks: Sequence[Task], edges: Sequence[Edge]) -> list[Edge]:
    """One edge a task and a driver at most. Equal waits keep their order; equal costs the order of the edges."""
    choices: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        choices[edge.task].append(edge)
    taken: set[int] = set()
    chosen = []
    for row in sorted(choices, key=lambda row: -tasks[row].waiting_s):
        free = [edge for edge in choices[row] if edge.driver not in taken]
        if free:
            best = min(free, key=lambda edge: edge.cost)
            taken.add(best.driver)
            chosen.append(best)
    return chosen
