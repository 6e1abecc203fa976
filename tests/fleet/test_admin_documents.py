"""The review of documents: Nadia looks at the paper, decides once, and goes on to the next."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AuditLine, Person
from apps.accounts.services import register
from apps.fleet import services
from apps.fleet.algorithms import papers
from apps.fleet.models import DriverDocument
from apps.realtime.models import StreamMessage
from tests.fleet.conftest import in_days, pdf

LIST = reverse("admin:fleet_driverdocument_changelist")


def page(document: DriverDocument, name: str = "change") -> str:
    return reverse(f"admin:fleet_driverdocument_{name}", args=[document.pk])


def signed_in(person: Person) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def colleague(db) -> Client:
    return signed_in(register(email="samir@superapp.example", full_name="Samir Kaci", roles=["operations"]))


@pytest.fixture
def helper(db) -> Client:
    """Support."""
    return signed_in(register(email="lina@superapp.example", full_name="Lina Saad", roles=["support"]))


@pytest.fixture
def desk(nadia) -> Client:
    return signed_in(nadia)


def told(driver) -> list[str]:
    return [row.data["title"] for row in StreamMessage.objects.filter(stream_id=f"driver:{driver.pk}").order_by("seq")]


def test_the_queue_shows_what_waits_the_oldest_first(desk, hand_in, travel, karim, sofia):
    hand_in(karim)
    travel(60)
    hand_in(sofia, "insurance")
    rows = desk.get(LIST).context["cl"].result_list

    assert [(row.driver.person.full_name, row.kind) for row in rows] == [
        ("Karim Meziane", "driving_licence"),
        ("Sofia Larbi", "insurance"),
    ]
    assert len(desk.get(f"{LIST}?state=verified").context["cl"].result_list) > 2
    assert len(desk.get(f"{LIST}?kind=insurance").context["cl"].result_list) == 1


def test_the_queue_of_a_zone_is_of_drivers_who_work_there(desk, hand_in, algiers, karim, sofia):
    hand_in(karim)
    hand_in(sofia)
    services.go_online(driver_id=karim.id)
    karim.shifts.update(zone_id=algiers.id)

    rows = desk.get(f"{LIST}?zone=algiers").context["cl"].result_list

    assert [row.driver.person.full_name for row in rows] == ["Karim Meziane"]


def test_an_empty_queue_says_so(desk):
    assert "Nothing waits for a decision." in desk.get(LIST).content.decode()


def test_the_paper_is_shown_to_who_may_see_it_and_the_look_is_written_down(desk, hand_in, nadia, karim):
    document = hand_in(karim)
    assert page(document, "file") in desk.get(page(document)).content.decode()

    answer = desk.get(page(document, "file"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content == document.file.read()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    line = AuditLine.objects.get(action="document.seen")
    assert (line.actor_id, line.subject) == (nadia.pk, f"driver:{karim.id}")


def test_a_pdf_opens_in_a_tab_of_its_own_and_may_run_nothing(desk, karim):
    document = services.submit_document(
        driver_id=karim.id, kind="driving_licence", paper=papers.read(pdf()), expires_on=in_days(400)
    )
    shown = desk.get(page(document)).content.decode()
    assert 'target="_blank"' in shown
    assert f'download="{document.file_name}"' in shown

    answer = desk.get(page(document, "file"))

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "sandbox" not in policy, "the browser's viewer would stay blank"


def test_nobody_else_opens_a_file(client, hand_in, api, karim, sofia):
    document = hand_in(karim)
    engineer = signed_in(register(email="omar@superapp.example", full_name="Omar", roles=["engineer"]))
    finance = signed_in(register(email="ines@superapp.example", full_name="Ines", roles=["finance"]))

    assert client.get(page(document, "file")).status_code == 302
    assert [browser.get(page(document, "file")).status_code for browser in (engineer, finance)] == [404, 404]
    assert api(sofia.person, "driver").get(page(document, "file")).status_code in (302, 403)
    assert not AuditLine.objects.filter(action="document.seen").exists()


def test_a_file_that_is_gone_is_not_found(desk, hand_in, karim):
    document = hand_in(karim)
    document.file.storage.delete(document.file.name)

    assert desk.get(page(document, "file")).status_code == 404
    assert not AuditLine.objects.filter(action="document.seen").exists()


def test_verifying_takes_number_and_last_day_and_leads_to_the_next(desk, hand_in, travel, karim, sofia):
    first = hand_in(karim)
    travel(60)
    second = hand_in(sofia)
    assert desk.get(page(first, "verify")).status_code == 200
    assert DriverDocument.objects.get(pk=first.pk).status == "submitted", "a look decides nothing"

    answer = desk.post(page(first, "verify"), {"number": "16-2044", "expires_on": str(in_days(500))})

    assert answer["Location"] == page(second)
    first.refresh_from_db()
    assert (first.status, first.number, first.expires_on) == ("verified", "16-2044", in_days(500))
    assert told(karim) == ["Votre document a été vérifié."]
    assert "Verify" in desk.get(page(first, "history")).content.decode()
    assert desk.post(page(second, "verify"), {"expires_on": str(in_days(9))})["Location"] == LIST


def test_what_cannot_be_verified_is_said_on_the_form_and_nothing_typed_is_lost(desk, hand_in, karim):
    document = hand_in(karim)

    answer = desk.post(page(document, "verify"), {"number": "16-2044", "expires_on": str(in_days(-1))})

    text = answer.content.decode()
    assert "This document has expired already." in text
    assert "16-2044" in text
    assert DriverDocument.objects.get(pk=document.pk).status == "submitted"


def test_rejecting_asks_for_a_reason_that_the_driver_reads(desk, hand_in, karim):
    document = hand_in(karim)
    assert desk.post(page(document, "reject"), {"reason": ""}).status_code == 200

    desk.post(page(document, "reject"), {"reason": "unreadable", "note": "The date."})

    document.refresh_from_db()
    assert (document.status, document.reason, document.note) == ("rejected", "unreadable", "The date.")
    assert told(karim) == ["Votre document n’a pas été accepté."]


def test_of_two_reviewers_one_wins_and_the_other_is_told_who(desk, colleague, hand_in, karim):
    document = hand_in(karim)
    for browser in (desk, colleague):
        assert browser.get(page(document, "reject")).status_code == 200
    colleague.post(page(document, "verify"), {"expires_on": str(in_days(400))})

    answer = desk.post(page(document, "reject"), {"reason": "forged"}, follow=True)

    assert "Samir Kaci was faster. It is now: Verified." in answer.content.decode()
    assert DriverDocument.objects.get(pk=document.pk).status == "verified"
    assert len(told(karim)) == 1


def test_support_looks_and_decides_nothing(helper, hand_in, karim):
    document = hand_in(karim)

    assert page(document, "verify") not in helper.get(page(document)).content.decode()
    assert helper.get(page(document, "file")).status_code == 200
    assert helper.post(page(document, "verify"), {}).status_code == 403
    assert DriverDocument.objects.get(pk=document.pk).status == "submitted"


def test_withdrawing_a_verified_one_ends_the_shift_it_allowed(desk, hand_in, karim):
    document = hand_in(karim)
    desk.post(page(document, "verify"), {"expires_on": str(in_days(400))})
    services.go_online(driver_id=karim.id)

    desk.post(page(document, "revoke"), {"reason": "forged"})

    assert karim.shifts.get().end_reason == "document"


def test_the_next_one_is_found_also_after_the_last(desk, hand_in, travel, karim, sofia):
    first = hand_in(karim)
    travel(60)
    second = hand_in(sofia)

    assert desk.get(page(first, "next_waiting"))["Location"] == page(second)
    assert desk.get(page(second, "next_waiting"))["Location"] == page(first)
