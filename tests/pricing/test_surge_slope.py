"""The line a cell's multiplier follows: at most 0.2 a minute, never past the cap, whatever the observers do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.geo import services as geo
from apps.pricing.algorithms import surge
from apps.pricing.algorithms.surge import ONE, Cell, Terms
from tests.places import ALGIERS_CENTRE

HERE = geo.cell(ALGIERS_CENTRE)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
TERMS = Terms(cap=2 * ONE, sensitivity=0.5, least_demand=3.0)
CROWD, NOBODY = {HERE: (40, 0)}, {HERE: (0, 40)}

CAPS = st.integers(ONE, 5 * ONE)
ALL_TERMS = st.builds(Terms, CAPS, st.floats(0, 5), st.floats(1, 10))
COUNTS = st.tuples(st.integers(0, 200), st.integers(0, 200))
STEPS = st.floats(0, 900).map(lambda seconds: timedelta(seconds=seconds))  # also microseconds apart, also long silences
JUMPS = st.one_of(STEPS, st.floats(-7_200, 7_200).map(lambda seconds: timedelta(seconds=seconds)))


def after(steps: list[tuple[timedelta, tuple[int, int]]], terms: Terms) -> list[tuple[datetime, Cell]]:
    """How the cell stood after each observation, beginning at rest at noon."""
    cells: dict[str, Cell] = {}
    at, stood = NOON, []
    for step, counted in steps:
        last, at = (at if stood else None), at + step
        cells = surge.observe(cells, {HERE: counted}, last, at, terms)
        stood.append((at, cells.get(HERE, Cell(0, 0, ONE, ONE, at))))
    return stood


def value(stood: list[tuple[datetime, Cell]], moment: datetime) -> int:
    """What a reader at `moment` is told: by the newest observation that had been made."""
    made = [cell for at, cell in stood if at <= moment]
    return made[-1].level_at(moment) if made else ONE


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(STEPS, COUNTS), max_size=12), ALL_TERMS, st.floats(0, 3_600), st.floats(0, 60))
def test_within_a_minute_it_moves_by_at_most_a_fifth(steps, terms, seconds, apart):
    """Between any two moments, not only at observations; what is shown, and what is kept."""
    stood = after(steps, terms)
    earlier = NOON + timedelta(seconds=seconds)
    later = earlier + timedelta(seconds=apart)

    one, other = value(stood, earlier), value(stood, later)

    assert abs(other - one) <= (later - earlier) // timedelta(microseconds=1)  # of ONE, 0.2 a minute
    assert abs(surge.shown(other) - surge.shown(one)) <= Decimal("0.20")


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(JUMPS, COUNTS), max_size=12), ALL_TERMS, st.floats(-3_600, 7_200))
def test_it_never_passes_the_cap_whatever_the_clock_does(steps, terms, seconds):
    for at, cell in after(steps, terms):
        level = cell.level_at(at + timedelta(seconds=seconds))
        assert ONE <= level <= terms.cap
        assert ONE <= cell.target <= terms.cap
        assert Decimal(1) <= surge.shown(level) <= Decimal(terms.cap) / ONE


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(JUMPS, COUNTS), min_size=2, max_size=12), ALL_TERMS)
def test_an_observation_itself_moves_nothing(steps, terms):
    """Also after the clock jumped: what was told just before is told just after."""
    stood = after(steps, terms)
    for (_, before), (at, now) in pairwise(stood):
        assert now.level == before.level_at(at)


@settings(deadline=None, max_examples=200)
@given(st.lists(JUMPS, max_size=12), COUNTS)
def test_a_clock_that_jumps_never_raises_a_price_by_more_than_the_slope_of_two_minutes_a_look(jumps, counted):
    stood = after([(jump, counted) for jump in jumps], TERMS)
    levels = [ONE, *(cell.level for _, cell in stood)]
    assert all(later - earlier <= 0.4 * ONE for earlier, later in pairwise(levels))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(STEPS, COUNTS), min_size=1, max_size=8), ALL_TERMS, st.integers(0, 8))
def test_told_twice_is_told_once(steps, terms, which):
    """A second pusher with the same counts at the same moment changes nothing."""
    position = which % len(steps)
    doubled = [*steps[: position + 1], (timedelta(), steps[position][1]), *steps[position + 1 :]]

    assert after(doubled, terms)[-1] == after(steps, terms)[-1]


@settings(deadline=None, max_examples=200)
@given(st.builds(Cell, *[st.floats(0, 50)] * 2, CAPS, CAPS, st.just(NOON)), CAPS, st.floats(0, 600))
def test_a_lower_cap_holds_at_once(cell, cap, seconds):
    at = NOON + timedelta(seconds=seconds)

    assert surge.capped(cell, cap, at).level == min(cell.level_at(at), cap)
    assert surge.capped(cell, cap, at).level_at(at + timedelta(hours=1)) <= cap


def test_it_rises_a_fifth_a_minute_and_stops_at_its_target():
    stood = after([(timedelta(seconds=10), (40, 0))] * 60, TERMS)
    shown = [surge.shown(value(stood, NOON + timedelta(seconds=10 + minute * 60))) for minute in range(9)]

    assert [str(multiplier) for multiplier in shown] == [
        "1.00", "1.20", "1.40", "1.60", "1.80", "2.00", "2.00", "2.00", "2.00"
    ]  # fmt: skip


def test_without_news_it_goes_on_for_two_minutes_and_then_back():
    """Whoever counts may be gone: nobody pays for a crowd that nobody has seen since."""
    [(at, cell)] = after([(timedelta(), (40, 0))], TERMS)

    assert [cell.level_at(at + timedelta(minutes=minutes)) for minutes in (1, 2, 3, 4, 5)] == [
        1.2 * ONE, 1.4 * ONE, 1.2 * ONE, ONE, ONE
    ]  # fmt: skip


def test_a_restart_loses_nothing():
    """What is kept is the line: reading it back gives the same answers."""
    stood = after([(timedelta(seconds=10), (40, 0))] * 7, TERMS)
    _, cell = stood[-1]
    again = Cell(cell.demand, cell.supply, cell.level, cell.target, cell.at)

    assert surge.observe({HERE: again}, CROWD, cell.at, cell.at, TERMS) == surge.observe(
        {HERE: cell}, CROWD, cell.at, cell.at, TERMS
    )


def test_it_spreads_to_the_neighbours_by_half():
    cells = surge.observe({}, {HERE: (8, 2)}, None, NOON, TERMS)

    assert set(cells) == set(geo.cells_around(HERE, 1))
    assert (cells[HERE].demand, cells[HERE].supply) == (8.0, 2.0)
    neighbours = [cell for name, cell in cells.items() if name != HERE]
    assert {(cell.demand, cell.supply) for cell in neighbours} == {(4.0, 1.0)}


def test_half_of_what_is_new_counts_after_a_minute():
    cells = surge.observe({}, {HERE: (8, 0)}, None, NOON, TERMS)
    cells = surge.observe(cells, {HERE: (0, 4)}, NOON, NOON + timedelta(minutes=1), TERMS)

    assert (cells[HERE].demand, cells[HERE].supply) == (4.0, 2.0)


def test_a_cell_where_nothing_is_left_is_forgotten():
    cells = surge.observe({}, {HERE: (8, 0)}, None, NOON, TERMS)
    cells = surge.observe(cells, {}, NOON, NOON + timedelta(minutes=30), TERMS)

    assert cells == {}


@pytest.mark.parametrize(
    ("demand", "supply", "multiplier"),
    [
        (2.9, 0.0, "1.00"),  # too few to speak of demand
        (3.0, 3.0, "1.00"),
        (8.0, 3.0, "1.60"),  # 1 + 0.5 × 5 / 4 = 1.625
        (6.0, 1.0, "2.00"),  # 1 + 0.5 × 5 / 2 = 2.25, above the cap
        (40.0, 39.0, "1.00"),  # one car missing where there are many: 1.0125
    ],
)
def test_where_it_wants_to_go(demand, supply, multiplier):
    assert str(surge.shown(surge.target(demand, supply, TERMS))) == multiplier


def test_what_is_no_cell_is_refused():
    with pytest.raises(ValueError, match="nowhere"):
        surge.observe({}, {"nowhere": (1, 1)}, None, NOON, TERMS)
