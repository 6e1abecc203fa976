"""A service is paused once, and a trip is learned from once, whatever the processes do at the same moment."""

from uuid import uuid4

import pytest

from tests.support.races import CREW

pytestmark = pytest.mark.processes


def test_eight_who_pause_at_once_make_one_pause(crew):
    for _ in range(3):
        before = crew.call(0, "pauses")

        answers = crew.together([("pause", {"zone": "algiers"})] * CREW)

        [won] = [answer["ok"] for answer in answers if "ok" in answer]
        refused = [answer["problem"] for answer in answers if "problem" in answer]
        assert refused == ["already-paused"] * (CREW - 1)
        assert crew.call(0, "pauses") == [*before, [won, True]]

        answers = crew.together([("resume", {"pause_id": won})] * CREW)

        assert sum("ok" in answer for answer in answers) == 1
        assert crew.call(0, "pauses") == [*before, [won, False]]


def test_a_trip_told_eight_times_at_once_counts_once(crew):
    for number in range(1, 4):
        answers = crew.together([("learn", {"ref": str(uuid4())})] * CREW)

        assert sorted(answers) == [False] * (CREW - 1) + [True]
        assert crew.call(0, "learned") == [round(11.459 * number), 1_200 * number]


def test_trips_that_cross_the_same_districts_both_ways_all_count(crew):
    for number in range(1, 4):
        answers = crew.together([("learn", {"ref": str(uuid4()), "there": way % 2 == 0}) for way in range(CREW)])

        assert answers == [True] * CREW
        assert crew.call(0, "learned") == [round(11.459 * CREW * number), 1_200 * CREW * number]
