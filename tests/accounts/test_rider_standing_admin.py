"""Staff suspend riders, lift it and answer appeals; each asks once more."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts import services
from apps.accounts.contracts import Role
from apps.accounts.models import RiderAppeal, RiderSuspension
from apps.accounts.services import register

ADD = "/admin/accounts/ridersuspension/add/"


def browser_of(person) -> Browser:
    browser = Browser(headers={"Accept-Language": "en"})
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def olga(db):
    """Operations, and no superuser."""
    return register(email="olga@superapp.example", full_name="Olga Saidi", roles=[Role.OPERATIONS])


@pytest.fixture
def sami(db):
    """Support: may look."""
    return register(email="sami@superapp.example", full_name="Sami Touati", roles=[Role.SUPPORT])


def test_a_suspension_is_shown_back_before_it_is_done(olga, amina):
    browser, typed = browser_of(olga), {"person": str(amina.pk), "reason": "unpaid", "note": "Two rides."}
    assert browser.get(ADD, {"person": str(amina.pk)}).status_code == 200
    asked = browser.post(ADD, typed)
    assert (asked.status_code, RiderSuspension.objects.count()) == (200, 0)
    assert "Unpaid rides" in asked.content.decode()
    assert browser.post(ADD, {**typed, "confirmed": "1"}).status_code == 302
    made = RiderSuspension.objects.get()
    assert (made.person, made.reason, made.note, made.by) == (amina, "unpaid", "Two rides.", olga)
    again = browser.post(ADD, {**typed, "confirmed": "1"})
    assert (again.status_code, RiderSuspension.objects.count()) == (200, 1)
    assert "suspended already" in again.content.decode()


def test_it_is_lifted_once(olga, amina):
    made = services.suspend_rider(person_id=amina.pk, reason_code="other", actor_id=None)
    page = reverse("admin:accounts_ridersuspension_lift", args=[made.pk])
    browser = browser_of(olga)
    browser.get(page)
    assert RiderSuspension.objects.get().lifted_at is None
    browser.post(page)
    assert RiderSuspension.objects.get().lifted_by == olga
    assert browser.post(page).status_code == 403


@pytest.mark.parametrize(("act", "lifted"), [("grant", True), ("refuse", False)])
def test_an_appeal_is_decided_with_an_answer(olga, amina, act, lifted):
    services.suspend_rider(person_id=amina.pk, reason_code="other", actor_id=None)
    appeal = services.appeal(rider_id=amina.pk, text="It was not me.")
    page = reverse(f"admin:accounts_riderappeal_{act}", args=[appeal.pk])
    browser = browser_of(olga)
    assert "It was not me." in browser.get(page).content.decode()
    browser.post(page, {"answer": ""})
    assert RiderAppeal.objects.get().status == "submitted"
    browser.post(page, {"answer": "We looked again."})
    decided = RiderAppeal.objects.get()
    assert (decided.answer, decided.decided_by) == ("We looked again.", olga)
    assert (RiderSuspension.objects.get().lifted_at is not None) is lifted
    assert browser.post(page, {"answer": "Again."}).status_code == 403


def test_support_reads_and_decides_nothing(sami, amina):
    made = services.suspend_rider(person_id=amina.pk, reason_code="other", actor_id=None)
    appeal = services.appeal(rider_id=amina.pk, text="It was not me.")
    browser = browser_of(sami)
    for name, row in (("ridersuspension", made), ("riderappeal", appeal)):
        assert browser.get(reverse(f"admin:accounts_{name}_changelist")).status_code == 200
        assert browser.get(reverse(f"admin:accounts_{name}_change", args=[row.pk])).status_code == 200
    assert browser.get(ADD).status_code == 403
    assert browser.post(reverse("admin:accounts_ridersuspension_lift", args=[made.pk])).status_code == 403
    assert browser.post(reverse("admin:accounts_riderappeal_grant", args=[appeal.pk])).status_code == 403
