"""A driver hands in documents; staff check them; nobody else sees them."""

import pytest
from django.core.files.storage import storages
from django.test.client import MULTIPART_CONTENT

from apps.accounts.models import AuditLine
from apps.fleet import selectors, services
from apps.fleet.models import DocumentRequirement, DriverDocument
from apps.fleet.models.documents import private_files
from apps.kernel.models import OutboxEvent
from apps.kernel.transitions import TransitionRefused
from apps.realtime.models import StreamMessage
from tests.fleet.conftest import in_days, pdf, picture, upload

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/driver/documents"


@pytest.fixture
def karims(api, karim):
    return api(karim.person, "driver")


def send(client, key: str = "licence-1", **form):
    """As an app does: a form with a file."""
    form = {"kind": "driving_licence", "file": upload(), "expires_on": str(in_days(400)), "number": "16/884"} | form
    return super(type(client), client).post(ADDRESS, form, format="multipart", HTTP_IDEMPOTENCY_KEY=key)


def licence(driver, **which) -> DriverDocument:
    return DriverDocument.objects.get(driver=driver, kind="driving_licence", **which)


def slot(driver, kind: str = "driving_licence"):
    return next(slot for slot in selectors.document_slots(driver.id) if slot.kind == kind)


def codes(driver) -> list[str]:
    return [f"{reason.code} {reason.kind}".strip() for reason in selectors.go_online_refusals(driver.id)]


def without(driver, kind: str) -> None:
    DriverDocument.objects.filter(driver=driver, kind=kind).delete()


def test_a_driver_of_the_office_has_papers_that_were_seen_there(karim):
    assert {slot.status for slot in selectors.document_slots(karim.id)} == {"verified"}
    assert not DriverDocument.objects.exclude(file="").exists()


def test_the_list_says_what_is_owed_in_the_drivers_language(karims, karim, django_assert_max_num_queries):
    without(karim, "insurance")
    with django_assert_max_num_queries(12):
        listed = karims.get(ADDRESS, headers={"Accept-Language": "fr"}).json()["documents"]

    assert [(each["title"], each["status"], each["plate"]) for each in listed] == [
        ("Permis de conduire", "verified", ""),
        ("Carte d’identité ou passeport", "verified", ""),
        ("Extrait de casier judiciaire", "verified", ""),
        ("Carte grise", "verified", "00123-116-16"),
        ("Assurance", "missing", "00123-116-16"),
        ("Contrôle technique", "verified", "00123-116-16"),
    ]


def test_the_list_asks_the_same_for_two_vehicles(karims, karim, django_assert_max_num_queries):
    services.add_vehicle(driver_id=karim.id, **CAR)
    with django_assert_max_num_queries(12):
        assert len(karims.get(ADDRESS).json()["documents"]) == 9


CAR = {
    "plate": "1-2-3",
    "make": "Kia",
    "model": "Rio",
    "colour": "red",
    "category": "standard",
    "seats": 4,
    "year": 2024,
}


def test_a_document_waits_and_the_verified_one_goes_on(karims, karim):
    before = licence(karim)

    answer = send(karims)

    assert answer.status_code == 201
    assert answer.json()["status"] == "submitted"
    assert (slot(karim).document_id, str(slot(karim).waiting_id)) == (before.id, answer.json()["id"])
    assert codes(karim) == []


def test_the_same_request_is_one_document(karims, karim):
    first, second = send(karims), send(karims)

    assert (first.json(), second.headers["Idempotent-Replayed"]) == (second.json(), "true")
    assert DriverDocument.objects.filter(driver=karim, status="submitted").count() == 1


