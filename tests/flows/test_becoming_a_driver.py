"""Yacine becomes a driver: he applies, staff look at each paper, and he goes online."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.fleet.models import DriverApplication, DriverDocument
from tests.fleet.conftest import in_days, upload
from tests.fleet.test_applications import ADDRESS, CAR, PAPERS
from tests.places import ALGIERS_CENTRE
from tests.rides.city import key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(nadia) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def hand_in(app, kind: str) -> str:
    form = {"kind": kind, "file": upload(), "expires_on": str(in_days(400))}
    answer = super(type(app), app).post(f"{ADDRESS}/documents", form, format="multipart", HTTP_IDEMPOTENCY_KEY=key())
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def test_yacine_applies_staff_review_and_he_goes_online(city, desk, yacine):
    app = city.rider(yacine)
    assert app.post(ADDRESS, {"zone": "algiers", "vehicle": CAR}, idempotency_key=key()).status_code == 201
    for kind in PAPERS:
        hand_in(app, kind)
    assert app.post(f"{ADDRESS}/submit").status_code == 200
    application = DriverApplication.objects.get()
    approve = reverse("admin:fleet_driverapplication_approve", args=[application.pk])
    assert "This cannot be done yet:" in desk.get(approve).content.decode()
    assert desk.post(approve).status_code == 200
    application.refresh_from_db()
    assert application.status == "submitted", "nothing is approved while a paper waits"

    page = reverse(
        "admin:fleet_driverdocument_change", args=[DriverDocument.objects.order_by("submitted_at").first().pk]
    )
    reviewed = 0
    while page != reverse("admin:fleet_driverdocument_changelist"):
        assert desk.get(page).status_code == 200
        page = desk.post(page.replace("/change/", "/verify/"), {"expires_on": str(in_days(400))})["Location"]
        reviewed += 1
    assert reviewed == len(PAPERS)
    assert desk.post(approve).status_code == 302

    told = [data["title"] for event, data in city.stream("rider", yacine) if event == "driver.updated"]
    assert (len(told), told[-1]) == (len(PAPERS) + 1, "مرحبًا: أصبحت سائقًا.")
    driver = application.driver
    city.clients.clear()
    city.go_online(driver, ALGIERS_CENTRE)
    me = city.driver(driver).get("/api/v1/driver/me").json()
    assert (me["shift"]["end_reason"], me["vehicle"]["plate"]) == ("", CAR["plate"])
