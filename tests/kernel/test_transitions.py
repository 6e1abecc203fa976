"""State machines: a move is a conditional update, a refused one says the state now."""

import pytest

from apps.kernel import clock
from apps.kernel.models import Answer
from apps.kernel.transitions import TransitionRefused, move, move_from_any
from tests.support.threads import together

# A row with a `status` that any app's model has; the kernel's own has numbers for states.
TABLE = {1: frozenset({2, 3}), 2: frozenset({3})}


@pytest.fixture
def row(db):
    return Answer.objects.create(actor="a", key="k", fingerprint="", status=1, given_at=clock.wall())


def test_an_allowed_move_changes_the_row_and_what_comes_with_it(row):
    move(row, 2, TABLE, body={"done": True})
    assert (row.status, row.body) == (2, {"done": True})
    row.refresh_from_db()
    assert (row.status, row.body) == (2, {"done": True})


def test_a_move_the_table_lacks_is_refused_with_the_current_state(row):
    with pytest.raises(TransitionRefused) as refused:
        move(row, 1, TABLE)
    assert refused.value.extra == {"current": 1, "wanted": 1}


def test_a_stale_row_is_refused_with_the_state_somebody_else_set(row):
    stale = Answer.objects.get(pk=row.pk)
    move(row, 3, TABLE)
    with pytest.raises(TransitionRefused) as refused:
        move(stale, 2, TABLE, body={"late": True})
    assert refused.value.extra["current"] == 3
    row.refresh_from_db()
    assert row.body == {}


def test_a_row_of_which_more_is_asked_than_its_state_is_refused_when_that_has_changed(row):
    stale = Answer.objects.get(pk=row.pk)
    Answer.objects.filter(pk=row.pk).update(key="changed")
    with pytest.raises(TransitionRefused):
        move(stale, 2, TABLE, still={"key": "k"})
    row.refresh_from_db()
    assert row.status == 1


def test_a_stale_row_moves_from_whatever_state_it_is_in_if_the_table_has_it(row):
    stale = Answer.objects.get(pk=row.pk)
    move(row, 2, TABLE)
    move_from_any(stale, 3, TABLE, body={"late": True})
    assert (stale.status, Answer.objects.get().body) == (3, {"late": True})
    with pytest.raises(TransitionRefused) as refused:
        move_from_any(row, 3, TABLE)
    assert refused.value.extra == {"current": 3, "wanted": 3}


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_move_at_once_one_wins():
    row = Answer.objects.create(actor="a", key="k", fingerprint="", status=1, given_at=clock.wall())

    def attempt(number: int) -> bool:
        mine = Answer(pk=row.pk, status=1)
        try:
            move(mine, 2, TABLE, key=f"k{number}")
        except TransitionRefused:
            return False
        return True

    assert sum(together(8, attempt, numbered=True)) == 1
