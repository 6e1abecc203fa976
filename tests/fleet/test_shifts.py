"""Drivers go online and offline."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.models import AuditLine
from apps.fleet import selectors, services
from apps.fleet.models import Driver, Shift
from apps.kernel import redis
from apps.kernel.models import OutboxEvent
from apps.kernel.transitions import TransitionRefused

pytestmark = pytest.mark.django_db


def online_members() -> set[bytes]:
    return redis.client().smembers(selectors.online_key())


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
    services.suspend(driver_id=karim.id, actor_id=nadia.id, reason="complaint")

    response = api(karim.person, "driver").post("/api/v1/driver/shift/start")

    assert response.status_code == 409
    assert (response.json()["type"], response.json()["current"]) == ("/problems/driver-not-active", "suspended")


def test_nobody_goes_online_without_a_vehicle(api, karim):
    karim.vehicles.update(active=False)

    response = api(karim.person, "driver").post("/api/v1/driver/shift/start")

    assert (response.status_code, response.json()["type"]) == (409, "/problems/no-vehicle")


def test_the_database_allows_one_open_shift(karim):
    shift = services.go_online(driver_id=karim.id)

    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(driver=karim, vehicle=shift.vehicle, started_at=shift.started_at)


def test_suspending_a_driver_ends_the_shift_and_is_on_record(karim, nadia):
    services.go_online(driver_id=karim.id)

    services.suspend(driver_id=karim.id, actor_id=nadia.id, reason="complaint")

    assert Driver.objects.get(id=karim.id).status == "suspended"
    assert selectors.open_shift(karim.id) is None
    line = AuditLine.objects.get(action="driver.suspend")
    assert (line.actor_id, line.subject, line.details) == (nadia.id, f"driver:{karim.id}", {"reason": "complaint"})


def test_a_suspended_driver_on_a_trip_finishes_it(karim, nadia):
    services.go_online(driver_id=karim.id)
    services.occupy(driver_id=karim.id)

    services.suspend(driver_id=karim.id, actor_id=nadia.id)

    assert selectors.open_shift(karim.id).occupied


def test_an_active_driver_cannot_be_approved_again(karim, nadia):
    with pytest.raises(TransitionRefused) as refused:
        services.approve(driver_id=karim.id, actor_id=nadia.id)

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
