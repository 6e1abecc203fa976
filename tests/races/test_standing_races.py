"""A rider is suspended while they order: no request is left open."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes
ROUNDS = range(4)


def test_a_request_at_the_moment_of_a_suspension_is_refused_or_ended(crew: Crew):
    for _ in ROUNDS:
        asked = crew.call(0, "beside.a_rider_with_a_quote")
        rider = {"rider": asked["rider"]}

        ordered, suspended = crew.together([("beside.request", asked), ("beside.suspend", rider)])

        assert "ok" in suspended
        ended = crew.together([("beside.hear_of_suspension", rider)] * 3)
        if "ok" in ordered:  # it was first: whoever hears of the suspension ends it, once
            assert (sum(ended), crew.call(0, "beside.rides_of", **rider)) == (1, ["failed"])
        else:
            assert ordered == {"problem": "suspended"}
            assert (sum(ended), crew.call(0, "beside.rides_of", **rider)) == (0, [])


def test_eight_staff_suspend_and_lift_once(crew: Crew):
    rider = {"rider": crew.call(0, "beside.a_rider_with_a_quote")["rider"]}
    answers = crew.together([("beside.suspend", rider)] * CREW)
    [made] = [answer["ok"] for answer in answers if "ok" in answer]
    assert [answer["problem"] for answer in answers if "ok" not in answer] == ["suspended-already"] * (CREW - 1)

    lifted = crew.together([("beside.lift", {"suspension": made})] * CREW)
    assert [answer for answer in lifted if "ok" in answer] == [{"ok": None}]


def test_one_appeal_and_one_decision(crew: Crew):
    rider = crew.call(0, "beside.a_rider_with_a_quote")["rider"]
    crew.call(0, "beside.suspend", rider=rider)
    answers = crew.together([("beside.appeal", {"rider": rider})] * CREW)
    [appeal] = [answer["ok"] for answer in answers if "ok" in answer]

    asked = {"appeal": appeal, "staff": rider}
    decided = crew.together([("beside.decide", {**asked, "granted": n % 2 == 0}) for n in range(CREW)])
    assert len([answer for answer in decided if "ok" in answer]) == 1
    assert {answer["problem"] for answer in decided if "ok" not in answer} == {"transition-refused"}
