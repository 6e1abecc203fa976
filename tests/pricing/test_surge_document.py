"""docs/algorithms/surge.md says what the code does: every number on the page is computed here again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apps.geo import services as geo
from apps.pricing.algorithms import surge
from apps.pricing.algorithms.surge import ONE, Terms
from apps.pricing.models import SurgePolicy
from apps.pricing.selectors import heatmaps
from apps.pricing.services import quotes
from tests.places import ALGIERS_CENTRE

DOCUMENT = (Path(__file__).parents[2] / "docs/algorithms/surge.md").read_text(encoding="utf-8")
PROSE = " ".join(DOCUMENT.split())
HERE = geo.cell(ALGIERS_CENTRE)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
TERMS = Terms(cap=2 * ONE, sensitivity=0.5, least_demand=3.0)


def rows(title: str) -> list[list[str]]:
    chapter = DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in chapter.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def crowd(rounds: int, every_s: float) -> dict[datetime, surge.Cell]:
    """A crowd counted again and again, beginning at noon."""
    cells: dict[str, surge.Cell] = {}
    last, stood = None, {}
    for number in range(rounds):
        at = NOON + timedelta(seconds=every_s * number)
        cells = surge.observe(cells, {HERE: (40, 0)}, last, at, TERMS)
        last, stood[at] = at, cells[HERE]
    return stood


def test_the_targets():
    for demand, supply, target in rows("The target"):
        assert f"{surge.target(float(demand), float(supply), TERMS) / ONE:.4f}" == target
    assert len(rows("The target")) == 6
    assert 1 + 0.5 * 5 / 2 == 2.250
    assert "The fifth would be 2.250" in PROSE


def test_the_terms_of_the_example(db):
    policy = SurgePolicy.objects.get(market__code="DZ")

    assert policy.terms == TERMS


@pytest.mark.parametrize(("seconds", "share"), [(10, "10.9"), (60, "50.0"), (300, "96.9")])
def test_how_much_a_count_weighs(seconds, share):
    cells = surge.observe({}, {HERE: (0, 1)}, None, NOON, TERMS)
    at = NOON + timedelta(seconds=seconds)

    weighed = surge.observe(cells, {HERE: (100, 1)}, NOON, at, TERMS)[HERE].demand

    assert f"{weighed:.1f}" == share
    assert f"{share} %" in PROSE


def test_what_is_in_reach():
    cells = surge.observe({}, {HERE: (8, 2)}, None, NOON, TERMS)

    assert (cells[HERE].demand, cells[HERE].supply) == (8.0, 2.0)
    other = geo.cells_around(HERE, 1)[1]
    assert (cells[other].demand, cells[other].supply) == (4.0, 1.0)
    assert "are 8.0 and 2.0 there, and 4.0 and 1.0 in each neighbour" in PROSE


def test_a_crowd_that_comes_at_once():
    stood = crowd(31, every_s=10)
    told = [str(surge.shown(stood[NOON + timedelta(minutes=minute)].level)) for minute in range(1, 6)]

    assert told == ["1.20", "1.40", "1.60", "1.80", "2.00"]
    assert "1.20 after one minute, 1.40, 1.60, 1.80, and 2.00 after five" in PROSE


def test_counted_once_and_never_again():
    cell = crowd(1, every_s=0)[NOON]
    told = [str(surge.shown(cell.level_at(NOON + timedelta(minutes=minute)))) for minute in range(1, 5)]

    assert told == ["1.20", "1.40", "1.20", "1.00"]
    assert "1.20 after one minute, 1.40 after two, 1.20 after three, 1.00 after four" in PROSE


def test_the_units():
    assert f"1.00 is {ONE:,}" in PROSE
    assert timedelta(minutes=1) // timedelta(microseconds=1) == ONE // 5
    assert ONE // 5 == 4 * surge.STEP
    assert f"a line goes on for {surge.STALE.seconds} s" in PROSE
    assert f"half-life of {surge.HALF_LIFE_S:.0f} s" in PROSE
    assert f"more than {quotes.SURGE_AHEAD.seconds // 60} minutes ahead" in PROSE
    assert f"more than {heatmaps.FRESH.seconds // 60} minutes ago" in PROSE


def test_the_levels_for_drivers():
    for amount, level in rows("Heatmaps"):
        assert heatmaps.level(float(amount)) == int(level)
    assert heatmaps.LEAST_RIDERS == 3
