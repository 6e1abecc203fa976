"""Drivers go online and offline."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts import services as accounts
from apps.accounts.models import AuditLine
from apps.fleet import selectors, services, tasks
from apps.fleet.models import Driver, Shift
from apps.fleet.services import index
from apps.kernel import outbox, redis
from apps.kernel.models import OutboxEvent
from apps.kernel.transitions import TransitionRefused
from tests.dispatch.conftest import stand
from tests.places import ALGIERS_CENTRE

pytestmark = pytest.mark.django_db


def online_members() -> set[bytes]:
    return redis.client().smembers(selectors.online_key())


def reasons(response) -> list[str]:
    return [reason["code"] for reason in response.json()["reasons"]]


def test_a_driver_goes_online(api, karim, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = api(karim.person, "driver").post("/api/v1/driver/shift/start")

    assert response.status_code == 200
    assert Shift.objects.get(driver=karim).id == selectors.open_shift(karim.id).id
    assert response.json()["id"] == str(Shift.objects.get().id)
    assert online_members() == {str(karim.id).encode()}
    assert list(OutboxEvent.objects.values_list("name", flat=True)) == ["fleet.ShiftStarted"]


def test_being_online_already_is_fine(api, karim):
    client = api(karim.person, "driver")

    first, second = (client.post("/api/v1/driver/shift/start") for _ in range(2))

    assert first.json() == second.json()
    assert Shift.objects.count() == 1


def test_a_driver_goes_offline(api, karim, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.go_online(driver_id=karim.id)
        response = api(karim.person, "driver").post("/api/v1/driver/shift/end")

    assert response.status_code == 204
    assert selectors.open_shift(karim.id) is None
    assert Shift.objects.get().ended_at is not None
    assert online_members() == set()


def test_going_offline_twice_is_fine(karim):
    services.go_offline(driver_id=karim.id)

    assert not Shift.objects.exists()


def test_nobody_goes_offline_during_a_trip(api, karim):
    services.go_online(driver_id=karim.id)
    assert services.occupy(driver_id=karim.id)

    response = api(karim.person, "driver").post("/api/v1/driver/shift/end")

    assert response.status_code == 409
    assert response.json()["type"] == "/problems/shift-occupied"
    assert Shift.objects.get().ended_at is None


def test_only_an_active_driver_goes_online(api, karim, nadia):
    services.suspend(driver_id=karim.id, actor_id=nadia.id, reason_code="complaints", note="Deux plaintes.")

    response = api(karim.person, "driver").post("/api/v1/driver/shift/start")

    assert response.status_code == 409
    assert (response.json()["type"], reasons(response)) == ("/problems/cannot-go-online", ["driver-not-active"])


def test_every_shut_gate_is_told_at_once_in_the_drivers_language(api, karim, nadia):
    services.suspend(driver_id=karim.id, actor_id=nadia.id)
    karim.vehicles.update(active=False)

    answer = api(karim.person, "driver").post("/api/v1/driver/shift/start", headers={"Accept-Language": "fr"}).json()

    assert answer["title"] == "Vous ne pouvez pas passer en ligne maintenant."
    assert answer["reasons"] == [
        {"code": "driver-not-active", "title": "Votre compte chauffeur n’est pas actif."},
        {"code": "no-vehicle", "title": "Vous n’avez aucun véhicule actif."},
    ]


def test_nobody_goes_online_without_a_vehicle(api, karim):
    karim.vehicles.update(active=False)

    response = api(karim.person, "driver").post("/api/v1/driver/shift/start")

    assert (response.status_code, reasons(response)) == (409, ["no-vehicle"])


def test_the_database_allows_one_open_shift(karim):
    shift = services.go_online(driver_id=karim.id)

    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(driver=karim, vehicle=shift.vehicle, started_at=shift.started_at)


def test_suspending_a_driver_ends_the_shift_and_is_on_record(karim, nadia):
    services.go_online(driver_id=karim.id)

    services.suspend(driver_id=karim.id, actor_id=nadia.id, reason_code="complaints", note="Deux plaintes.")

    assert Driver.objects.get(id=karim.id).status == "suspended"
    assert selectors.open_shift(karim.id) is None
    line = AuditLine.objects.get(action="driver.suspended")
    assert (line.actor_id, line.subject) == (nadia.id, f"driver:{karim.id}")
    assert line.details == {"reason": "complaints", "note": "Deux plaintes."}


def test_a_suspended_driver_on_a_trip_finishes_it(karim, nadia):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)

    services.suspend(driver_id=karim.id, actor_id=nadia.id)

    assert selectors.open_shift(karim.id).occupied


def test_an_active_driver_cannot_be_reinstated(karim, nadia):
    with pytest.raises(TransitionRefused) as refused:
        services.reinstate(driver_id=karim.id, actor_id=nadia.id)

    assert refused.value.extra == {"current": "active", "wanted": "active"}


def test_the_driver_sees_themselves(api, karim):
    shift = services.go_online(driver_id=karim.id)

    body = api(karim.person, "driver").get("/api/v1/driver/me").json()

    assert body.pop("shift")["id"] == str(shift.id)
    assert body == {
        "driver_id": str(karim.id),
        "full_name": "Karim Meziane",
        "status": "active",
        "rating": 5.0,
        "online": True,
        "vehicle": {
            "plate": "00123-116-16",
            "make": "Renault",
            "model": "Symbol",
            "colour": "white",
            "category": "standard",
        },
        "refusals": [],
    }


def test_a_card_masks_the_phone(karim):
    card = selectors.card(karim.id)

    assert card.phone_masked == "+21355•••••11"
    assert card.as_dict()["driver_id"] == str(karim.person_id)


def test_redis_is_told_again_who_is_online(karim, sofia):
    services.go_online(driver_id=karim.id)
    redis.client().delete(selectors.online_key())
    redis.client().sadd(selectors.online_key(), str(sofia.id))

    services.restore_online()

    assert online_members() == {str(karim.id).encode()}


def test_who_comes_online_while_redis_is_told_again_stays_online(karim, monkeypatch):
    real = index._open_shifts

    def read_just_before_karim_starts():
        shifts = list(real().values_list("driver_id", flat=True))
        services.go_online(driver_id=karim.id)
        index.mark_online(karim.id)
        return real().filter(driver_id__in=shifts)

    with monkeypatch.context() as race:
        race.setattr(index, "_open_shifts", read_just_before_karim_starts)
        services.restore_online()

    assert online_members() == {str(karim.id).encode()}


def test_suspending_the_person_ends_the_shift(karim, nadia):
    services.go_online(driver_id=karim.id)

    accounts.suspend(person_id=karim.person_id, actor_id=nadia.id)
    assert not selectors.on_duty([karim.id])[karim.id].may_work
    outbox.relay()

    assert selectors.open_shift(karim.id) is None
    assert OutboxEvent.objects.filter(name="fleet.ShiftEnded").count() == 1


def test_a_suspended_person_does_not_go_online(karim, nadia):
    accounts.suspend(person_id=karim.person_id, actor_id=nadia.id)

    with pytest.raises(services.CannotGoOnline) as refused:
        services.go_online(driver_id=karim.id)

    assert [reason["code"] for reason in refused.value.extra["reasons"]] == ["driver-not-active"]


def suspend_the_person(driver, actor):
    accounts.suspend(person_id=driver.person_id, actor_id=actor.id)


def suspend_the_driver(driver, actor):
    services.suspend(driver_id=driver.id, actor_id=actor.id)


@pytest.mark.parametrize("suspend", [suspend_the_person, suspend_the_driver])
def test_who_is_suspended_on_a_trip_goes_offline_after_it(karim, nadia, suspend):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)
    suspend(karim, nadia)
    outbox.relay()
    assert selectors.open_shift(karim.id).occupied

    services.release(driver_id=karim.id)

    assert selectors.open_shift(karim.id) is None


def test_after_a_trip_an_active_driver_stays_online(karim):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)

    services.release(driver_id=karim.id)

    assert not selectors.open_shift(karim.id).occupied


def test_a_shift_that_a_suspension_missed_is_swept(karim):
    services.go_online(driver_id=karim.id)
    Driver.objects.filter(id=karim.id).update(status="suspended")

    tasks.restore_online()

    assert selectors.open_shift(karim.id) is None


def test_half_an_hour_of_silence_ends_a_shift(karim, sofia, mehdi, algiers, travel):
    for driver in (karim, sofia, mehdi):
        services.go_online(driver_id=driver.id)
    services.occupy(driver_id=mehdi.id)
    tasks.restore_online()
    travel(1_700)
    stand(sofia.id, algiers.id, ALGIERS_CENTRE)
    tasks.restore_online()
    assert selectors.open_shift(karim.id)
    travel(110)

    tasks.restore_online()

    assert selectors.open_shift(karim.id) is None
    assert selectors.open_shift(sofia.id), "she was heard of two minutes ago"
    assert selectors.open_shift(mehdi.id).occupied
    assert OutboxEvent.objects.filter(name="fleet.ShiftEnded").count() == 1


def test_a_redis_that_forgot_ends_nobodys_shift(karim, travel):
    services.go_online(driver_id=karim.id)
    tasks.restore_online()
    travel(3_600)
    redis.client().flushdb()

    tasks.restore_online()

    assert selectors.open_shift(karim.id)


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "me"), ("post", "shift/start"), ("post", "shift/end"), ("post", "positions")],
)
def test_a_courier_whose_driver_role_was_withdrawn_is_refused(api, karim, method, path):
    accounts.grant_role(karim.person, "courier")
    accounts.withdraw_role(person_id=karim.person_id, role="driver", actor_id=None)

    response = getattr(api(karim.person, "courier"), method)(f"/api/v1/driver/{path}")

    assert (response.status_code, response.json()["type"]) == (403, "/problems/forbidden")
    assert not Shift.objects.exists()
