"""What people do around a ride at the same moment is done once."""

import pytest

from tests.support.races import CREW, Crew

pytestmark = pytest.mark.processes
ROUNDS = range(3)


def test_who_shares_on_eight_phones_has_one_link(crew: Crew):
    for _ in ROUNDS:
        cast = crew.call(0, "beside.a_ride")
        asked = {"ride": cast["ride"], "rider": cast["rider"]}

        tokens = crew.together([("beside.share", asked)] * CREW)

        assert len(set(tokens)) == 1
        assert crew.call(0, "beside.links", ride=cast["ride"]) == 1
