"""Documents run out: the driver is warned, then told, and does not drive on."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.fleet import retention, selectors, services
from apps.fleet.models import DriverDocument
from apps.fleet.models.documents import private_files
from apps.kernel import clock, slots
from apps.kernel.models import OutboxEvent
from apps.realtime.models import StreamMessage
from tests.fleet.conftest import in_days

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400


def expires(driver, kind: str, days: int) -> DriverDocument:
    document = DriverDocument.objects.get(driver=driver, kind=kind, status="verified")
    document.expires_on = in_days(days)
    document.save()
    return document


def told() -> list[tuple[str, str]]:
    messages = StreamMessage.objects.filter(event="driver.updated", about="document").order_by("seq")
    return [(message.data["title"], message.data["document"]) for message in messages]


def watch() -> None:
    retention.watch_documents("any")


@pytest.fixture
def noon(travel):
    """It is noon, so that no time zone is on another day."""
    now = clock.now()
    travel((now.replace(hour=12, minute=0, second=0, microsecond=0) - now).total_seconds() + DAY)


def test_it_counts_through_its_last_day(noon, karim, travel):
    document = expires(karim, "driving_licence", 0)

    assert selectors.go_online_refusals(karim.id) == []
    watch()
    assert DriverDocument.objects.get(id=document.id).status == "verified"


def test_an_expired_document_stops_at_the_gate_and_says_since_when(noon, api, karim):
    document = expires(karim, "insurance", -3)

    for _ in range(2):  # before the job has said so, and after
        answer = api(karim.person, "driver").post("/api/v1/driver/shift/start", headers={"Accept-Language": "en"})
        [reason] = answer.json()["reasons"]
        assert (answer.status_code, reason["code"], reason["kind"]) == (409, "document-expired", "insurance")
        assert (reason["vehicle"], reason["since"]) == ("00123-116-16", str(document.expires_on))
        assert reason["detail"].startswith("Insurance · 00123-116-16: expired on ")
        watch()


def test_who_is_online_goes_offline_and_is_told_why(noon, karim):
    services.go_online(driver_id=karim.id)
    expires(karim, "driving_licence", -1)

    watch()

    assert selectors.open_shift(karim.id) is None
    assert karim.shifts.get().end_reason == "document"
    assert told() == [("Votre document a expiré.", "Permis de conduire")]
    assert OutboxEvent.objects.filter(name="fleet.DocumentExpired").count() == 1


def test_a_run_under_way_is_finished_first(noon, karim):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)
    expires(karim, "inspection", -1)

    watch()

    assert selectors.on_duty([karim.id])[karim.id].last_trip, "no further work"
    services.release(driver_id=karim.id)
    assert selectors.open_shift(karim.id) is None


def test_the_papers_of_a_car_in_the_garage_end_no_shift(noon, karim, nadia):
    from tests.fleet.test_vehicles import SEDAN

    second = services.add_vehicle(driver_id=karim.id, **SEDAN)
    services.approve_vehicle(vehicle_id=second.id, actor_id=nadia.id)
    DriverDocument.objects.create(
        driver=karim, vehicle=second, kind="insurance", status="verified", expires_on=in_days(-1)
    )
    services.go_online(driver_id=karim.id)

    watch()

    assert selectors.open_shift(karim.id)
    assert told()[-1] == ("Votre document a expiré.", "Assurance · 04411-120-16")


def test_it_happens_once(noon, karim):
    expires(karim, "driving_licence", -1)

    for _ in range(3):
        watch()

    assert len(told()) == 1
    assert OutboxEvent.objects.filter(name="fleet.DocumentExpired").count() == 1


def test_drivers_are_warned_fourteen_and_three_days_before(noon, karim, travel):
    expires(karim, "driving_licence", 15)
    heard = []
    for _ in range(16):
        watch()
        heard.append(len(told()))
        travel(DAY)

    assert heard == [0, *[1] * 11, *[2] * 4]
    assert [title for title, _ in told()] == [
        "Votre document expire dans 14 jours.",
        "Votre document expire dans 3 jours.",
    ]
    assert OutboxEvent.objects.filter(name="fleet.DocumentExpiring").count() == 2


def test_a_document_that_comes_late_is_warned_of_once(noon, karim):
    expires(karim, "driving_licence", 2)

    for _ in range(2):
        watch()

    assert [title for title, _ in told()] == ["Votre document expire dans 2 jours."]


def test_a_new_document_is_warned_of_anew(noon, karim, nadia, hand_in, travel):
    expires(karim, "driving_licence", 3)
    watch()
    document = hand_in(karim, days=10)
    services.verify_document(document_id=document.id, actor_id=nadia.id)

    watch()

    assert [title for title, _ in told()][-1] == "Votre document expire dans 10 jours."


def test_the_day_ends_where_the_driver_works(karim, travel):
    """At 23:30 UTC it is the next day in Algiers."""
    now = clock.now()
    late = datetime(now.year, now.month, now.day, 23, 30, tzinfo=UTC) + timedelta(days=1)
    travel((late - now).total_seconds())
    document = expires(karim, "driving_licence", 0)

    watch()

    assert DriverDocument.objects.get(id=document.id).status == "expired"


def test_the_jobs_are_scheduled_as_slots(karim):
    assert slots.jobs()["fleet.documents"].cadence == slots.HOURLY
    assert slots.jobs()["fleet.forget"].cadence == slots.DAILY


# Files


def files() -> list[str]:
    return [document.file.name for document in DriverDocument.objects.exclude(file="")]


def forget() -> None:
    retention.forget("any")


def test_the_file_of_a_refused_document_is_kept_ninety_days(karim, nadia, hand_in, travel):
    document = hand_in(karim)
    services.reject_document(document_id=document.id, actor_id=nadia.id, reason="unreadable")
    name = document.file.name
    travel(89 * DAY)
    forget()
    assert files() == [name]
    travel(2 * DAY)

    forget()

    assert files() == []
    assert not private_files().exists(name)
    assert DriverDocument.objects.get(id=document.id).status == "rejected", "that it was refused is not forgotten"


def test_a_verified_document_is_kept(karim, nadia, hand_in, travel):
    document = hand_in(karim)
    services.verify_document(document_id=document.id, actor_id=nadia.id)
    travel(300 * DAY)

    forget()

    assert files() == [document.file.name]


def test_the_files_of_who_did_not_become_a_driver_are_deleted(api, amina, travel):
    from tests.fleet.test_applications import ADDRESS, begin
    from tests.fleet.test_applications import hand_in as send

    client = api(amina, "rider")
    begin(client)
    send(client, "insurance")
    travel(100 * DAY)
    forget()
    assert len(files()) == 1, "the application is still open"
    client = api(amina, "rider")
    client.post(f"{ADDRESS}/withdraw")
    travel(91 * DAY)

    forget()

    assert files() == []


def test_a_file_whose_document_was_never_written_is_swept(karim, hand_in, travel):
    kept, lost = hand_in(karim), hand_in(karim, "insurance")
    name = lost.file.name
    DriverDocument.objects.filter(id=lost.id).delete()
    forget()
    assert private_files().exists(name), "its transaction may still be running"
    travel(DAY)

    forget()

    assert not private_files().exists(name)
    assert private_files().exists(kept.file.name)
