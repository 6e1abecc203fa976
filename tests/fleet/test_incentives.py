"""Quests and guarantees: promised in versions, counted once, earned once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from apps.accounts.models import AuditLine
from apps.fleet import retention, selectors, services
from apps.fleet.models import IncentivePolicy, IncentiveProgress, Shift
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.models import OutboxEvent
from apps.realtime.models import StreamMessage

pytestmark = pytest.mark.django_db
HOUR = 3_600


@pytest.fixture
def promise(algiers):
    """`promise(trips=2)`: a quest of Algiers from now on, for a day."""

    def add(kind: str = "quest", trips: int = 2, amount: int = 300_000, code: str = "weekend", **fields):
        now = clock.now()
        names = {"name_fr": "Défi", "name_ar": "تحدٍّ", "name_en": "Quest"}
        defaults = {"starts_at": now, "ends_at": now + timedelta(days=1), "period": "whole"}
        policy = IncentivePolicy(
            zone_id=algiers.id, code=code, kind=kind, trips_needed=trips, amount=amount, **names, **defaults | fields
        )
        return services.add_incentive(policy=policy)

    return add


@pytest.fixture
def drive(algiers):
    def complete(driver, fare: int = 50_000, at: datetime | None = None, ref=None) -> bool:
        return services.record_trip(
            driver_id=driver.id,
            ref=ref or uuid4(),
            completed_at=at or clock.now(),
            fare_minor=fare,
            zone_id=algiers.id,
        )

    return complete


def progress(driver) -> list[tuple[int, str, int]]:
    rows = IncentiveProgress.objects.filter(driver=driver).order_by("window_start", "code")
    return [(row.trips, row.status, row.earned_minor) for row in rows]


def earned() -> list[dict]:
    return [event.payload for event in OutboxEvent.objects.filter(name="fleet.IncentiveEarned").order_by("id")]


def settle() -> None:
    retention.settle_incentives("any")


def test_a_quest_is_earned_with_its_last_trip(promise, drive, karim, sofia):
    promise(trips=2)

    drive(karim)
    assert (progress(karim), earned()) == ([(1, "running", 0)], [])
    drive(karim)

    assert (progress(karim), progress(sofia)) == ([(2, "earned", 300_000)], [])
    [event] = earned()
    assert (event["driver_id"], event["amount_minor"], event["currency"]) == (str(karim.id), 300_000, "DZD")
    told = StreamMessage.objects.get(event="driver.updated").data
    assert (told["about"], told["title"], told["detail"]) == ("incentive", "Vous avez gagné 3\xa0000,00 DZD.", "Défi")


def test_more_trips_earn_it_once(promise, drive, karim):
    promise(trips=1)

    for _ in range(3):
        drive(karim)

    assert progress(karim) == [(3, "earned", 300_000)]
    assert len(earned()) == 1


def test_the_same_trip_counts_once(promise, drive, karim):
    promise(trips=2)
    ref = uuid4()

    assert [drive(karim, ref=ref) for _ in range(3)] == [True, False, False]
    assert progress(karim) == [(1, "running", 0)]


def test_a_trip_before_after_or_elsewhere_does_not_count(promise, drive, karim, algiers, travel):
    policy = promise()
    drive(karim, at=policy.starts_at - timedelta(seconds=1))
    drive(karim, at=policy.ends_at)
    IncentivePolicy.objects.update(zone=policy.zone)

    assert progress(karim) == []


def test_each_day_is_another_quest(promise, drive, karim, travel):
    promise(trips=1, period="day", ends_at=clock.now() + timedelta(days=3))
    drive(karim)
    travel(24 * HOUR)
    drive(karim)

    assert progress(karim) == [(1, "earned", 300_000)] * 2


def test_a_quest_that_was_not_reached_is_missed_an_hour_after(promise, drive, karim, travel):
    promise(trips=2)
    drive(karim)
    travel(24 * HOUR + 60)
    settle()
    assert progress(karim) == [(1, "running", 0)], "a late trip may still be told of"
    travel(HOUR)

    settle()

    assert progress(karim) == [(1, "missed", 0)]
    assert earned() == []


def test_what_was_promised_at_the_first_trip_holds(promise, drive, karim, sofia):
    promise(trips=2, amount=300_000)
    drive(karim)
    promise(trips=2, amount=100_000)

    for driver in (karim, sofia, sofia):
        drive(driver)

    assert (progress(karim), progress(sofia)) == ([(2, "earned", 300_000)], [(2, "earned", 100_000)])


def test_a_version_follows_and_changes_nothing_before_it(promise, nadia):
    first, second = promise(), promise(amount=1)

    assert [(policy.version, policy.amount) for policy in (first, second)] == [(1, 300_000), (2, 1)]
    assert AuditLine.objects.filter(action="incentive.added").count() == 2


@pytest.fixture
def on_shift(karim, algiers):
    """Karim is online, and was seen in Algiers."""
    services.go_online(driver_id=karim.id)
    Shift.objects.update(zone_id=algiers.id)


def work(karim, drive, travel, fares: list[int]) -> None:
    """2 h 20 min online, and then offline until the promise is decided."""
    for fare in fares:
        drive(karim, fare)
    travel(8_400)
    services.go_offline(driver_id=karim.id)
    travel(25 * HOUR)
    settle()


def row(driver) -> IncentiveProgress:
    return IncentiveProgress.objects.get(driver=driver)


def test_a_guarantee_pays_what_is_missing(promise, drive, karim, on_shift, travel):
    promise("guarantee", trips=3, amount=90_000)
    work(karim, drive, travel, [55_000] * 3)

    assert row(karim).status == "earned"
    assert row(karim).online_s == pytest.approx(8_400, abs=5)
    assert row(karim).earned_minor == pytest.approx(45_000, abs=150)
    assert earned()[0]["amount_minor"] == row(karim).earned_minor
    settle()
    assert len(earned()) == 1


def test_who_earned_more_than_the_guarantee_needs_none(promise, drive, karim, on_shift, travel):
    promise("guarantee", trips=3, amount=90_000)
    work(karim, drive, travel, [80_000] * 3)

    assert (row(karim).status, row(karim).earned_minor, earned()) == ("exceeded", 0, [])


def test_a_guarantee_asks_for_some_trips(promise, drive, karim, on_shift, travel):
    promise("guarantee", trips=3, amount=90_000)
    work(karim, drive, travel, [10_000] * 2)

    assert (row(karim).status, earned()) == ("missed", [])


# The door


def test_the_driver_sees_promises_and_progress(api, promise, drive, karim, on_shift):
    promise(trips=3)
    promise("guarantee", trips=1, amount=90_000, code="hours")
    drive(karim)

    shown = api(karim.person, "driver").get("/api/v1/driver/incentives", headers={"Accept-Language": "en"}).json()

    assert shown["decided"] == []
    facts = [(each["code"], each["kind"], each["trips"], each["trips_needed"]) for each in shown["current"]]
    assert sorted(facts) == [("hours", "guarantee", 1, 1), ("weekend", "quest", 1, 3)]
    assert {each["currency"] for each in shown["current"]} == {"DZD"}
    assert {each["name"] for each in shown["current"]} == {"Quest"}


def test_a_promise_is_seen_before_the_first_trip(api, promise, sofia):
    promise()

    [shown] = api(sofia.person, "driver").get("/api/v1/driver/incentives?zone=algiers").json()["current"]

    assert (shown["trips"], shown["status"], shown["version"]) == (0, "running", 1)
    assert not IncentiveProgress.objects.exists()


def test_what_was_earned_stays_in_sight(api, promise, drive, karim, travel):
    promise(trips=1)
    drive(karim)
    travel(30 * HOUR)

    shown = api(karim.person, "driver").get("/api/v1/driver/incentives?zone=algiers").json()

    assert shown["current"] == []
    assert [(each["status"], each["earned_minor"]) for each in shown["decided"]] == [("earned", 300_000)]


def test_the_list_asks_the_same_for_many_quests(promise, karim, algiers, django_assert_max_num_queries):
    for number in range(5):
        promise("guarantee" if number % 2 else "quest", code=f"promise-{number}")

    with django_assert_max_num_queries(4):
        assert len(selectors.incentives_of(karim.id, algiers.id)) == 5


def test_nothing_before_a_new_promise_counts(promise, drive, karim, travel):
    """Hours and fares alike begin when it was made, however early it was said to begin."""
    karim_online(karim, hours=3)
    drive(karim, fare=20_000)
    promised = promise("guarantee", trips=1, amount=90_000, starts_at=clock.now() - timedelta(hours=13))
    travel(HOUR)
    drive(karim, fare=10_000)

    [view] = selectors.incentives_of(karim.id, promised.zone_id)
    assert (view.trips, view.fare_minor, view.window_start) == (1, 10_000, promised.starts_at)
    assert abs(view.online_s - HOUR) <= 2


def test_a_new_version_keeps_the_beginning_of_the_one_in_force(promise, travel):
    first = promise()
    travel(HOUR)

    second = promise(starts_at=first.starts_at - timedelta(days=1))

    assert second.starts_at == first.starts_at


def karim_online(driver, hours: int) -> None:
    Shift.objects.create(
        driver=driver, vehicle=driver.vehicles.get(), zone_id=geo.zone("algiers").id,
        started_at=clock.now() - timedelta(hours=hours),
    )  # fmt: skip
