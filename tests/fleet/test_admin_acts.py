"""What staff do about drivers: asked once more, written down, told, and refused in words where it cannot be."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from apps.fleet import services
from apps.fleet.models import Appeal, Hotspot, IncentivePolicy, Pair, Suspension, Vehicle
from apps.kernel import clock

TERMS = {
    "code": "weekend", "kind": "quest", "period": "whole", "trips_needed": "20", "amount": "300000",
    "name_fr": "Prime", "name_ar": "مكافأة", "name_en": "Weekend",
}  # fmt: skip
CAR = {"make": "Kia", "model": "Rio", "colour": "red", "category": "standard", "seats": 4}


@pytest.fixture
def desk(nadia) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def page(name: str, *arguments: object) -> str:
    return reverse(f"admin:fleet_{name}", args=arguments)


def when(days: int) -> tuple[str, str]:
    moment = clock.now() + timedelta(days=days)
    return f"{moment:%Y-%m-%d}", "10:00:00"


def typed(zone, **changes: str) -> dict:
    moments = {}
    for name, days in (("starts_at", 1), ("ends_at", 8)):
        moments[f"{name}_0"], moments[f"{name}_1"] = when(days)
    return {"zone": str(zone.id), **TERMS, **moments, **changes}


def test_a_promise_is_made_only_after_it_was_shown_what_changes(desk, nadia, algiers):
    shown = desk.post(page("incentivepolicy_add"), typed(algiers))
    assert "The first version of this promise." in shown.content.decode()
    assert not IncentivePolicy.objects.exists()

    answer = desk.post(page("incentivepolicy_add"), typed(algiers, confirmed="0"))

    assert answer.status_code == 302
    made = IncentivePolicy.objects.get()
    assert (made.version, made.amount, made.created_by_id) == (1, 300_000, nadia.pk)
    day = datetime.fromisoformat(when(1)[0])
    assert made.starts_at == day.replace(hour=9, tzinfo=UTC), "ten o'clock in Algiers"


def test_a_promise_compared_with_an_older_version_is_shown_anew(desk, algiers):
    for _ in range(2):
        desk.post(page("incentivepolicy_add"), typed(algiers, confirmed="0"))

    assert IncentivePolicy.objects.count() == 1
    again = desk.post(page("incentivepolicy_add"), typed(algiers, amount="400000"))
    assert "Compared with version 1" in again.content.decode()


def test_a_hotspot_is_marked_in_its_zone_until_it_is_ended(desk, algiers):
    ends = dict(zip(("ends_at_0", "ends_at_1"), when(1), strict=True))
    form = {"zone": str(algiers.id), "lat": "36.75", "lng": "3.05", "radius_m": "500", "note_fr": "Gare", **ends}
    outside = desk.post(page("hotspot_add"), form | {"lat": "48.85", "lng": "2.35"})
    assert "This place is outside the zone." in outside.content.decode()

    assert desk.post(page("hotspot_add"), form).status_code == 302
    hotspot = Hotspot.objects.get()
    assert (hotspot.note, hotspot.source) == ("Gare", "staff")
    desk.post(page("hotspot_end", hotspot.pk))

    assert not Hotspot.objects.filter(ends_at__gt=clock.now()).exists()


def test_staff_block_two_and_take_back_only_their_own_block(desk, amina, karim):
    services.block_pair(rider_id=amina.id, driver_id=karim.id, by="driver")
    form = {"rider": str(amina.id), "driver": str(karim.id), "reason": "They quarrelled."}
    assert desk.post(page("pair_add"), form).status_code == 302
    assert "Staff have blocked these two already." in desk.post(page("pair_add"), form).content.decode()

    his, ours = Pair.objects.get(by="driver"), Pair.objects.get(by="staff")
    assert desk.post(page("pair_unblock", his.pk)).status_code == 403
    assert desk.post(page("pair_unblock", ours.pk)).status_code == 302

    assert list(Pair.objects.values_list("by", flat=True)) == ["driver"]


def test_a_driver_is_suspended_with_a_reason_and_the_appeal_is_decided_once(desk, karim):
    assert desk.post(page("driver_suspend", karim.pk), {"reason_code": ""}).status_code == 200
    assert not Suspension.objects.exists()
    desk.post(page("driver_suspend", karim.pk), {"reason_code": "complaints", "note": "Two riders wrote."})
    services.appeal(driver_id=karim.id, text="I was not there.")
    appeal = Appeal.objects.get()

    desk.post(page("appeal_grant", appeal.pk), {"answer": "You are right."})
    late = desk.post(page("appeal_refuse", appeal.pk), {"answer": "No."}, follow=True)

    assert "Nadia Rahmani was faster. It is now: Granted." in late.content.decode()
    appeal.refresh_from_db()
    karim.refresh_from_db()
    assert (appeal.status, appeal.answer, karim.status) == ("granted", "You are right.", "active")
    assert LogEntry.objects.count() == 2


def test_a_vehicle_brought_to_the_office_waits_like_any_other(desk, karim):
    form = CAR | {"driver": str(karim.id), "plate": "7-7-7"}
    unfit = desk.post(page("vehicle_add"), form | {"category": "van"})
    assert "This vehicle does not meet the rules of the category." in unfit.content.decode()

    assert desk.post(page("vehicle_add"), form).status_code == 302

    assert Vehicle.objects.filter(plate="7-7-7", status="submitted", active=False).exists()


def test_a_vehicle_on_the_road_is_not_retired(desk, karim):
    services.go_online(driver_id=karim.id)
    car = karim.vehicles.get()

    answer = desk.get(page("vehicle_retire", car.pk))
    assert "The driver is online with it." in answer.content.decode()
    assert desk.post(page("vehicle_retire", car.pk)).status_code == 200
    car.refresh_from_db()
    assert car.status == "approved"


@pytest.mark.parametrize("name", ["hotspot_add", "queueplace_add"])
def test_a_new_place_is_in_no_zone_until_one_is_chosen(desk, name):
    form = desk.get(page(name)).context["adminform"].form
    assert form["zone"].value() is None
