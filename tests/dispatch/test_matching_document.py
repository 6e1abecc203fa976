"""docs/algorithms/matching.md says what the code does."""

import re
from pathlib import Path
from uuid import UUID

import pytest

from apps.dispatch.algorithms import assignment, candidates, costs, reach
from apps.dispatch.algorithms.home import leads_home
from apps.dispatch.algorithms.matching import match
from apps.dispatch.algorithms.problem import Supply, Task, Terms
from apps.dispatch.models import Policy
from apps.dispatch.services import bars, decisions, rematch, retention, scene
from apps.dispatch.states import CostTerm, Gate
from tests.dispatch.conftest import north_of
from tests.places import ALGIERS_CENTRE

TEXT = (Path(__file__).parents[2] / "docs" / "algorithms" / "matching.md").read_text(encoding="utf-8")
TERMS = scene.terms_of(Policy())
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


def test_what_pairs_cost_term_by_term():
    favourite, deaf = UUID(int=92), UUID(int=94)
    task = Task(
        *(A, *_at(0), "standard", 20, 2_000),
        penalties={deaf: Policy().undelivered_penalty_s},
        favourites=frozenset({favourite}),
        fallbacks=("comfort",),
    )
    supply = [
        Supply(UUID(int=91), *_at(500), "standard"),
        Supply(favourite, *_at(900), "standard"),
        Supply(UUID(int=93), *_at(100), "standard", free_in_s=60.0),
        Supply(UUID(int=95), *_at(100), "comfort"),
        Supply(deaf, *_at(200), "standard"),
    ]
    edges = {edge.driver: edge for edge in candidates.edges([task], supply, TERMS, travel)}

    def row(column: int) -> list[str]:
        edge, terms = edges[column], costs.terms_of(task, supply[column], TERMS)
        waited = terms.pop("waiting")
        said = ", ".join(f"{name} {seconds:.0f}" for name, seconds in terms.items())
        return [f"{edge.distance_m:.0f}", f"{edge.eta_s:.0f}", f"{waited:.0f}", said, f"{edge.cost:.0f}"]

    assert [row(column) for column in range(5)] == [cells[1:] for cells in table("One job has waited 20 s")]
    assert "60 ÷ 0.18 = 333 m" in TEXT
    assert "120 ÷ 0.18 = 667 m" in TEXT
    assert round(Policy().favourite_bonus_s / 0.18) == 333
    assert round(Policy().fallback_penalty_s / 0.18) == 667


def test_which_trips_lead_home():
    for pickup, dropoff, driven, won, offered in table("## The way home"):
        start, end = float(pickup), float(dropoff)
        assert abs(start) + abs(end - start) == float(driven)
        assert 10_000 - abs(10_000 - end) == float(won)
        [fits] = leads_home(_at(0), _at(10_000), [_at(start)], [_at(end)], Policy().home_share)
        assert fits == (offered == "yes")


def test_what_a_rematch_is_worth():
    policy = Policy()
    waited = policy.rematch_priority_s + 40 - 60

    assert f"`rematch_priority_s` = {policy.rematch_priority_s} s" in TEXT
    assert f"less than {policy.waiting_weight} × {waited} = {policy.waiting_weight * waited:.0f} s" in TEXT
    assert f"or {policy.waiting_weight * waited / 0.18:.0f} m" in TEXT


def test_what_the_solver_is_expected_to_take():
    assert (
        f"{assignment.SECONDS_A_TASK_AND_EDGE * 1e9:.0f} ns + pairs × {assignment.SECONDS_AN_EDGE * 1e6:.0f} µs" in TEXT
    )
    assert f"500 jobs with 6 000 pairs\ncount as {assignment.expected_s(500, 6_000) * 1e3:.0f} ms" in TEXT
    assert f"2 000 jobs with 24 000 pairs as {assignment.expected_s(2_000, 24_000) * 1e3:.0f} ms" in TEXT
    assert f"more than the {Policy().solver_budget_ms} ms allowed" in TEXT


def test_the_words_of_the_page_are_the_codes():
    gates = [code for row in table("## Gates") for code in re.findall(r"\w+", row[0])]
    assert sorted(gates) == sorted(set(Gate.values) - {Gate.FARTHER})
    assert [row[0] for row in table("## What a pair costs")] == [term for term in CostTerm.values if term != "waiting"]


def test_how_much_the_log_keeps():
    assert f"the {decisions.NEAREST_A_JOB} nearest drivers" in TEXT
    assert f"kept for {retention.KEEP_ROUNDS.days} days" in TEXT
    assert decisions.SLICE_S == 30
    assert f"not heard of for {rematch.SILENT.seconds // 60} minutes" in TEXT


def test_the_defaults_are_the_models():
    assert {name: str(getattr(Policy(), name)) for name, _ in table("## Policies")} == dict(table("## Policies"))
