"""Karim's insurance runs out during a ride: he finishes it, is offline, is told why, renews, and drives again."""

import pytest

from apps.fleet import services as fleet
from apps.fleet.models import DriverDocument
from tests.fleet.conftest import in_days, upload
from tests.places import ALGIERS_CENTRE
from tests.rides.city import key

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENTS = "/api/v1/driver/documents"


def titles(city, driver) -> list[str]:
    return [data["title"] for event, data in city.stream("driver", driver) if event == "driver.updated"]


def test_the_shift_ends_after_the_run_and_begins_again_with_a_new_paper(city, amina, karim, nadia):
    DriverDocument.objects.filter(driver=karim, kind="insurance").update(expires_on=in_days(0))
    ride = city.under_way(amina, karim)
    city.wait(26 * 3600)
    assert fleet.expire_documents() == 1
    assert fleet.expire_documents() == 0

    assert city.driver(karim).get("/api/v1/driver/rides/current").json()["ride"]["id"] == ride["id"]
    assert city.step(karim, ride, "complete").status_code == 200
    city.works()
    shift = karim.shifts.get()
    assert (shift.ended_at is None, shift.end_reason) == (False, "document")
    assert titles(city, karim)[-1] == "Votre document a expiré."
    refused = city.driver(karim).post("/api/v1/driver/shift/start")
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["document-expired"]

    app = city.driver(karim)
    form = {"kind": "insurance", "file": upload(), "expires_on": str(in_days(365))}
    form["vehicle_id"] = str(karim.vehicles.get().id)
    paper = super(type(app), app).post(DOCUMENTS, form, format="multipart", HTTP_IDEMPOTENCY_KEY=key()).json()
    assert city.driver(karim).post("/api/v1/driver/shift/start").status_code == 409, "not before staff have looked"
    fleet.verify_document(document_id=paper["id"], actor_id=nadia.id)

    city.go_online(karim, ALGIERS_CENTRE)
    assert titles(city, karim)[-1] == "Votre document a été vérifié."