def test_the_same_key_with_another_file_is_refused(karims):
    send(karims)

    answer = send(karims, file=upload(picture(colour="red")))

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_a_newer_document_takes_the_place_of_one_that_waits(karims, karim):
    first, second = send(karims), send(karims, key="licence-2")

    assert DriverDocument.objects.get(id=first.json()["id"]).status == "replaced"
    assert str(slot(karim).waiting_id) == second.json()["id"]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"file": upload(b"hello", "licence.jpg")}, "file-refused"),
        ({"file": upload(pdf(b"/JavaScript"), "licence.pdf")}, "file-refused"),
        ({"expires_on": ""}, "expiry-needed"),
        ({"expires_on": "soon"}, "invalid"),
        ({"expires_on": "2020-01-01"}, "document-out-of-date"),
        ({"kind": "professional_card"}, "document-not-asked"),
        ({"kind": "insurance"}, "no-such-vehicle"),
        ({"kind": "diary"}, "invalid"),
        ({"file": ""}, "invalid"),
        ({"number": "a\0b"}, "bad-request"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(karims, karim, form, problem):
    answer = send(karims, **form)

    assert answer.json()["type"] == f"/problems/{problem}"
    assert not DriverDocument.objects.filter(driver=karim, status="submitted").exists()


def test_why_a_file_is_refused_is_said_in_the_callers_language(karims):
    form = {"kind": "driving_licence", "file": upload(b"hello"), "expires_on": str(in_days(9))}
    answer = super(type(karims), karims).post(
        ADDRESS, form, format="multipart", HTTP_IDEMPOTENCY_KEY="a-key-of-8", headers={"Accept-Language": "fr"}
    )

    assert answer.json()["reason"] == "unreadable"
    assert answer.json()["detail"] == "Ce n’est ni une image JPEG, PNG ou WebP, ni un PDF, ou le fichier est abîmé."


def test_json_is_refused_at_the_door_for_files(karims):
    answer = karims.post(ADDRESS, {"kind": "driving_licence"}, idempotency_key="a-key-of-8")

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


def test_a_body_beyond_the_limit_is_refused_unread(karims):
    huge = {"CONTENT_LENGTH": str(12 * 1024 * 1024)}
    answer = karims.generic("POST", ADDRESS, b"", content_type=MULTIPART_CONTENT, **huge)

    assert answer.status_code == 413


def test_a_vehicles_document_belongs_to_that_vehicle(karims, karim, sofia):
    mine, hers = karim.vehicles.get(), sofia.vehicles.get()

    answer = send(karims, kind="insurance", vehicle_id=str(mine.id))
    refused = send(karims, key="insurance-2", kind="insurance", vehicle_id=str(hers.id))

    assert answer.json()["vehicle_id"] == str(mine.id)
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/no-such-vehicle")


def test_only_the_owner_reads_the_file(api, karims, karim, sofia, amina):
    document = send(karims).json()["id"]

    mine = karims.get(f"{ADDRESS}/{document}/file")

    assert (mine.status_code, mine["Content-Type"], mine["Cache-Control"]) == (200, "image/jpeg", "private, no-store")
    assert mine.content == licence(karim, status="submitted").file.read()
    assert api(sofia.person, "driver").get(f"{ADDRESS}/{document}/file").status_code == 404
    assert api(amina, "rider").get(f"{ADDRESS}/{document}/file").status_code == 403
    assert api(amina, "rider").get(f"/api/v1/account/driver-application/documents/{document}/file").status_code == 404


def test_files_lie_where_nothing_serves_them(karims, karim):
    send(karims)
    file = licence(karim, status="submitted").file

    assert file.storage is storages["private"]
    assert not file.name.endswith("licence.jpg")
    assert private_files().exists(file.name)


def test_staff_verify_a_document_and_the_one_before_is_replaced(karim, nadia, hand_in):
    before, document = licence(karim), hand_in(karim)

    services.verify_document(document_id=document.id, actor_id=nadia.id, number="16-9", expires_on=in_days(300))

    document.refresh_from_db()
    assert (document.status, document.number, document.expires_on) == ("verified", "16-9", in_days(300))
    assert DriverDocument.objects.get(id=before.id).status == "replaced"
    line = AuditLine.objects.get(action="document.verified")
    assert (line.actor_id, line.subject) == (nadia.id, f"driver:{karim.id}")
    assert OutboxEvent.objects.get(name="fleet.DocumentDecided").payload["verified"] is True
    told = StreamMessage.objects.get(event="driver.updated").data
    assert (told["about"], told["title"]) == ("document", "Votre document a été vérifié.")


def test_a_refused_document_says_why(karim, nadia, hand_in):
    without(karim, "driving_licence")
    document = hand_in(karim)
    assert codes(karim) == ["document-in-review driving_licence"]

    services.reject_document(document_id=document.id, actor_id=nadia.id, reason="unreadable", note="Le verso manque.")

    assert codes(karim) == ["document-rejected driving_licence"]
    told = StreamMessage.objects.get(event="driver.updated").data
    assert told["title"] == "Votre document n’a pas été accepté."
    assert told["detail"] == "Illisible. Reprenez la photo avec une bonne lumière. Le verso manque."


def test_a_document_is_decided_once(karim, nadia, hand_in):
    document = hand_in(karim)
    services.reject_document(document_id=document.id, actor_id=nadia.id, reason="other")

    with pytest.raises(TransitionRefused):
        services.verify_document(document_id=document.id, actor_id=nadia.id)


def test_a_colleagues_verdict_is_not_overruled_by_accident(karim, nadia, hand_in):
    document = hand_in(karim)
    services.verify_document(document_id=document.id, actor_id=nadia.id)

    with pytest.raises(TransitionRefused):
        services.reject_document(document_id=document.id, actor_id=nadia.id, reason="other")

    assert licence(karim, status="verified") == document


def test_nobody_verifies_what_has_expired(karim, nadia, hand_in):
    document = hand_in(karim)

    with pytest.raises(services.DocumentOutOfDate):
        services.verify_document(document_id=document.id, actor_id=nadia.id, expires_on=in_days(-1))

    assert DriverDocument.objects.get(id=document.id).status == "submitted"


def test_a_document_taken_back_ends_the_shift(karim, nadia):
    services.go_online(driver_id=karim.id)

    services.revoke_document(document_id=licence(karim).id, actor_id=nadia.id, reason="forged")

    assert selectors.open_shift(karim.id) is None


def test_without_a_document_nobody_goes_online_and_is_told_which(api, karims, karim):
    without(karim, "insurance")

    answer = karims.post("/api/v1/driver/shift/start", headers={"Accept-Language": "en"})

    assert answer.status_code == 409
    assert answer.json()["reasons"] == [
        {
            "code": "document-missing",
            "title": "A document is missing.",
            "detail": "Insurance · 00123-116-16",
            "kind": "insurance",
            "vehicle": "00123-116-16",
        }
    ]


def test_what_is_asked_is_the_markets_own(karim):
    without(karim, "criminal_record")
    assert codes(karim) == ["document-missing criminal_record"]

    DocumentRequirement.objects.filter(market__code="DZ", kind="criminal_record").delete()

    assert codes(karim) == []
