"""Persons and the audit trail in the admin."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts import services
from apps.accounts.admin.deeds import DEEDS
from apps.accounts.models import AuditLine, Person, RoleGrant
from apps.geo.models import Zone
from apps.notifications.models import Message

PERSONS = "/admin/accounts/person/"


@pytest.fixture
def browser(nadia) -> Browser:
    browser = Browser()
    browser.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def act(browser: Browser, action: str, *persons: Person):
    return browser.post(PERSONS, {"action": action, "_selected_action": [str(person.pk) for person in persons]})


def trail() -> list[tuple]:
    return [
        (line.actor.email if line.actor else "", line.action, line.subject) for line in AuditLine.objects.order_by("id")
    ]


def form_of(browser: Browser, url: str) -> dict:
    """What the page's form would send if nothing were changed."""
    context = browser.get(url).context
    forms = [
        context["adminform"].form,
        *(form for inline in context["inline_admin_formsets"] for form in inline.formset),
    ]
    managements = [inline.formset.management_form for inline in context["inline_admin_formsets"]]
    sent = {}
    for form in [*forms, *managements]:
        for field in form:
            value = field.value()
            if value not in (None, False):
                sent[field.html_name] = value
    return sent


def test_lists_and_forms_open(browser, amina):
    services.audit(None, "person.added", f"person:{amina.id}")
    for name in ("person", "rolegrant", "auditline"):
        assert browser.get(reverse(f"admin:accounts_{name}_changelist")).status_code == 200
    assert browser.get(reverse("admin:accounts_person_change", args=[amina.pk])).status_code == 200
    assert browser.get(reverse("admin:accounts_person_add")).status_code == 200
    assert browser.get(PERSONS, {"q": "Amina"}).status_code == 200
    assert browser.get(reverse("admin:notifications_message_changelist")).status_code == 200


def test_suspending_shuts_out_at_once_and_is_written_down(browser, amina, yacine, amina_tokens):
    act(browser, "suspend", amina)
    amina.refresh_from_db()
    assert not amina.is_active
    with pytest.raises(services.NotAuthenticated):
        services.authenticate(amina_tokens.access)
    assert trail() == [
        ("nadia@superapp.example", "person.suspended", f"person:{amina.id}"),
        ("nadia@superapp.example", "sessions.revoked", f"person:{amina.id}"),
    ]
    yacine.refresh_from_db()
    assert yacine.is_active


def test_reactivating_lets_in_again(browser, amina):
    services.suspend(person_id=amina.id, actor_id=None)
    act(browser, "reactivate", amina)
    act(browser, "reactivate", amina)
    amina.refresh_from_db()
    assert amina.is_active
    assert [line[1] for line in trail()] == ["person.suspended", "sessions.revoked", "person.reactivated"]


def test_signing_somebody_out_everywhere(browser, amina, amina_tokens):
    act(browser, "revoke_sessions", amina)
    with pytest.raises(services.NotAuthenticated):
        services.authenticate(amina_tokens.access)
    assert trail() == [("nadia@superapp.example", "sessions.revoked", f"person:{amina.id}")]


def test_one_does_not_suspend_oneself(browser, nadia):
    act(browser, "suspend", nadia)
    nadia.refresh_from_db()
    assert nadia.is_active
    assert trail() == []


def test_a_role_withdrawn_on_the_persons_page_ends_its_sessions(browser, amina, amina_tokens):
    url = reverse("admin:accounts_person_change", args=[amina.pk])
    sent = form_of(browser, url) | {"grants-0-DELETE": "on"}
    answer = browser.post(url, sent)
    assert answer.status_code == 302, answer.context["errors"]
    assert services.persons.RoleGrant.objects.filter(person=amina).count() == 0
    with pytest.raises(services.NotAuthenticated):
        services.authenticate(amina_tokens.access)
    assert [line[1] for line in trail()] == ["person.changed", "role.withdrawn"]


