"""docs/algorithms/matching.md says what the code does."""

import re
from pathlib import Path
from uuid import UUID

import pytest

from apps.dispatch.algorithms import assignment, candidates, reach
from apps.dispatch.algorithms.matching import match
from apps.dispatch.algorithms.problem import Supply, Task, Terms
from apps.dispatch.models import Policy
from apps.dispatch.services import bars, scene
from tests.dispatch.conftest import north_of
from tests.places import ALGIERS_CENTRE

TEXT = (Path(__file__).parents[2] / "docs" / "algorithms" / "matching.md").read_text(encoding="utf-8")
A, B = UUID(int=1), UUID(int=2)
DRIVERS = {"1": UUID(int=11), "2": UUID(int=12)}
NAMES = {A: "A", B: "B"} | {driver_id: name for name, driver_id in DRIVERS.items()}


def table(heading: str, text: str = TEXT) -> list[list[str]]:
    """The rows of the first table after `heading`."""
    rows = re.search(r"(?:^\|.*\n)+", text[text.index(heading) :], re.MULTILINE).group().splitlines()[2:]
    return [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in rows]


def travel(metres):
    return metres * 1.35 / (27 / 3.6)


def jobs(a_waited: float, b_waited: float) -> list[Task]:
    return [
        Task(id_, *_at(metres), "standard", waited, radius_m=2_000)
        for id_, metres, waited in ((A, 0, a_waited), (B, 1_000, b_waited))
    ]


def drivers(**metres: float) -> list[Supply]:
    return [Supply(DRIVERS[name.removeprefix("d")], *_at(where), "standard") for name, where in metres.items()]


def _at(metres: float) -> tuple[float, float]:
    point = north_of(ALGIERS_CENTRE, metres)
    return point.lat, point.lng


def pairs(tasks, supply, solver) -> dict[str, tuple[str, int]]:
    found = match(tasks, supply, Terms(), travel, solver)
    return {NAMES[pair.task_id]: (NAMES[pair.driver_id], round(pair.eta_s)) for pair in found}


def test_the_costs_of_the_example():
    tasks, supply = jobs(30, 20), drivers(d1=400, d2=-900)

    edges = candidates.edges(tasks, supply, Terms(), travel)

    computed = [
        [
            NAMES[tasks[e.task].id],
            NAMES[supply[e.driver].id],
            *(f"{value:.0f}" for value in (e.distance_m, e.eta_s, e.cost)),
        ]
        for e in edges
    ]
    assert computed == table("## A worked example")


def test_the_choices_of_the_example():
    tasks, supply = jobs(30, 20), drivers(d1=400, d2=-900)

    assert pairs(tasks, supply, "greedy") == {"A": ("1", 72), "B": ("2", 342)}
    assert pairs(tasks, supply, "assignment") == {"A": ("2", 162), "B": ("1", 108)}
    assert "72 + 342 = 414 s" in TEXT
    assert "Together 270 s: A waits 90 s more, B 234 s less" in TEXT


def test_who_goes_without_when_drivers_are_few():
    for a_waited, b_waited, cost_a, cost_b, winner in table("## Too few drivers"):
        tasks, supply = jobs(float(a_waited), float(b_waited)), drivers(d1=400)

        edges = candidates.edges(tasks, supply, Terms(), travel)

        assert [edge.cost for edge in edges] == pytest.approx([float(cost_a), float(cost_b)], abs=0.01)
        assert list(pairs(tasks, supply, "assignment")) == [winner]


def test_what_is_solved_at_once():
    assert f"Up to {assignment.FEW_EDGES} pairs are solved at once" in TEXT


def test_what_a_deaf_app_costs():
    policy = Policy()

    assert bars.UNDELIVERED_A_PAIR == 2
    assert f"2 × {policy.offer_s} = {2 * policy.offer_s} s of its {policy.patience_s} s" in TEXT
    assert f"{reach.DEAF_AFTER} in a row to a driver, in the last {reach.LOOK_BACK.seconds // 60} minutes" in TEXT
    assert f"no offers for {reach.REST.seconds // 60} minutes after the last one" in TEXT
    assert f"at most {scene.JOBS_A_ROUND} jobs" in TEXT


def test_the_defaults_are_the_models():
    assert {name: str(getattr(Policy(), name)) for name, _ in table("## Policies")} == dict(table("## Policies"))
