"""Real trips from a file: usable rows in order of time, bad rows with their line and reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator import trips_file

HEADER = "requested_at,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng,duration_s\n"
SAMPLE = Path(__file__).parent / "data" / "oran_morning.csv"


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "trips.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_come_in_order_of_their_request(tmp_path):
    path = _file(
        tmp_path,
        HEADER
        + "2026-03-02T08:05:00Z,35.70,-0.63,35.72,-0.60,600\n"
        + "2026-03-02 08:00:00,35.71,-0.64,35.69,-0.62,\n"
        + "2026-03-02T09:02:00+01:00,35.70,-0.65,35.68,-0.62,540.5\n",
    )
    found = trips_file.read(path)
    assert [(trip.requested_at, trip.wish.duration_s, trip.line) for trip in found.trips] == [
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), None, 3),
        (datetime(2026, 3, 2, 8, 2, tzinfo=UTC), 540.5, 4),
        (datetime(2026, 3, 2, 8, 5, tzinfo=UTC), 600.0, 2),
    ]
    assert found.bad == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("yesterday,35.70,-0.63,35.72,-0.60,", "requested_at is not a time: 'yesterday'"),
        ("2026-03-02T08:00:00Z,35.70,west,35.72,-0.60,", "pickup_lng is not a number: 'west'"),
        ("2026-03-02T08:00:00Z,35.70,-0.63,nan,-0.60,", "dropoff_lat is not a number: 'nan'"),
        ("2026-03-02T08:00:00Z,135.70,-0.63,35.72,-0.60,", "pickup is not on Earth: 135.7, -0.63"),
        ("2026-03-02T08:00:00Z,0,0,35.72,-0.60,", "pickup is 0, 0: no position was recorded"),
        ("2026-03-02T08:00:00Z,35.70,-0.63,35.7001,-0.63,", "pickup and dropoff are less than 100 m apart"),
        ("2026-03-02T08:00:00Z,35.70,-0.63,35.72,-0.60,-4", "duration_s is not above 0: '-4'"),
        ("2026-03-02T08:00:00Z,35.70,-0.63", "dropoff_lat is not a number: ''"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_skipped(tmp_path, row, why):
    path = _file(tmp_path, HEADER + "2026-03-02T08:00:00Z,35.70,-0.63,35.72,-0.60,600\n" + row + "\n")
    found = trips_file.read(path)
    assert [trip.line for trip in found.trips] == [2]
    assert found.bad == [(3, why)]


def test_a_trip_far_from_all_others_does_not_stretch_the_city(tmp_path):
    near = "2026-03-02T08:00:00Z,35.70,-0.63,35.72,-0.60,\n"
    path = _file(tmp_path, HEADER + near * 3 + "2026-03-02T08:00:00Z,36.75,3.05,36.74,3.04,\n")
    found = trips_file.read(path)
    assert len(found.trips) == 3
    assert [line for line, _ in found.bad] == [5]
    assert "km from the middle of the other trips" in found.bad[0][1]


def test_other_columns_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = _file(
        tmp_path,
        "\ufeffid,requested_at,pickup_lat,pickup_lng,dropoff_lat,dropoff_lng\n7,2026-03-02T08:00:00Z,35.70,-0.63,35.72,-0.60\n",
    )
    assert len(trips_file.read(path).trips) == 1


def test_a_file_without_the_columns_says_which(tmp_path):
    with pytest.raises(trips_file.NoTrips, match="missing: dropoff_lng"):
        trips_file.read(_file(tmp_path, "requested_at,pickup_lat,pickup_lng,dropoff_lat\n"))


def test_a_file_without_a_usable_row_says_so(tmp_path):
    with pytest.raises(trips_file.NoTrips, match="no usable row among 1"):
        trips_file.read(_file(tmp_path, HEADER + "never,1,2,3,4,5\n"))


def test_the_sample_is_clean():
    found = trips_file.read(SAMPLE)
    assert (len(found.trips), found.bad) == (36, [])