def test_a_role_granted_on_the_persons_page_is_written_down(browser, amina):
    url = reverse("admin:accounts_person_change", args=[amina.pk])
    sent = form_of(browser, url) | {
        "grants-TOTAL_FORMS": "2",
        "grants-1-role": "support",
        "grants-1-person": str(amina.pk),
    }
    answer = browser.post(url, sent)
    amina.refresh_from_db()
    assert answer.status_code == 302, answer.context["errors"]
    assert {grant.role for grant in amina.grants.all()} == {"rider", "support"}
    assert amina.is_staff
    assert AuditLine.objects.get(action="role.granted").details == {"role": "support"}


def test_a_person_added_has_a_usable_account(browser):
    added = browser.post(
        reverse("admin:accounts_person_add"),
        {
            "full_name": "Samir Kaci",
            "email": "Samir@superapp.example",
            "phone": "",
            "language": "fr",
            "usable_password": "true",
            "password1": "a long enough pass",
            "password2": "a long enough pass",
            "grants-TOTAL_FORMS": "0",
            "grants-INITIAL_FORMS": "0",
        },
    )
    assert added.status_code == 302, added.context["errors"]
    person = Person.objects.get(email="samir@superapp.example")
    assert (person.phone, person.check_password("a long enough pass")) == (None, True)


def test_the_trail_is_only_to_read(browser, nadia):
    line = services.audit(nadia.id, "person.suspended", "person:x", why="test")
    change = reverse("admin:accounts_auditline_change", args=[line.pk])
    assert browser.get(change).status_code == 200
    assert browser.post(change, {"action": "nothing"}).status_code == 403
    assert browser.post(reverse("admin:accounts_auditline_delete", args=[line.pk]), {"post": "yes"}).status_code == 403
    assert browser.get(reverse("admin:accounts_auditline_add")).status_code == 403


def test_the_trail_names_who_it_is_about(browser, nadia, amina):
    services.audit(nadia.id, "person.suspended", f"person:{amina.id}")
    services.audit(nadia.id, "service.paused", f"zone:{Zone.objects.get(slug='algiers').pk}")
    services.audit(nadia.id, "promo.created", f"promo:{uuid4()}", code="CENT")
    services.audit(nadia.id, "ride.canceled", "ride:01a1fca1-3f39-7ddd-a60e-cef49273a4bc")
    services.audit(nadia.id, "test.done", "person:nobody")
    page = browser.get(reverse("admin:accounts_auditline_changelist"), headers={"Accept-Language": "en"})
    html = page.content.decode()
    person, ride = (
        reverse("admin:accounts_person_change", args=[amina.id]),
        reverse("admin:rides_ride_change", args=["01a1fca1-3f39-7ddd-a60e-cef49273a4bc"]),
    )
    assert f'href="{person}">Person <bdi>Amina Benali</bdi>' in html
    assert f'href="{ride}">Ride <bdi>9273a4bc</bdi>' in html
    assert "Zone <bdi>Algiers</bdi>" in html
    assert "Promotion <bdi>CENT</bdi>" in html
    assert "Service paused" in html
    assert "service.paused" not in html.replace("action=service.paused", "")
    assert page.status_code == 200


def test_every_action_that_is_written_down_has_a_name():
    """Those that are spelled out; the others end in a state, and are listed beside them."""
    written = re.compile(r"""audit\(\s*[\w.()]+,\s*"([a-z_.]+)",""")
    sources = (path.read_text() for path in Path("apps").rglob("*.py"))
    actions = {action for source in sources for action in written.findall(source)}
    assert len(actions) > 30
    assert actions - DEEDS.keys() == set()


def test_the_trail_cannot_be_changed_by_code_either(nadia):
    line = services.audit(nadia.id, "person.suspended", "person:x", why="test")
    line.action = "nothing"
    for change in (line.save, line.delete, AuditLine.objects.all().delete, lambda: AuditLine.objects.update(action="")):
        with pytest.raises(TypeError):
            change()
    assert AuditLine.objects.get().action == "person.suspended"


def test_messages_are_only_to_read(browser):
    for action in ("add", "change", "delete"):
        model_admin = __import__("django.contrib.admin", fromlist=["site"]).site.get_model_admin(Message)
        assert not getattr(model_admin, f"has_{action}_permission")(None)


ROLES = "/admin/accounts/rolegrant/"


