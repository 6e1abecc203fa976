"""Amina becomes a driver: she applies, hands in her papers, and staff decide."""

import pytest

from apps.accounts.models import AuditLine
from apps.accounts.selectors import roles
from apps.fleet import selectors, services
from apps.fleet.models import Driver, DriverApplication, DriverDocument, Vehicle
from apps.kernel.models import OutboxEvent
from apps.kernel.transitions import TransitionRefused
from apps.realtime.models import StreamMessage
from tests.fleet.conftest import in_days, upload

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/account/driver-application"
CAR = {"plate": "09911-121-16", "make": "Kia", "model": "Rio", "colour": "red"}
CAR |= {"category": "standard", "seats": 4, "year": 2024}
PAPERS = ["driving_licence", "identity_card", "criminal_record", "vehicle_registration", "insurance", "inspection"]


@pytest.fixture
def aminas(api, amina):
    return api(amina, "rider")


def begin(client, key: str = "apply-01", **vehicle):
    return client.post(ADDRESS, {"zone": "algiers", "vehicle": CAR | vehicle}, idempotency_key=key)


def hand_in(client, kind: str):
    form = {"kind": kind, "file": upload(), "expires_on": str(in_days(400))}
    address = f"{ADDRESS}/documents"
    return super(type(client), client).post(address, form, format="multipart", HTTP_IDEMPOTENCY_KEY=f"paper-{kind}")


def hand_in_all(client) -> None:
    for kind in PAPERS:
        assert hand_in(client, kind).status_code == 201


def submitted(client, person) -> DriverApplication:
    begin(client)
    hand_in_all(client)
    assert client.post(f"{ADDRESS}/submit").status_code == 200
    return DriverApplication.objects.get(driver_id=person.id)


def verify_all(person, nadia) -> None:
    for document in DriverDocument.objects.filter(driver_id=person.id, status="submitted"):
        services.verify_document(document_id=document.id, actor_id=nadia.id)


def test_whoever_is_signed_in_may_apply(aminas, amina):
    answer = begin(aminas)

    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["zone"], body["vehicle"]["status"]) == ("draft", "algiers", "submitted")
    assert [(slot["kind"], slot["status"]) for slot in body["documents"]] == [(kind, "missing") for kind in PAPERS]
    driver = Driver.objects.get(id=amina.id)
    assert (driver.status, driver.market.code, roles(amina.id)) == ("pending", "DZ", ["rider"])


def test_who_has_not_applied_has_no_application(aminas):
    answer = aminas.get(ADDRESS)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-application")


def test_one_application_at_a_time(aminas):
    begin(aminas)

    answer = begin(aminas, key="apply-02", plate="22-2-2")

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/application-open")
    assert not Vehicle.objects.filter(plate="22-2-2").exists()


def test_the_same_request_is_one_application(aminas):
    first, second = begin(aminas), begin(aminas)

    assert first.json() == second.json()
    assert DriverApplication.objects.count() == 1


@pytest.mark.parametrize(
    ("vehicle", "problem"),
    [
        ({"plate": "00123-116-16"}, "plate-taken"),
        ({"plate": " 00123-116-16  "}, "plate-taken"),
        ({"year": 2001}, "vehicle-unfit"),
        ({"category": "van"}, "vehicle-unfit"),
        ({"category": "rocket"}, "invalid"),
        ({"seats": 0}, "invalid"),
    ],
)
def test_a_vehicle_must_be_free_and_fit(aminas, karim, amina, vehicle, problem):
    answer = begin(aminas, **vehicle)

    assert answer.json()["type"] == f"/problems/{problem}"
    assert not Driver.objects.filter(id=amina.id).exists()


def test_nobody_applies_for_a_zone_that_is_none(aminas):
    answer = aminas.post(ADDRESS, {"zone": "atlantis", "vehicle": CAR}, idempotency_key="apply-01")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-such-zone")


def test_a_driver_need_not_apply(api, karim):
    answer = begin(api(karim.person, "driver"))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-a-driver")


