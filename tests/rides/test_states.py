"""The table, its picture, and what must hold of both."""

import re
from pathlib import Path

from apps.rides.states import ACTIVE, FINAL, TABLE, RideStatus

DOCUMENT = Path(__file__).parents[2] / "docs" / "algorithms" / "ride_states.md"


def test_the_picture_shows_the_table():
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert drawn == {(str(state), str(to)) for state, following in TABLE.items() for to in following}


def test_every_state_is_in_the_table_and_can_be_reached():
    assert set(TABLE) == set(RideStatus)
    reached, todo = set(), [RideStatus.REQUESTED]
    while todo:
        state = todo.pop()
        reached.add(state)
        todo.extend(set(TABLE[state]) - reached)
    assert reached == set(RideStatus)


def test_active_and_final_are_all_there_is():
    assert set(ACTIVE) | set(FINAL) == set(RideStatus)
    assert set(FINAL) == {"completed", "rider_canceled", "driver_canceled", "no_driver_found", "failed"}
