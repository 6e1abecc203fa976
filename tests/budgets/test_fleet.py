"""What the fleet's doors ask of the database: a person applies to drive, a driver keeps papers and vehicles."""

from uuid import UUID

from apps.fleet import services
from apps.fleet.models import DriverDocument, Vehicle
from tests.budgets.table import FLEET
from tests.fleet.conftest import in_days, upload
from tests.fleet.test_applications import CAR, PAPERS
from tests.places import HYDRA
from tests.rides.city import key

APPLICATION, DOCUMENTS = "/api/v1/account/driver-application", "/api/v1/driver/documents"


def hand_in(client, address: str, kind: str, **fields) -> str:
    form = {"kind": kind, "file": upload(), "expires_on": str(in_days(400))} | fields
    answer = super(type(client), client).post(address, form, format="multipart", HTTP_IDEMPOTENCY_KEY=key())
    return answer.json()["id"]


def his_shift(his_app) -> None:
    his_app.post("/api/v1/driver/shift/start")
    his_app.put("/api/v1/driver/home", {"on": True, "place": HYDRA.as_dict()}, format="json")
    for what in ("home", "queue", "hotspots?zone=algiers", "incentives?zone=algiers"):
        his_app.get(f"/api/v1/driver/{what}")
    his_app.put("/api/v1/driver/last-trip", {"on": True}, format="json")


def test_a_person_becomes_a_driver_with_two_cars(counts, city, amina, karim, nadia):
    her_app = city.rider(amina)
    her_app.post(APPLICATION, {"zone": "algiers", "vehicle": CAR}, idempotency_key=key())
    her_app.post(f"{APPLICATION}/withdraw")
    her_app.post(APPLICATION, {"zone": "algiers", "vehicle": CAR}, idempotency_key=key())
    papers = [hand_in(her_app, f"{APPLICATION}/documents", kind) for kind in PAPERS]
    her_app.get(APPLICATION)
    her_app.get(f"{APPLICATION}/documents/{papers[0]}/file")
    her_app.post(f"{APPLICATION}/submit")
    for paper in papers:
        services.verify_document(document_id=UUID(paper), actor_id=nadia.id)

    his_app, taxi = city.driver(karim), karim.vehicles.get()
    paper = hand_in(his_app, DOCUMENTS, "insurance", vehicle_id=str(taxi.id))
    his_app.get(DOCUMENTS)
    his_app.get(f"{DOCUMENTS}/{paper}/file")
    his_app.post("/api/v1/driver/vehicles", CAR | {"plate": "11-2-3"}, idempotency_key=key())
    second = Vehicle.objects.get(plate="11-2-3")
    services.approve_vehicle(vehicle_id=second.id, actor_id=nadia.id)
    his_app.get("/api/v1/driver/vehicles")
    his_app.post(f"/api/v1/driver/vehicles/{second.id}/activate")
    his_app.put(f"/api/v1/driver/vehicles/{second.id}/categories", {"categories": []}, format="json")
    his_app.post(f"/api/v1/driver/vehicles/{taxi.id}/retire")
    services.vouch(driver_ids=[karim.id])
    assert DriverDocument.objects.filter(status="verified", driver_id=amina.id).count() == len(PAPERS)

    his_shift(his_app)
    services.suspend(driver_id=karim.id, actor_id=nadia.id)
    his_app.post("/api/v1/driver/appeals", {"text": "I was not there."}, idempotency_key=key())
    his_app.get("/api/v1/driver/appeals")

    his_app.post("/api/v1/driver/blocked-riders", {"rider_id": str(amina.id)}, idempotency_key=key())
    his_app.get("/api/v1/driver/blocked-riders")
    his_app.delete(f"/api/v1/driver/blocked-riders/{amina.id}")
    for list_of in ("favourite-drivers", "blocked-drivers"):
        address = f"/api/v1/rider/{list_of}"
        her_app.post(address, {"driver_id": str(karim.id)}, idempotency_key=key())
        her_app.get(address)
        her_app.delete(f"{address}/{karim.id}")

    del counts["POST /api/v1/driver/shift/start"]  # it has its row among the rides
    counts.must_be(FLEET)