def test_it_is_submitted_when_every_paper_is_there(aminas):
    begin(aminas)
    hand_in(aminas, "insurance")

    early = aminas.post(f"{ADDRESS}/submit")
    hand_in_all(aminas)
    answer = aminas.post(f"{ADDRESS}/submit")

    assert (early.status_code, early.json()["type"]) == (409, "/problems/application-incomplete")
    assert [reason["kind"] for reason in early.json()["reasons"]] == [kind for kind in PAPERS if kind != "insurance"]
    assert (answer.status_code, answer.json()["status"]) == (200, "submitted")


def test_an_approved_applicant_drives(api, aminas, amina, nadia):
    application = submitted(aminas, amina)
    verify_all(amina, nadia)

    services.approve_application(application_id=application.id, actor_id=nadia.id)

    assert roles(amina.id) == ["driver", "rider"]
    assert selectors.go_online_refusals(amina.id) == []
    assert api(amina, "driver").post("/api/v1/driver/shift/start").status_code == 200
    assert AuditLine.objects.get(action="application.approved").actor_id == nadia.id
    assert OutboxEvent.objects.get(name="fleet.ApplicationDecided").payload["approved"] is True
    told = StreamMessage.objects.filter(stream_id=f"rider:{amina.id}").order_by("seq").last().data
    assert (told["about"], told["title"]) == ("application", "Bienvenue : vous êtes maintenant chauffeur.")


def test_nobody_is_approved_with_a_paper_unchecked(aminas, amina, nadia):
    application = submitted(aminas, amina)

    with pytest.raises(services.ApplicationIncomplete) as refused:
        services.approve_application(application_id=application.id, actor_id=nadia.id)

    assert {reason["code"] for reason in refused.value.extra["reasons"]} == {"document-in-review"}
    assert (Driver.objects.get(id=amina.id).status, roles(amina.id)) == ("pending", ["rider"])


def test_who_was_not_accepted_is_told_why_and_may_apply_again(aminas, amina, nadia):
    application = submitted(aminas, amina)

    services.reject_application(
        application_id=application.id, actor_id=nadia.id, reason="city_full", note="À partir de mars."
    )

    told = StreamMessage.objects.get(event="driver.updated").data
    assert told["title"] == "Votre candidature n’a pas été acceptée."
    assert told["detail"] == "Nous ne prenons plus de chauffeurs dans cette ville pour le moment. À partir de mars."
    assert aminas.get(ADDRESS, headers={"Accept-Language": "en"}).json()["status"] == "rejected"
    assert begin(aminas, key="apply-02").status_code == 201, "the plate is free again"
    assert roles(amina.id) == ["rider"]


def test_an_application_is_decided_once(aminas, amina, nadia):
    application = submitted(aminas, amina)
    services.reject_application(application_id=application.id, actor_id=nadia.id, reason="other")

    with pytest.raises(TransitionRefused):
        services.approve_application(application_id=application.id, actor_id=nadia.id)


def test_an_applicant_takes_it_back(aminas):
    begin(aminas)

    answer = aminas.post(f"{ADDRESS}/withdraw")

    assert answer.json()["status"] == "withdrawn"
    assert hand_in(aminas, "insurance").status_code == 404
    assert aminas.post(f"{ADDRESS}/submit").status_code == 409
    assert begin(aminas, key="apply-02").status_code == 201


def test_a_pending_driver_is_not_reinstated(aminas, amina, nadia):
    begin(aminas)

    with pytest.raises(TransitionRefused):
        services.reinstate(driver_id=amina.id, actor_id=nadia.id)


def test_an_applicants_file_is_theirs(aminas, api, yacine):
    begin(aminas)
    document = hand_in(aminas, "insurance").json()["id"]

    assert aminas.get(f"{ADDRESS}/documents/{document}/file").status_code == 200
    assert api(yacine, "rider").get(f"{ADDRESS}/documents/{document}/file").status_code == 404


def test_a_stranger_applies_for_nothing(anonymous):
    assert begin(anonymous).status_code == 401
