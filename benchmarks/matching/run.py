"""The solver beside greedy nearest on the same problems, in one run: who is served, how far drivers drive.

`make bench-matching`, or `python -m benchmarks.matching.run [--rounds 5] [--seed 7]`. Cities are drawn from the seed:
two dense quarters and suburbs. CPU milliseconds of this process, the median of the rounds; all choose from the same
edges.
"""

import argparse
import math
import random
import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar
from uuid import UUID

from rich.console import Console
from rich.table import Table

from apps.dispatch.algorithms import assignment, candidates, greedy
from apps.dispatch.algorithms.problem import Edge, Supply, Task, Terms

T = TypeVar("T")

ROAD_S_PER_M = 1.35 / (27 / 3.6)
BUDGET_S = 0.4
SIZES = [(50, 400), (500, 2_000), (500, 500), (500, 250), (2_000, 2_000), (5_000, 5_000)]


class Outcome(NamedTuple):
    served: int
    mean_eta_s: float
    mean_cost_s: float
    cpu_ms: float
    late: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    table = Table("jobs", "drivers", "edges", "edges ms", "policy", "choice ms", "served", "ETA s", "cost s", "late")
    for jobs, drivers in SIZES:
        cities = [city(jobs, drivers, random.Random(options.seed + turn)) for turn in range(options.rounds)]
        for row in rows(jobs, drivers, cities):
            table.add_row(*row)
        table.add_section()
    console = Console(width=100)
    console.print(table)
    console.print(
        f"ETA: mean of those served. cost: mean of all jobs, {assignment.UNMATCHED_COST:.0f} s for one left out.\n"
        f"late: jobs chosen greedily because the solver would have passed its {BUDGET_S} s."
    )


def rows(jobs: int, drivers: int, cities: list[tuple[list[Task], list[Supply]]]) -> list[list[str]]:
    from_candidates: list[tuple[int, float]] = []
    by_policy: dict[str, list[Outcome]] = {"solver": [], "no budget": [], "greedy": []}
    for tasks, supply in cities:
        edges, cpu_ms = timed(lambda t=tasks, s=supply: candidates.edges(t, s, Terms(), lambda m: m * ROAD_S_PER_M))
        from_candidates.append((len(edges), cpu_ms))
        by_policy["solver"].append(solved(tasks, edges, BUDGET_S))
        by_policy["no budget"].append(solved(tasks, edges, math.inf))
        by_policy["greedy"].append(chosen_greedily(tasks, edges))
    size = [f"{jobs:,}", f"{drivers:,}", f"{from_candidates[0][0]:,}", f"{median(c for _, c in from_candidates):.1f}"]
    return [[*size, name, *summary(outcomes)] for name, outcomes in by_policy.items()]


def summary(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{median(o.cpu_ms for o in outcomes):.1f}",
        f"{median(o.served for o in outcomes):.0f}",
        f"{median(o.mean_eta_s for o in outcomes):.1f}",
        f"{median(o.mean_cost_s for o in outcomes):.1f}",
        f"{median(o.late for o in outcomes):.0f}",
    ]


def solved(tasks: list[Task], edges: list[Edge], budget_s: float) -> Outcome:
    solution, cpu_ms = timed(lambda: assignment.solve(tasks, edges, budget_s))
    return outcome(tasks, solution.chosen, cpu_ms)._replace(late=solution.late)


def chosen_greedily(tasks: list[Task], edges: list[Edge]) -> Outcome:
    chosen, cpu_ms = timed(lambda: greedy.solve(tasks, edges))
    return outcome(tasks, chosen, cpu_ms)


def outcome(tasks: list[Task], chosen: list[Edge], cpu_ms: float) -> Outcome:
    left_out = assignment.UNMATCHED_COST * (len(tasks) - len(chosen))
    mean_eta_s = statistics.fmean(edge.eta_s for edge in chosen)
    mean_cost_s = (sum(edge.cost for edge in chosen) + left_out) / len(tasks)
    return Outcome(len(chosen), mean_eta_s, mean_cost_s, cpu_ms)


def city(jobs: int, drivers: int, dice: random.Random) -> tuple[list[Task], list[Supply]]:
    tasks = [
        Task(UUID(int=n), *place(dice), "standard", dice.uniform(0, 60), dice.choice((2_000, 4_000, 8_000)))
        for n in range(jobs)
    ]
    return tasks, [Supply(UUID(int=n), *place(dice), "standard") for n in range(drivers)]


def place(dice: random.Random) -> tuple[float, float]:
    lat, lng, spread = dice.choice([(36.754, 3.059, 0.012), (36.726, 3.183, 0.015), (36.73, 3.1, 0.05)])
    return dice.gauss(lat, spread), dice.gauss(lng, spread)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    done = work()
    return done, (time.process_time() - started) * 1_000


def median(values: Iterable[float]) -> float:
    return statistics.median(list(values))


if __name__ == "__main__":
    main()
