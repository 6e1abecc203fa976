"""POST /api/v1/rider/rides/<id>/sos and the driver's, and what staff do about it."""

import pytest
from django.urls import reverse

from apps.accounts.models import AuditLine
from apps.kernel import redis
from apps.kernel.models import OutboxEvent
from apps.portals.selectors import zone_snapshot
from apps.rides.models import SafetyAlert
from tests.places import ALGIERS_CENTRE, HYDRA


def calls(city, person, role: str, ride, **place: float):
    return city.client(person, role).post(f"/api/v1/{role}/rides/{ride['id']}/sos", place)


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_call_for_help_is_on_the_map_of_every_zone(city, amina, karim):
    ride = city.under_way(amina, karim)
    answer = calls(city, amina, "rider", ride)
    alert = answer.json()
    assert (answer.status_code, alert["status"], alert["kind"]) == (200, "open", "sos")
    assert (alert["emergency_number"], alert["emergency_sms"]) == ("17", "")

    expected = {
        "id": alert["id"], "ride_id": ride["id"], "kind": "sos", "status": "open", "side": "rider",
        "person": "Amina Benali", "driver": "Karim Meziane", "zone": "algiers",
        "lat": ALGIERS_CENTRE.lat + 0.002, "lng": ALGIERS_CENTRE.lng, "age": 0,
    }  # fmt: skip
    assert zone_snapshot("algiers")["alerts"] == zone_snapshot("tunis")["alerts"] == [expected]
    assert OutboxEvent.objects.filter(name="rides.SafetyAlertOpened").count() == 1


def test_staff_see_the_car_move_also_after_the_trip(city, amina, karim):
    ride = city.under_way(amina, karim)
    calls(city, amina, "rider", ride)
    city.step(karim, ride, "complete")
    city.wait(60)
    city.stand(karim, HYDRA)
    [alert] = zone_snapshot("algiers")["alerts"]
    assert (alert["lat"], alert["lng"], alert["age"]) == (HYDRA.lat, HYDRA.lng, 60)


def test_pressed_twice_it_is_one_alert_and_each_person_has_their_own(city, amina, karim):
    ride = city.under_way(amina, karim)
    first = calls(city, amina, "rider", ride).json()
    again = calls(city, amina, "rider", ride, lat=36.7, lng=3.1).json()
    assert again == first
    assert SafetyAlert.objects.values_list("lat", "lng").get() == (36.7, 3.1)

    his = city.command(karim, "driver", "ride.sos", {"ride_id": ride["id"]})["data"]["alert"]
    assert his["id"] != first["id"]
    assert [alert["side"] for alert in zone_snapshot("algiers")["alerts"]] == ["driver", "rider"]


def test_the_other_side_hears_nothing(city, amina, karim):
    ride = city.under_way(amina, karim)
    before = city.told("driver", karim)
    calls(city, amina, "rider", ride)
    assert city.told("driver", karim) == before


def test_help_is_called_and_shown_without_redis(city, amina, karim, monkeypatch):
    ride = city.under_way(amina, karim)
    city.rider(amina)
    monkeypatch.setattr(redis, "_out_until", float("inf"))
    assert calls(city, amina, "rider", ride).status_code == 200
    snapshot = zone_snapshot("algiers")
    assert ([alert["person"] for alert in snapshot["alerts"]], snapshot["cars"]) == (["Amina Benali"], [])


def test_no_rate_refuses_a_call(city, amina, karim, settings):
    ride = city.under_way(amina, karim)
    settings.API_RATES = {"anonymous": (0, 60), "person": (0, 60)}
    assert city.rider(amina).get("/api/v1/rider/rides").status_code == 429
    assert calls(city, amina, "rider", ride).status_code == 200


def test_nobody_calls_from_somebody_elses_ride(city, amina, yacine, karim, sofia):
    ride = city.under_way(amina, karim)
    assert calls(city, yacine, "rider", ride).status_code == 404
    assert calls(city, sofia, "driver", ride).status_code == 404
    assert not SafetyAlert.objects.exists()


@pytest.mark.parametrize("wrong", [{"lat": 91, "lng": 3}, {"lat": "north", "lng": 3}])
def test_a_place_off_the_earth_is_refused(city, amina, karim, wrong):
    ride = city.under_way(amina, karim)
    answer = calls(city, amina, "rider", ride, **wrong)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")


def test_staff_acknowledge_and_resolve(city, amina, karim, nadia, desk):
    ride = city.under_way(amina, karim)
    alert = calls(city, amina, "rider", ride).json()
    page = reverse("admin:rides_safetyalert_acknowledge", args=[alert["id"]])
    assert desk.get(page).status_code == 200
    assert SafetyAlert.objects.get().status == "open"  # nothing changes by following a link
    alert_page = desk.get(reverse("admin:rides_safetyalert_change", args=[alert["id"]])).content.decode()
    assert f'href="tel:{amina.phone}"' in alert_page

    desk.post(page, {"note": "Called her."})
    assert zone_snapshot("algiers")["alerts"][0]["status"] == "acknowledged"
    assert city.stream("rider", amina)[-1] == ("safety.updated", {"alert": {**alert, "status": "acknowledged"}})

    desk.post(reverse("admin:rides_safetyalert_resolve", args=[alert["id"]]), {"note": "She is well."})
    row = SafetyAlert.objects.get()
    assert (row.status, row.resolved_by_id, row.note) == ("resolved", nadia.id, "She is well.")
    assert zone_snapshot("algiers")["alerts"] == []
    lines = AuditLine.objects.filter(subject=f"ride:{ride['id']}").order_by("id")
    assert [(line.action, line.actor_id, line.details["note"]) for line in lines] == [
        ("alert.acknowledged", nadia.id, "Called her."),
        ("alert.resolved", nadia.id, "She is well."),
    ]
    assert calls(city, amina, "rider", ride).json()["id"] != alert["id"]
