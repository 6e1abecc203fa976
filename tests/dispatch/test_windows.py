"""When a zone is matched, who may be matched, and what a round costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.dispatch import services, tasks
from apps.dispatch.algorithms import matching
from apps.dispatch.models import Job, MatchWindow, Offer, Policy
from apps.dispatch.services import rounds
from apps.fleet import services as fleet
from apps.geo import selectors as geo
from apps.kernel import clock, outbox
from tests.dispatch.conftest import gates, north_of
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def hints(monkeypatch) -> list[tuple[str, float]]:
    """(zone, countdown in wall seconds) of every hint to a worker."""
    sent = []
    monkeypatch.setattr(
        tasks.match_zone, "apply_async", lambda args, countdown, expires: sent.append((args[0], round(countdown, 1)))
    )
    return sent


def test_an_opened_job_is_matched_half_a_second_later(job, algiers, hints, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job()
        outbox.relay()

    window = MatchWindow.objects.get()
    assert (window.zone_id, window.status) == (algiers.id, "pending")
    opened = Job.objects.get().opened_at
    assert timedelta(seconds=0.5) <= window.due_at - opened < timedelta(seconds=30)
    assert [zone_id for zone_id, _ in hints] == [str(algiers.id)]
    assert 0 <= hints[0][1] <= 0.5


def test_jobs_of_one_moment_share_a_window(job, hints):
    job(), job(), job()

    outbox.relay()

    assert MatchWindow.objects.count() == 1


def test_a_window_runs_once_and_not_before_its_time(karim, on_the_road, job, algiers, travel):
    on_the_road(karim)
    job()
    services.schedule_window(zone_id=algiers.id, due_at=clock.now() + timedelta(seconds=1))

    services.run_window(zone_id=algiers.id)
    assert not Offer.objects.exists()
    travel(1)
    services.run_window(zone_id=algiers.id)
    services.run_window(zone_id=algiers.id)

    assert list(MatchWindow.objects.values_list("status", flat=True)) == ["done"]
    assert Offer.objects.count() == 1


def test_a_job_without_driver_is_tried_again_in_two_seconds_with_a_wider_circle(job, algiers, match):
    ride = job()

    match()

    ride.refresh_from_db()
    pending = MatchWindow.objects.get(status="pending")
    assert ride.radius_step == 1
    assert timedelta(seconds=1.5) < pending.due_at - clock.now() <= timedelta(seconds=2)


def test_the_circle_grows_to_eight_kilometres(karim, on_the_road, job, match):
    on_the_road(karim, 7_900)
    job()

    match(), match()
    assert not Offer.objects.exists()
    match()

    assert Offer.objects.get().pickup_distance_m == 7_900


def test_the_sweeper_runs_what_no_hint_reached(karim, on_the_road, job, hints):
    on_the_road(karim)
    job()

    tasks.match_due_windows()

    assert Offer.objects.get().driver_id == karim.id


def test_the_window_of_a_killed_worker_is_found(karim, on_the_road, job, algiers, travel, hints):
    on_the_road(karim)
    ride = job()
    MatchWindow.objects.create(
        zone_id=algiers.id,
        due_at=clock.now(),
        status="running",
        lease_until=clock.wall() + timedelta(seconds=30),
    )

    tasks.match_due_windows()
    assert not Offer.objects.exists()
    travel(31)
    on_the_road(karim)
    tasks.match_due_windows()

    assert ride.offers.get().status == "open"


def test_a_failed_round_is_tried_again_in_two_seconds(karim, on_the_road, job, algiers, travel, monkeypatch):
    from apps.dispatch.services import windows

    def fail(**kwargs):
        raise ValueError("a bug of ours")

    on_the_road(karim)
    job()
    services.schedule_window(zone_id=algiers.id, due_at=clock.now())
    with monkeypatch.context() as broken:
        broken.setattr(windows, "match_open_jobs", fail)
        next_due = services.run_window(zone_id=algiers.id)

    assert sorted(MatchWindow.objects.values_list("status", flat=True)) == ["done", "pending"]
    assert timedelta(seconds=1.5) < next_due - clock.now() <= timedelta(seconds=2)
    travel(2)
    services.run_window(zone_id=algiers.id)
    assert Offer.objects.get().driver_id == karim.id


def test_a_zone_that_fails_does_not_hold_up_the_others(algiers, job, hints, monkeypatch):
    casablanca = geo.zone("casablanca")
    for late, zone in enumerate((algiers, casablanca)):
        services.schedule_window(zone_id=zone.id, due_at=clock.now() - timedelta(seconds=9 - late))
    run, tried = services.run_window, []

    def fail_in_algiers(*, zone_id):
        tried.append(zone_id)
        if zone_id == algiers.id:
            raise ValueError("a bug of ours")
        return run(zone_id=zone_id)

    monkeypatch.setattr(services, "run_window", fail_in_algiers)
    tasks.match_due_windows()

    assert tried == [algiers.id, casablanca.id]
    assert MatchWindow.objects.get(zone_id=casablanca.id).status == "done"


def test_one_sweep_does_the_work_of_all(karim, on_the_road, job, match, travel, hints):
    on_the_road(karim)
    offered, hopeless = job(), job(category="van", opened_at=clock.now() - timedelta(seconds=170))
    match()
    travel(15)

    tasks.match_due_windows()

    assert offered.offers.get(epoch=1).status == "undelivered"
    hopeless.refresh_from_db()
    assert hopeless.status == "unserved"


def test_a_sweep_that_fails_does_not_stop_the_matching(karim, on_the_road, job, hints, monkeypatch):
    def fail():
        raise ValueError("a bug of ours")

    monkeypatch.setattr(services, "expire_offers", fail)
    on_the_road(karim)
    job()

    tasks.match_due_windows()

    assert Offer.objects.get().driver_id == karim.id


def test_a_closed_offer_asks_for_the_next_driver_at_once(karim, on_the_road, job, match, algiers, hints):
    on_the_road(karim)
    job()
    match()
    outbox.relay()
    MatchWindow.objects.all().delete()

    services.decline_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.id)
    outbox.relay()

    assert MatchWindow.objects.get().due_at <= clock.now()


def test_gates_keep_drivers_out_and_are_on_record(karim, sofia, mehdi, on_the_road, job, match):
    on_the_road(karim, 100)
    on_the_road(sofia, 200)
    on_the_road(mehdi, 300)
    fleet.go_offline(driver_id=karim.id)
    sofia.vehicles.update(category="van")
    fleet.occupy(driver_id=mehdi.id)
    from tests.dispatch.conftest import stand

    ride = job()
    stand(karim.id, ride.zone_id, north_of(ALGIERS_CENTRE, 100))  # his app still talks

    match()

    assert gates(ride) == {karim.id: "shift", sofia.id: "category", mehdi.id: "run"}


def test_why_not_this_driver_again(karim, sofia, on_the_road, job, match):
    on_the_road(karim, 100)
    ride = job()
    match()
    services.decline_offer(offer_id=Offer.objects.get().id, driver_person_id=karim.id)
    match()
    on_the_road(sofia, 200)
    job()
    match()

    assert gates(ride, epoch=1, radius_m=4_000) == {karim.id: "offered_before"}


def test_a_suspended_driver_gets_nothing(karim, on_the_road, job, match, nadia):
    on_the_road(karim)
    fleet.occupy(driver_id=karim.id)
    fleet.suspend(driver_id=karim.id, actor_id=nadia.id)
    ride = job()

    match()

    assert gates(ride) == {karim.id: "driver"}


def test_the_greedy_solver_steps_in_when_the_other_fails(karim, on_the_road, job, match, monkeypatch):
    def fail(*args, **kwargs):
        raise MemoryError("too many edges")

    monkeypatch.setattr(matching.assignment, "solve", fail)
    on_the_road(karim)
    job()

    match()

    assert Offer.objects.get().driver_id == karim.id


def test_a_round_over_its_budget_is_greedy_counted_and_still_valid(
    karim, sofia, on_the_road, job, match, algiers, caplog
):
    services.add_policy(policy=Policy(zone_id=algiers.id, solver_budget_ms=0))
    on_the_road(karim, 100)
    on_the_road(sofia, 200)
    job(), job()
    counted = rounds.greedy_total.labels("budget")._value.get

    before = counted()
    match()

    assert sorted(Offer.objects.values_list("driver_id", "status")) == sorted([(karim.id, "open"), (sofia.id, "open")])
    assert counted() - before == 2
    assert "solver_over_budget" in caplog.text


def test_the_zones_own_newest_policy_is_in_force(karim, on_the_road, job, match, algiers, nadia):
    services.add_policy(policy=Policy(offer_s=99), actor_id=nadia.id)
    services.add_policy(policy=Policy(zone_id=algiers.id, offer_s=20), actor_id=nadia.id)
    newest = services.add_policy(policy=Policy(zone_id=algiers.id, offer_s=30), actor_id=nadia.id)
    on_the_road(karim)
    job()

    match()

    offer = Offer.objects.get()
    assert newest.version == 2
    assert offer.deadline - offer.made_at == timedelta(seconds=30)


def test_a_round_asks_the_database_as_often_for_thirty_jobs_as_for_one(karim, sofia, amina, on_the_road, job, algiers):
    on_the_road(karim)
    fleet.occupy(driver_id=karim.id)
    geo.speeds(algiers, clock.now())  # read once a minute

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            services.match_open_jobs(zone_id=algiers.id)
        return len(captured)

    job(requester_id=amina.id)
    queries()  # learned speeds are read once a minute
    for_one = queries()
    on_the_road(sofia)
    fleet.occupy(driver_id=sofia.id)
    for _ in range(29):
        job(requester_id=amina.id)
    for_thirty = queries()

    assert Job.objects.count() == 30
    # policy, jobs; shifts, runs, offers, unreachable apps of the drivers; assignments, offers, pairs of the jobs;
    # what the log has, what it gets; the radius
    assert for_one == for_thirty == 12


def test_yesterdays_windows_and_last_months_rounds_are_forgotten(job, match, travel):
    job()
    match()
    travel(32 * 86_400)

    services.forget("2026-11-21")

    assert list(MatchWindow.objects.values_list("status", flat=True)) == ["pending"]
