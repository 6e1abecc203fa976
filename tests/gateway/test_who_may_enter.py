"""The policy, door by door."""

import pytest
from django.test import Client as Browser

from apps.accounts import services
from apps.accounts.contracts import Role
from superapp.gateway import Door, row_for

PATHS = {
    "/api/v1/rider/x": {"rider"},
    "/api/v1/driver/x": {"driver"},
    "/api/v1/merchant/x": {"merchant"},
    "/api/v1/company/x": {"company_admin"},
    "/api/v1/account/x": set(Role.values),
}


@pytest.fixture
def browser(nadia) -> Browser:
    """Nadia's browser, signed in."""
    browser = Browser()
    browser.force_login(nadia, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.parametrize("path", PATHS)
def test_each_role_enters_its_own_paths_only(api, amina, path):
    for role in Role.values:
        services.grant_role(amina, role)
    entered = {role for role in Role.values if api(amina, role).get(path).status_code == 404}
    refused = {role for role in Role.values if api(amina, role).get(path).status_code == 403}
    assert (entered, refused) == (PATHS[path], set(Role.values) - PATHS[path])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("authorization", ["", "Bearer rubbish", "Basic eDp5"])
def test_without_a_token_nobody_enters(anonymous, db, path, authorization):
    answer = anonymous.get(path, HTTP_AUTHORIZATION=authorization)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_the_session_of_a_browser_does_not_open_the_api(browser):
    assert browser.get("/api/v1/rider/x").status_code == 401


def test_a_refusal_speaks_the_callers_language(anonymous, db):
    titles = {
        language: anonymous.get("/api/v1/rider/x", HTTP_ACCEPT_LANGUAGE=language)["Content-Language"]
        for language in ("fr", "ar", "en")
    }
    assert titles == {"fr": "fr", "ar": "ar", "en": "en"}


@pytest.mark.parametrize(
    "path", ["/api/v1/rider", "/api/v1/riders/x", "/api/v1/rider/../driver/x", "/API/v1/rider/x", "//"]
)
def test_a_path_that_only_resembles_a_row_is_not_covered_by_it(path):
    row = row_for(path)
    assert row is None or row.door is not Door.PUBLIC


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/person/", "/ops/anything/"])
def test_a_page_of_staff_leads_strangers_to_the_sign_in_form(client, db, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


def test_the_admins_own_password_form_is_not_a_second_door(client, nadia):
    form = {"username": "nadia@superapp.example", "password": "correct horse battery"}
    assert client.get("/admin/login/")["Location"].startswith("/accounts/login/")
    assert client.post("/admin/login/", form).status_code == 403
    assert "_auth_user_id" not in client.session


def test_somebody_who_is_not_staff_does_not_enter_pages_of_staff(client, amina):
    client.force_login(amina, backend="django.contrib.auth.backends.ModelBackend")
    assert [client.get(path).status_code for path in ("/admin/", "/ops/anything/")] == [403, 403]


@pytest.mark.parametrize(
    ("role", "status"),
    [("operations", 404), ("support", 404), ("manager", 404), ("engineer", 404), ("finance", 403)],
)
def test_the_operations_pages_are_for_those_who_operate(client, db, role, status):
    person = services.register(email="samir@superapp.example", roles=[role])
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/ops/anything/").status_code == status
    assert client.get("/admin/").status_code == 200


def test_the_local_inbox_is_there_only_where_it_is_enabled(client, settings, db):
    assert client.get("/dev/inbox.json").status_code == 200
    settings.LOCAL_INBOX_ENABLED = False
    assert [client.get(path).status_code for path in ("/dev/inbox.json", "/dev/inbox/")] == [404, 404]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer scrape"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer other"}, 403),
    ],
)
def test_metrics_are_for_this_machine_and_for_who_has_the_token(client, db, settings, given, status):
    settings.METRICS_TOKEN = "scrape"
    assert client.get("/metrics", **given).status_code == status


def test_an_unset_metrics_token_is_not_an_empty_password(client, db, settings):
    settings.METRICS_TOKEN = ""
    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ")
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/health/live", "/api/schema/", "/api/docs/", "/accounts/login/"])
def test_public_pages_are_public(client, db, path):
    assert client.get(path).status_code == 200