def test_a_role_is_withdrawn_from_the_list_with_its_sessions_and_a_line(browser, amina, amina_tokens):
    grant = RoleGrant.objects.get(person=amina)
    assert browser.post(ROLES, {"action": "withdraw", "_selected_action": [grant.pk]}).status_code == 302
    assert not RoleGrant.objects.filter(person=amina).exists()
    with pytest.raises(services.NotAuthenticated):
        services.authenticate(amina_tokens.access)
    assert trail() == [("nadia@superapp.example", "role.withdrawn", f"person:{amina.id}")]


def test_a_role_is_not_deleted_past_the_trail(browser, amina):
    grant = RoleGrant.objects.get(person=amina)
    assert browser.post(f"{ROLES}{grant.pk}/delete/", {"post": "yes"}).status_code == 403
    browser.post(ROLES, {"action": "delete_selected", "_selected_action": [grant.pk], "post": "yes"})
    assert RoleGrant.objects.filter(person=amina).exists()


@pytest.fixture
def samir(db) -> Person:
    """May change persons and roles, and is no superuser."""
    samir = services.register(email="samir@superapp.example", roles=["support"])
    samir.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    return samir


@pytest.fixture
def samirs_browser(samir) -> Browser:
    browser = Browser()
    browser.force_login(samir, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_who_may_change_persons_does_not_raise_themself(samirs_browser, samir):
    before = set(samir.user_permissions.all())
    url = reverse("admin:accounts_person_change", args=[samir.pk])
    sent = form_of(samirs_browser, url) | {"is_superuser": "on", "is_staff": "", "user_permissions": [], "groups": []}
    answer = samirs_browser.post(url, sent | {"full_name": "Samir Kaci"})
    assert answer.status_code == 302, answer.context["errors"]
    samir = Person.objects.get(pk=samir.pk)
    assert (samir.full_name, samir.is_superuser, samir.is_staff) == ("Samir Kaci", False, True)
    assert set(samir.user_permissions.all()) == before


def test_only_a_superuser_touches_a_superuser(samirs_browser, nadia):
    url = reverse("admin:accounts_person_change", args=[nadia.pk])
    password = reverse("admin:auth_user_password_change", args=[nadia.pk])
    new = {"usable_password": "true", "password1": "taken over by samir", "password2": "taken over by samir"}
    assert samirs_browser.get(url).status_code == 200  # to read
    assert samirs_browser.post(url, {"full_name": "Nobody"}).status_code == 403
    assert samirs_browser.post(password, new).status_code == 403
    assert samirs_browser.post(reverse("admin:accounts_person_delete", args=[nadia.pk]), {"post": 1}).status_code == 403
    grant = RoleGrant.objects.get(person=nadia)
    for action in ("suspend", "reactivate", "revoke_sessions"):
        act(samirs_browser, action, nadia)
    samirs_browser.post(ROLES, {"action": "withdraw", "_selected_action": [grant.pk]})

    nadia = Person.objects.get(pk=nadia.pk)
    assert (nadia.full_name, nadia.is_active, nadia.not_before) == ("Nadia Rahmani", True, None)
    assert nadia.check_password("correct horse battery")
    assert RoleGrant.objects.filter(pk=grant.pk).exists()
    assert trail() == []


def test_what_others_wrote_is_named_by_us(browser, nadia):
    Authenticator.objects.create(user=nadia, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    page = browser.get("/admin/", headers={"Accept-Language": "en"}).content.decode()
    for heading in ("Second factors", "Sign-in attempts", "Geography", "Pricing"):
        assert heading in page
    assert "/admin/account/" not in page
    factors = browser.get(reverse("admin:mfa_authenticator_changelist")).content.decode()
    assert "Nadia Rahmani" in factors
    factor = browser.get(reverse("admin:mfa_authenticator_change", args=[Authenticator.objects.get().pk]))
    assert (factor.status_code, "JBSWY3DPEHPK3PXP" in factor.content.decode()) == (200, False)


def test_phones_are_isolated_from_arabic(browser, amina):
    page = browser.get(PERSONS, headers={"Accept-Language": "ar"}).content.decode()
    assert f'<bdi dir="ltr" class="whitespace-nowrap">{amina.phone}</bdi>' in page


def test_a_refused_form_looks_like_the_rest(nadia):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    answer = browser.post(PERSONS, {}, headers={"Accept-Language": "en"})
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()
