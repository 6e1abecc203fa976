"""Staff decide at the same moment: one wins, the others are told."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes
ROUNDS = range(3)


def test_a_ride_that_eight_staff_give_away_at_once_has_one_driver(crew: Crew):
    for _ in ROUNDS:
        drivers = crew.call(0, "drivers", count=CREW, zones=["algiers"])
        [job] = crew.call(0, "jobs", count=1, zone="algiers")

        calls = [("assign", {"ref": job["ref"], "driver_id": driver, "held_by": ""}) for driver in drivers]
        answers = crew.together(calls)

        assert len([answer for answer in answers if "ok" in answer]) == 1
        assert [answer["problem"] for answer in answers if "ok" not in answer] == ["job-taken"] * (CREW - 1)
        state = crew.call(0, "state", job_ids=[job["id"]])
        [winner] = [driver for driver, answer in zip(drivers, answers, strict=True) if "ok" in answer]
        assert (state["assignments"], state["runs"]) == ([[winner, "running"]], [[winner, "active"]])


def test_of_pauses_that_overlap_one_is_made_and_of_those_that_follow_all(crew: Crew):
    hours = [(2, 4), (3, 5), (2, 5), (3, 4), (6, 7), (8, 9), (10, 11), (7, 8)]
    answers = crew.together([("pause", {"zone": "algiers", "hours": pair}) for pair in hours])
    assert [list(answer) for answer in answers[4:]] == [["ok"]] * 4
    assert [answer["problem"] for answer in answers[:4] if "ok" not in answer] == ["already-paused"] * 3


def test_four_workers_with_one_announcement_tell_everybody_once(crew: Crew):
    announcement = {"announcement": crew.call(0, "beside.announce", riders=230)}
    crew.together([("beside.send_batches", announcement)] * 4)
    state = crew.call(0, "beside.announced", **announcement)
    assert (state["status"], state["heard"], state["people"]) == ("sent", state["reached"], state["reached"])
    assert state["reached"] >= 230


def test_an_announcement_canceled_while_it_is_sent_counts_who_was_told(crew: Crew):
    announcement = {"announcement": crew.call(0, "beside.announce", riders=200)}
    crew.together([("beside.send_batches", announcement)] * 3 + [("beside.cancel_announcement", announcement)])
    state = crew.call(0, "beside.announced", **announcement)
    assert state["status"] in {"canceled", "sent"}
    assert state["heard"] == state["people"] == state["reached"]
