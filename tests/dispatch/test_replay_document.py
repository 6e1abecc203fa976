"""docs/algorithms/replay.md says what the code does."""

import math
import re
from pathlib import Path

from apps.dispatch.algorithms.replay.engine import play
from apps.dispatch.algorithms.replay.figures import figures
from apps.dispatch.management import recorded_day
from apps.dispatch.models import POLICY_FIELDS
from apps.dispatch.services.preview import MOST_JOBS
from apps.dispatch.services.replays import REPLAYED_FIELDS
from apps.dispatch.services.scene import JOBS_A_ROUND
from tests.dispatch.test_matching_document import table as rows_after
from tests.dispatch.test_replay_engine import a_tenth, asked, rules, there

TEXT = (Path(__file__).parents[2] / "docs" / "algorithms" / "replay.md").read_text(encoding="utf-8")


def test_the_example():
    rows = rows_after("## A worked example", TEXT)
    trips = asked(*(tuple(map(float, row[1:5])) for row in rows))

    played = play(trips, there((0, 0, 0)), rules(), a_tenth)

    def shown(row: int) -> list[str]:
        at, eta = played.matched_at[row], played.eta_s[row]
        return ["–"] * 3 if math.isnan(at) else [f"{at:.0f}", f"{eta:.0f}", f"{at + eta + trips.duration_s[row]:.0f}"]

    assert [row[5:] for row in rows] == [shown(row) for row in range(3)]
    found = figures(trips.requested_at, played, detour=1.35)
    assert f"2 of 3, {found.served_pct} %. Mean ETA: (10 + 0) ÷ 2 = {found.pickup_eta_mean_s:.0f} s." in TEXT
    assert f"{found.idle_km_per_trip} km by road" in TEXT


def test_the_limits():
    assert f"{recorded_day.STRAY_M / 1000:.0f} km from the middle" in TEXT
    assert "between 0 and 86 400 s" in TEXT
    assert recorded_day.LONGEST_TRIP_S == 86_400
    assert f"The first\n{recorded_day.TOLD} are told" in TEXT
    assert f"at most {JOBS_A_ROUND} are taken" in TEXT


def test_what_makes_no_difference():
    ignored = set(POLICY_FIELDS) - set(REPLAYED_FIELDS)
    told = TEXT[TEXT.index("the hour\n  is replayed without them") : TEXT.index("make no difference")]
    assert set(re.findall(r"`(\w+)`", told)) == ignored
    assert f"(at most {MOST_JOBS:,}" in TEXT
