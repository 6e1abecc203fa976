"""The kernel: tasks and drivers in, matches out."""

from collections.abc import Sequence

from apps.dispatch.algorithms import assignment, candidates, greedy
from apps.dispatch.algorithms.problem import Match, Supply, Task, Terms, TravelSeconds
from apps.dispatch.states import Solver


def match(
    tasks: Sequence[Task],
    drivers: Sequence[Supply],
    terms: Terms,
    travel: TravelSeconds,
    solver: str = Solver.ASSIGNMENT,
) -> list[Match]:
    """At most one driver a task and one task a driver, by the policy `solver`."""
    edges = candidates.edges(tasks, drivers, terms, travel)
    is_greedy = solver == Solver.GREEDY
    chosen = greedy.solve(tasks, edges) if is_greedy else assignment.solve(tasks, edges, terms.budget_s)
    return [Match(tasks[edge.task].id, drivers[edge.driver].id, edge.distance_m, edge.eta_s) for edge in chosen]
