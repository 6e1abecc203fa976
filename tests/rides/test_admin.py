"""Rides in the admin: names, not ids; a cancellation has a reason and an audit line."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from apps.accounts.models import AuditLine
from apps.dispatch.models import Assignment, Job
from apps.kernel import clock
from apps.kernel.markup import from_to
from apps.rides.models import Receipt, Ride, SafetyAlert


@pytest.fixture
def desk(client, nadia):
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_list_speaks_of_people_and_places(city, desk, amina, karim):
    city.assigned(amina, karim, pickup_label="Grande Poste", dropoff_label="Airport")
    page = desk.get(reverse("admin:rides_ride_changelist")).content.decode()
    for text in ("Amina Benali", "Karim Meziane", from_to("Grande Poste", "Airport"), "Alger"):
        assert text in page
    for filters in (
        "status=accepted",
        "category=standard",
        f"zone__id__exact={city.zone.id}",
        "requested_at__year=2026",
    ):
        assert desk.get(f"{reverse('admin:rides_ride_changelist')}?{filters}").status_code == 200


def test_a_ride_between_points_without_names_shows_where_they_are(city, desk, amina, karim):
    city.assigned(amina, karim)
    ride = Ride.objects.get()
    Ride.objects.update(pickup_label="", dropoff_label="")
    route = from_to(f"{ride.pickup_lat:.4f}, {ride.pickup_lng:.4f}", f"{ride.dropoff_lat:.4f}, {ride.dropoff_lng:.4f}")
    assert route in desk.get(reverse("admin:rides_ride_changelist")).content.decode()
    assert route in desk.get(reverse("admin:rides_ride_cancel_ride", args=[ride.pk])).content.decode()


def test_a_job_leads_to_its_ride(city, desk, amina, karim):
    ride = city.assigned(amina, karim)
    page = desk.get(reverse("admin:dispatch_job_changelist"), headers={"Accept-Language": "en"}).content.decode()
    assert f'href="{reverse("admin:rides_ride_change", args=[ride["id"]])}"' in page
    for text in ("Karim Meziane", "Algiers", "Assigned", "Amina Benali"):
        assert text in page


def test_a_job_is_found_by_who_rides_and_names_its_driver_when_it_is_over(city, desk, amina, yacine, karim):
    ride = city.assigned(amina, karim, pickup_label="Grande Poste", dropoff_label="Airport")
    Job.objects.update(status="done")
    Assignment.objects.update(ended_at=clock.now())
    for sought in ("Benali", str(amina.phone), "Meziane", ride["id"]):
        page = desk.get(reverse("admin:dispatch_job_changelist"), {"q": sought}).content.decode()
        for text in (from_to("Grande Poste", "Airport"), "Karim Meziane"):
            assert text in page
    nobody = desk.get(reverse("admin:dispatch_job_changelist"), {"q": "Ould"}).content.decode()
    assert "Grande Poste" not in nobody


def test_the_timeline_is_there_to_read_and_the_code_is_not(city, desk, amina, karim):
    ride = city.assigned(amina, karim)
    Ride.objects.update(pin="4863")
    page = desk.get(reverse("admin:rides_ride_change", args=[ride["id"]])).content.decode()
    assert "Amina Benali" in page
    assert "4863" not in page
    assert desk.post(reverse("admin:rides_ride_change", args=[ride["id"]]), {"status": "completed"}).status_code == 403
    assert desk.get(reverse("admin:rides_ride_add")).status_code == 403


def test_operations_end_a_ride_with_a_reason(city, desk, nadia, amina, karim):
    ride = city.under_way(amina, karim)
    address = reverse("admin:rides_ride_cancel_ride", args=[ride["id"]])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"note": ""}).status_code == 200
    assert Ride.objects.get().status == "in_progress"

    answer = desk.post(address, {"note": "Car broke down"})
    assert (answer.status_code, Ride.objects.get().status) == (302, "failed")
    line = AuditLine.objects.get(subject=f"ride:{ride['id']}")
    assert (line.actor_id, line.action) == (nadia.pk, "ride.canceled")
    assert line.details == {"was": "in_progress", "note": "Car broke down"}
    assert city.told("rider", amina)[-1] == city.told("driver", karim)[-1] == "ride.updated failed"
    assert desk.get(address).status_code == 403  # it is over


def test_support_unlocks_the_code(city, desk, amina, karim):
    ride = city.assigned(amina, karim)
    city.step(karim, ride, "arrive")
    Ride.objects.update(pin_tries=5)
    answer = desk.post(reverse("admin:rides_ride_unlock_pin", args=[ride["id"]]), {"note": "Spoke to both"})
    assert answer.status_code == 302
    assert AuditLine.objects.get(action="ride.pin_unlocked").details == {"note": "Spoke to both"}
    assert city.step(karim, ride, "start", {"pin": ride["pin"]}).status_code == 200


def test_the_receipt_is_a_click_away(city, desk, amina, karim):
    ride = city.completed(amina, karim)
    city.works()
    number = Receipt.objects.get().number
    page = desk.get(reverse("admin:rides_ride_change", args=[ride["id"]])).content.decode()
    address = reverse("admin:rides_ride_receipt", args=[ride["id"]])
    assert f'href="{address}"' in page
    assert number in page
    assert desk.get(address)["Content-Type"] == "application/pdf"
    assert number in desk.get(reverse("admin:rides_receipt_changelist")).content.decode()
    assert desk.get(reverse("admin:rides_receipt_change", args=[Receipt.objects.get().id])).status_code == 200


def test_staff_without_the_right_do_not_act(city, client, nadia, amina, karim):
    nadia.is_superuser = False
    nadia.save()
    nadia.grants.all().delete()
    client.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    ride = city.completed(amina, karim)
    city.works()
    for name in ("change", "receipt", "cancel_ride", "unlock_pin"):
        answer = client.get(reverse(f"admin:rides_ride_{name}", args=[ride["id"]]))
        assert answer.status_code in (302, 403, 404), name


def test_a_receipt_is_rendered_again_only_by_asking_twice(city, desk, amina, karim):
    city.completed(amina, karim)
    city.works()
    receipt = Receipt.objects.get()
    address = reverse("admin:rides_receipt_render_again", args=[receipt.pk])

    assert desk.get(address).status_code == 200
    assert Receipt.objects.get().pdf_state == "ready"
    assert desk.post(address).status_code == 302
    assert Receipt.objects.get().pdf_state == "pending"


def test_no_row_of_a_page_asks_for_more_width_than_a_screen_has():
    """Three values in a row, one of them a plate that does not wrap, were wider than a laptop."""
    for model in (Ride, SafetyAlert):
        rows = [row for row in admin.site.get_model_admin(model).fields if not isinstance(row, str)]
        assert max(map(len, rows)) == 2


def test_a_ride_is_told_on_the_clock_of_where_it_begins(city, desk, amina, karim):
    ride = city.assigned(amina, karim)
    Ride.objects.update(requested_at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    for page in (reverse("admin:rides_ride_changelist"), reverse("admin:rides_ride_change", args=[ride["id"]])):
        assert "01/04/2026 00:30" in desk.get(page, headers={"Accept-Language": "fr"}).content.decode()
