"""`manage.py replay_dispatch`: what it reads, prints and refuses. No test here may touch the database."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

HEADER = "requested_at,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng,duration_s\n"
MORNING = """\
2026-03-02T08:00:00Z,36.750,3.050,36.730,3.090,600
2026-03-02T08:00:01Z,36.760,3.060,36.740,3.020,
2026-03-02T09:30:00+01:00,36.752,3.050,36.730,3.090,900
"""
FIELDS = {"served_pct", "pickup_eta_mean_s", "pickup_eta_p50_s", "pickup_eta_p95_s", "idle_km_per_trip"}
FIELDS |= {"batch_ms_p50", "batch_ms_p95"}


@pytest.fixture
def file(tmp_path):
    def write(text: str | bytes, name: str = "trips.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def replay(capsys):
    """What the command writes on stdout and on stderr."""

    def run(trips: Path, drivers: object = 3, **options: object) -> tuple[str, str]:
        call_command("replay_dispatch", trips=trips, drivers=str(drivers), **options)
        return capsys.readouterr()

    return run


def test_one_json_object_on_stdout_and_nothing_else(replay, file):
    out, err = replay(file(HEADER + MORNING), json=True)

    found = json.loads(out)
    assert set(found) == {"policies", "trips", "bad_rows"}
    assert (found["trips"], found["bad_rows"]) == (3, 0)
    assert list(found["policies"]) == ["batched", "greedy"]
    assert all(set(each) == FIELDS for each in found["policies"].values())
    assert found["policies"]["batched"]["served_pct"] == 100.0
    assert "batched" in err  # the progress


def test_the_report_ends_with_the_comparison_in_a_sentence(replay, file):
    out, _ = replay(file(HEADER + MORNING), policy="greedy,batched")

    lines = out.splitlines()
    assert lines[0] == (
        "3 trips, 2026-03-02 08:00 to 2026-03-02 08:30 (UTC), 3 drivers, window 2 s, 0 bad rows skipped"
    )
    assert [line.split()[0] for line in lines[1:4]] == ["policy", "greedy", "batched"]
    assert lines[-1].startswith("batched: ")
    assert lines[-1].endswith(" mean pickup ETA against greedy, at a served share of 100.00 % vs 100.00 %.")


def test_one_policy_alone_is_compared_with_nothing(replay, file):
    out, _ = replay(file(HEADER + MORNING), policy="batched")

    assert "against" not in out


def test_the_same_again_gives_the_same(replay, file):
    path = file(HEADER + MORNING)

    def etas(**options):
        found = json.loads(replay(path, json=True, **options)[0])["policies"]["batched"]
        return found["pickup_eta_mean_s"], found["idle_km_per_trip"]

    assert etas() == etas() == etas(seed=1)
    assert len({etas(seed=seed) for seed in range(6)}) > 1


def test_drivers_of_a_file_turn_up_where_and_when_it_says(replay, file):
    drivers = file(
        "at;driver_id;lat;lng\n"
        "2026-03-02T07:00:00Z;karim;36,750;3,050\n"
        "2026-03-02T08:29:00Z;karim;36,752;3,050\n"
        "2026-03-02T07:00:00Z;;36,7;3,0\n",
        "drivers.csv",
    )
    out, err = replay(file(HEADER + MORNING), drivers, policy="batched", json=True)

    found = json.loads(out)
    assert found["bad_rows"] == 1
    assert "drivers.csv, line 4: driver_id is empty; skipped" in err
    assert found["policies"]["batched"] | {"batch_ms_p50": 0, "batch_ms_p95": 0} == {
        "served_pct": 66.67,  # nobody is there for the second one within three minutes
        "pickup_eta_mean_s": 0.0,
        "pickup_eta_p50_s": 0.0,
        "pickup_eta_p95_s": 0.0,
        "idle_km_per_trip": 0.0,
        "batch_ms_p50": 0,
        "batch_ms_p95": 0,
    }


BAD = {
    "2026-03-02T08:00:00Z,36.75,3.05,36.73": "dropoff_lng is not a number: ''",
    "2026-03-02T08:00:00Z,36.75,east,36.73,3.09,600": "pickup_lng is not a number: 'east'",
    "2026-03-02T08:00:00Z,96.75,3.05,36.73,3.09,600": "pickup is not on Earth: 96.75, 3.05",
    "2026-03-02T08:00:00Z,0,0,36.73,3.09,600": "pickup is 0, 0: no position was recorded",
    "02/03/2026 08:00,36.75,3.05,36.73,3.09,600": "requested_at is not a time: '02/03/2026 08:00'",
    "2026-03-02T08:00:00Z,36.75,3.05,36.73,3.09,-5": "duration_s is not between 0 and 86400: '-5'",
    "2026-03-02T08:00:00Z,36.75,3.05,36.73,3.09,1e6": "duration_s is not between 0 and 86400: '1e6'",
    "2026-03-02T08:00:00Z,36,75,3,05,36,73,3,09,600": "10 cells in a row of 6 columns",
    "2026-03-02T08:00:00Z,36.75,3.05\0,36.73,3.09,600": "the row holds NUL bytes",
}


def test_bad_rows_are_told_with_their_lines_counted_and_skipped(replay, file):
    path = file("\ufeff" + HEADER + "\r\n".join(BAD) + "\r\n" + MORNING)

    out, err = replay(path, json=True)

    assert (json.loads(out)["trips"], json.loads(out)["bad_rows"]) == (3, len(BAD))
    told = [f"trips.csv, line {line}: {why}; skipped" for line, why in enumerate(BAD.values(), start=2)]
    assert [line for line in err.splitlines() if line.startswith("trips.csv")] == told


def test_a_stray_place_is_a_bad_row(replay, file):
    swapped = "2026-03-02T08:00:00Z,36.750,3.050,3.090,36.730,600\n"

    _, err = replay(file(HEADER + MORNING + swapped))

    assert "trips.csv, line 5: 5085 km from the middle of the other trips; skipped" in err


def test_of_very_many_bad_rows_the_first_are_told(replay, file):
    _, err = replay(file(HEADER + "never,1,2,3,4,5\n" * 100 + MORNING))

    assert err.count("requested_at is not a time") == 20
    assert "trips.csv: and 80 more bad rows skipped" in err


@pytest.mark.parametrize("city", [(35.68, 139.76), (-23.55, -46.63), (-16.5, 179.999), (64.15, -21.94)])
def test_any_city_of_the_world(replay, file, city):
    lat, lng = city
    rows = "".join(
        f"2026-03-02T08:00:{n:02}Z,{lat + n / 1000},{_around(lng + n / 1000)},{lat - n / 1000},{_around(lng)},600\n"
        for n in range(20)
    )

    out, _ = replay(file(HEADER + rows), 20, json=True)

    found = json.loads(out)
    assert (found["bad_rows"], found["policies"]["batched"]["served_pct"]) == (0, 100.0)
    assert found["policies"]["batched"]["pickup_eta_p95_s"] < 300


def _around(lng: float) -> float:
    return (lng + 180) % 360 - 180


def test_the_plot_is_a_png(replay, file, tmp_path):
    replay(file(HEADER + MORNING), plot=tmp_path / "plot.png")

    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_a_day_on_which_nobody_is_served(replay, file, tmp_path):
    drivers = file("at,driver_id,lat,lng\n2026-03-05T08:00:00Z,1,36.75,3.05\n", "drivers.csv")
    path = file(HEADER + MORNING)

    out, _ = replay(path, drivers, plot=tmp_path / "plot.png")

    assert out.splitlines()[-1] == (
        "batched: no mean pickup ETA to compare with greedy's, at a served share of 0.00 % vs 0.00 %."
    )
    found = json.loads(replay(path, drivers, json=True)[0])["policies"]["greedy"]
    assert found == dict.fromkeys(FIELDS) | {"served_pct": 0.0}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "trips.csv: the file is empty"),
        ("requested_at,pickup_lat\n", "missing: pickup_lng, dropoff_lat, dropoff_lng"),
        (HEADER, "trips.csv: no usable row"),
        (HEADER + "never,1,2,3,4,5\n", "trips.csv: no usable row among 1"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "the first line must name the columns"),
    ],
)
def test_a_file_that_is_no_use(replay, file, content, why):
    with pytest.raises(CommandError, match=why):
        replay(file(content))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"drivers": "0"}, "1 to 200000"),
        ({"drivers": "-3"}, "1 to 200000"),
        ({"drivers": "nowhere.csv"}, "nowhere.csv: No such file"),
        ({"drivers": "."}, "Is a directory"),
        ({"policy": "batched,best"}, "choose of batched, greedy, not best"),
        ({"policy": ","}, "not nothing"),
        ({"window": 0.0}, "--window must be above 0"),
        ({"window": float("nan")}, "--window must be above 0"),
        ({"set": ["offer_s=3"]}, "--set offer_s=3: choose of radii_m"),
        ({"set": ["patience_s=2"]}, "--set patience_s=2: .*10"),
        ({"set": ["patience_s=soon"]}, "--set patience_s=soon: "),
        ({"set": ["radii_m=2 km"]}, "give metres, as 2000,4000,8000"),
        ({"seed": -1}, "--seed must not be below 0"),
        ({"plot": Path("/nowhere/plot.png")}, "in a folder that exists"),
    ],
)
def test_a_command_line_that_makes_no_sense(replay, file, options, why):
    with pytest.raises(CommandError, match=why):
        replay(file(HEADER + MORNING), **options)


def test_trips_that_are_not_there(replay, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        replay(tmp_path / "nothing.csv")


def test_with_another_value_of_the_policy(replay, file):
    out, _ = replay(file(HEADER + MORNING), set=["radii_m=1,2", "patience_s=60"], policy="batched", json=True)

    assert json.loads(out)["policies"]["batched"]["served_pct"] < 100.0


def test_by_the_policy_in_force_of_a_zone(replay, file, algiers):
    from apps.dispatch import services
    from apps.dispatch.models import Policy

    path = file(HEADER + MORNING)
    assert json.loads(replay(path, zone="algiers", json=True)[0])["policies"]["batched"]["served_pct"] == 100.0
    services.add_policy(policy=Policy(zone_id=algiers.id, radii_m=[1]))

    assert json.loads(replay(path, zone="algiers", json=True)[0])["policies"]["batched"]["served_pct"] < 100.0
    with pytest.raises(CommandError, match="There is no zone 'atlantis'"):
        replay(path, zone="atlantis")
