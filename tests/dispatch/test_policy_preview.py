"""A policy replayed on a recorded hour, before it is put in force."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.dispatch import selectors, services
from apps.dispatch.models import Assignment, Job, Policy
from apps.dispatch.states import JobStatus
from apps.fleet.models import Driver, Shift
from apps.geo.contracts import Point
from apps.kernel import clock
from tests.dispatch.conftest import north_of
from tests.dispatch.test_policies import ADD, desk, hidden, values
from tests.places import ALGIERS_CENTRE, BAB_EZZOUAR, HYDRA

__all__ = ["desk"]
pytestmark = pytest.mark.django_db

PREVIEW = "/admin/dispatch/policy/preview/"


@pytest.fixture
def hour() -> datetime:
    """The full hour before last, in UTC as in Algiers."""
    return clock.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)


@pytest.fixture
def asked(algiers, hour):
    """`asked(10)`: ten minutes into the hour somebody at the centre wanted to go to Bab Ezzouar."""

    def ask(minutes: float, point: Point = ALGIERS_CENTRE, **changes: object) -> Job:
        at = hour + timedelta(minutes=minutes)
        known = {
            "kind": "ride",
            "ref": uuid4(),
            "zone_id": algiers.id,
            "category": "standard",
            "pickup_lat": point.lat,
            "pickup_lng": point.lng,
            "dropoff_lat": BAB_EZZOUAR.lat,
            "dropoff_lng": BAB_EZZOUAR.lng,
            "status": JobStatus.UNSERVED,
            "opened_at": at,
            "patience_until": at + timedelta(seconds=180),
        }
        return Job.objects.create(**known | changes)

    return ask


@pytest.fixture
def worked(algiers, hour):
    """`worked(karim, -30, 20)`: on shift from half an hour before the hour until 20 minutes into it."""

    def work(driver: Driver, begin: float, end: float | None = None) -> Shift:
        begins, ends = (None if minutes is None else hour + timedelta(minutes=minutes) for minutes in (begin, end))
        car = driver.vehicles.get()
        return Shift.objects.create(
            driver=driver, vehicle=car, zone_id=algiers.id, started_at=begins, ended_at=ends or None
        )

    return work


@pytest.fixture
def drove(asked, hour):
    """`drove(karim, -20, -5, HYDRA)`: was given a job to Hydra, and had ended it five minutes before the hour."""

    def drive(driver: Driver, begin: float, end: float | None, to: Point) -> None:
        job = asked(begin, dropoff_lat=to.lat, dropoff_lng=to.lng, status=JobStatus.DONE)
        begins, ends = (None if minutes is None else hour + timedelta(minutes=minutes) for minutes in (begin, end))
        Assignment.objects.create(job=job, epoch=1, driver=driver, assigned_at=begins, ended_at=ends)

    return drive


def preview(zone, hour: datetime, **changes: object) -> services.Preview | None:
    return services.preview_policy(draft=Policy(zone_id=zone.id, **changes), zone_id=zone.id, since=hour)


def test_without_jobs_there_is_nothing_to_replay(algiers, hour, asked):
    asked(-5)
    asked(61)
    asked(10, dropoff_lat=None, dropoff_lng=None)

    assert preview(algiers, hour) is None


def test_a_driver_begins_where_the_last_trip_of_the_shift_ended(algiers, hour, karim, asked, worked, drove):
    worked(karim, -30)
    drove(karim, -20, -5, north_of(ALGIERS_CENTRE, 1_000))
    asked(10)

    found = preview(algiers, hour, radii_m=[500])

    assert (found.jobs, found.drivers, found.placed_by_chance, found.cut) == (1, 1, 0, False)
    assert found.in_force.served_pct == 100.0
    assert found.in_force.idle_km_per_trip == pytest.approx(1.35, rel=0.1)
    assert found.draft.served_pct == 0.0


def test_a_driver_on_a_run_turns_up_when_and_where_it_ended(algiers, hour, karim, asked, worked, drove):
    worked(karim, -30)
    drove(karim, -20, 20, HYDRA)
    asked(10)  # Karim is not there yet, and patience is three minutes
    asked(25, HYDRA)

    found = preview(algiers, hour)

    assert (found.in_force.served_pct, found.in_force.idle_km_per_trip) == (50.0, 0.0)


def test_a_driver_on_a_run_all_the_hour_is_not_there(algiers, hour, karim, asked, worked, drove):
    worked(karim, -30)
    drove(karim, -20, None, HYDRA)
    asked(10)

    assert (preview(algiers, hour).drivers, preview(algiers, hour).in_force.served_pct) == (0, 0.0)


def test_who_was_not_seen_in_the_shift_stands_where_somebody_asked(algiers, hour, karim, asked, worked, drove):
    drove(karim, -60, -50, HYDRA)
    worked(karim, -30)
    asked(10)

    found = preview(algiers, hour)

    assert (found.placed_by_chance, found.in_force.idle_km_per_trip) == (1, 0.0)


def test_nobody_is_sent_anywhere_outside_the_shift(algiers, hour, karim, asked, worked):
    worked(karim, -30, 20)
    asked(10, pickup_lat=BAB_EZZOUAR.lat, pickup_lng=BAB_EZZOUAR.lng)  # a trip of no length
    asked(30)

    assert preview(algiers, hour).in_force.served_pct == 50.0


def test_a_van_is_replayed_with_vans(algiers, hour, karim, sofia, asked, worked):
    worked(karim, -30)
    worked(sofia, -30)
    sofia.vehicles.update(category="van")
    asked(10)
    asked(10, category="van")
    asked(10, category="comfort")

    assert preview(algiers, hour).in_force.served_pct == 66.67


def test_the_window_of_a_policy_is_what_riders_wait(algiers, hour, karim, asked, worked):
    worked(karim, -30)
    asked(10)

    found = preview(algiers, hour, window_ms=1_000)

    assert (found.in_force.wait_mean_s, found.draft.wait_mean_s) == (0.5, 1.0)


def test_of_very_many_jobs_the_first_are_replayed(algiers, hour, karim, asked, worked, monkeypatch):
    monkeypatch.setattr("apps.dispatch.services.preview.MOST_JOBS", 2)
    worked(karim, -30)
    for minutes in (10, 20, 30):
        asked(minutes)

    assert (preview(algiers, hour).jobs, preview(algiers, hour).cut) == (2, True)


def test_the_busiest_hours_are_offered(algiers, hour, asked):
    for minutes in (10, 70, 80, -60 * 24 * 20):
        asked(minutes)

    later = hour + timedelta(hours=1)
    assert [(found.since, found.jobs) for found in selectors.recorded_hours(algiers.id)] == [(later, 2), (hour, 1)]
    assert len(selectors.recorded_hours(None)) == 2
    services.add_policy(policy=Policy(zone_id=algiers.id))
    assert selectors.recorded_hours(None) == []


def test_the_page_replays_the_chosen_hour(desk, algiers, hour, karim, asked, worked):
    worked(karim, -30)
    asked(10, north_of(ALGIERS_CENTRE, 3_000))
    asked(10)
    confirm = desk.post(ADD, values(algiers, radii_m="500")).content.decode()
    (choice, label), *others = re.findall(r'<option value="([^"]*)">([^<]*)</option>', confirm)
    assert (others, "2 jobs" in label) == ([], True)

    page = desk.post(PREVIEW, hidden(confirm) | {"hour": choice}).content.decode()

    assert "2 jobs" in page
    assert "1 driver" in page
    served = re.search(r"Jobs served.*?<bdi>(.*?)</bdi>.*?<bdi>(.*?)</bdi>.*?<bdi[^>]*>(.*?)</bdi>", page, re.DOTALL)
    assert served.groups() == ("50.0", "50.0", "0.0")
    assert not Policy.objects.exists()


def test_the_general_policy_is_replayed_in_a_zone_that_has_none_of_its_own(desk, algiers, asked):
    asked(10)
    confirm = desk.post(ADD, values(patience_s=60)).content.decode()

    (choice, label), *_ = re.findall(r'<option value="([^"]*)">([^<]*)</option>', confirm)

    assert (choice.split("|")[0], label.startswith("Algiers · ")) == (str(algiers.id), True)
    assert (
        "No driver was online in that hour." in desk.post(PREVIEW, hidden(confirm) | {"hour": choice}).content.decode()
    )


def test_without_records_the_page_says_so(desk, algiers):
    assert "Nothing was recorded in the last 14 days" in desk.post(ADD, values(algiers, patience_s=60)).content.decode()


def test_what_a_replay_knows_nothing_about_is_not_replayed(desk, algiers, asked):
    asked(10)

    page = desk.post(ADD, values(algiers, offer_s=20)).content.decode()

    assert "None of these changes makes a difference in a replay" in page
    assert "<option" not in page


@pytest.mark.parametrize(
    "choice", ["", "nowhere|2026-03-02T08:00:00+00:00", "algiers|soon", "algiers|2026-03-02T08:00"]
)
def test_an_hour_that_is_none_is_refused(desk, algiers, choice):
    assert desk.post(PREVIEW, values(algiers) | {"hour": choice}).status_code == 400


def test_an_hour_of_another_zone_is_refused(desk, algiers, hour):
    answer = desk.post(PREVIEW, values(algiers) | {"hour": f"oran|{hour.isoformat()}"})

    assert answer.status_code == 400


def test_an_hour_in_which_nothing_was_recorded(desk, algiers, hour):
    page = desk.post(PREVIEW, values(algiers) | {"hour": f"{algiers.id}|{hour.isoformat()}"}).content.decode()

    assert "Nothing was recorded in that hour." in page


def test_a_policy_that_makes_no_sense_is_refused(desk, algiers, hour):
    answer = desk.post(PREVIEW, values(algiers, offer_s=0) | {"hour": f"{algiers.id}|{hour.isoformat()}"})

    assert answer.status_code == 400


def test_only_who_may_add_policies_may_replay_one(desk, algiers, hour, amina):
    desk.force_login(amina, backend="django.contrib.auth.backends.ModelBackend")

    answer = desk.post(PREVIEW, values(algiers) | {"hour": f"{algiers.id}|{hour.isoformat()}"})

    assert answer.status_code in (302, 403)


def test_a_replay_asks_the_database_as_often_however_many_jobs_there_are(algiers, hour, karim, asked, worked, drove):
    worked(karim, -30)
    drove(karim, -20, -5, HYDRA)
    asked(10)
    preview(algiers, hour)

    with CaptureQueriesContext(connection) as for_one:
        preview(algiers, hour)
    for minutes in range(11, 30):
        asked(minutes)
    with CaptureQueriesContext(connection) as for_twenty:
        preview(algiers, hour)

    assert len(for_one) == len(for_twenty) == 4
