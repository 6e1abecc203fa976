"""The start page, and who may open the live map and get its ticket."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.contracts import Role
from apps.accounts.services import redeem_ticket, register, revoke_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def farid(db):
    """Finance: staff, but not one who watches the city."""
    return register(email="farid@superapp.example", full_name="Farid Cherif", roles=[Role.FINANCE])


def page_data(response) -> dict:
    raw = response.content.decode().split('<script id="ops-map-data" type="application/json">')[1]
    return json.loads(raw.split("</script>")[0])


def csrf_of(browser: Client) -> str:
    browser.get("/ops/map/")
    return browser.cookies["csrftoken"].value


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_start_page_speaks_three_languages(client, language, direction):
    response = client.get("/", HTTP_ACCEPT_LANGUAGE=language)
    assert response.status_code == 200
    assert f'<html lang="{language}" dir="{direction}">' in response.content.decode()


def test_the_start_page_has_the_inbox_only_where_messages_stay_here(client, settings):
    assert 'href="/dev/inbox/"' in client.get("/").content.decode()
    settings.LOCAL_INBOX_ENABLED = False
    assert 'href="/dev/inbox/"' not in client.get("/").content.decode()


def test_choosing_a_language_stays_on_the_page(client):
    response = client.post("/i18n/setlang/", {"language": "ar", "next": "/"})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert 'dir="rtl"' in client.get("/").content.decode()


def test_an_unknown_address_answers_in_our_own_words(client):
    response = client.get("/nothing/here/", HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_a_crash_is_told_with_nothing_on_the_page_that_may_crash_again(client, monkeypatch, language, direction):
    def crash() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("apps.portals.pages.home_words.doors", crash)
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/", HTTP_ACCEPT_LANGUAGE=language)
    page = response.content.decode()
    assert (response.status_code, len(asked)) == (500, 0)
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert '<p class="code">500</p>' in page
    assert "secret" not in page
    assert "<header" not in page


def test_somebody_unknown_is_led_to_the_sign_in_page(client):
    response = client.get("/ops/map/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_operations_opens_the_map_on_algiers(desk, nadia):
    response = desk(nadia).get("/ops/map/")
    assert response.status_code == 200
    assert response.context["chosen"] == "algiers"
    slugs = [zone["slug"] for zone in page_data(response)["zones"]]
    assert {"algiers", "casablanca", "tunis", "paris"} <= set(slugs)


def test_the_address_chooses_the_zone_and_nonsense_does_not(desk, nadia):
    browser = desk(nadia)
    assert browser.get("/ops/map/?zone=tunis").context["chosen"] == "tunis"
    assert browser.get("/ops/map/?zone=atlantis").context["chosen"] in {"algiers", "casablanca", "tunis", "paris"}


def test_every_zone_comes_with_a_mesh_of_hexagons(desk, nadia):
    for zone in page_data(desk(nadia).get("/ops/map/"))["zones"]:
        rings = [polygon[0] for polygon in zone["cells"]["coordinates"]]
        assert 20 <= len(rings) <= 400
        assert all(ring[0] == ring[-1] for ring in rings)


def test_finance_may_not_watch(desk, farid):
    assert desk(farid).get("/ops/map/").status_code == 403


def test_a_ticket_opens_one_socket_in_the_role_of_operations(desk, nadia, asyncio_run):
    browser = desk(nadia)
    response = browser.post("/ops/ticket/", headers={"X-CSRFToken": csrf_of(browser)})
    assert response.status_code == 201
    assert response.json()["url"] == "ws://testserver/ws/"
    identity = asyncio_run(redeem_ticket(response.json()["ticket"]))
    assert (identity.person_id, identity.role) == (nadia.id, "operations")
    assert asyncio_run(redeem_ticket(response.json()["ticket"])) is None


@pytest.mark.parametrize("end", ["sign out", "revoke", "withdraw the role"])
def test_a_ticket_from_before_the_sign_out_opens_nothing(desk, nadia, asyncio_run, end):
    browser = desk(nadia)
    ticket = browser.post("/ops/ticket/", headers={"X-CSRFToken": csrf_of(browser)}).json()["ticket"]
    if end == "sign out":
        browser.logout()
    elif end == "revoke":
        revoke_all(person_id=nadia.id, actor_id=None)
    else:
        nadia.grants.all().delete()
        type(nadia).objects.update(is_superuser=False)
    assert asyncio_run(redeem_ticket(ticket)) is None


def test_no_ticket_without_the_csrf_token(desk, nadia):
    assert desk(nadia).post("/ops/ticket/").status_code == 403


def test_no_ticket_for_finance_nor_for_nobody(desk, farid, client):
    browser = desk(farid)
    browser.get("/")
    token = browser.cookies["csrftoken"].value
    assert browser.post("/ops/ticket/", headers={"X-CSRFToken": token}).status_code == 403
    assert client.post("/ops/ticket/").status_code in {401, 403}


def test_a_ticket_is_not_to_be_had_by_get(desk, nadia):
    assert desk(nadia).get("/ops/ticket/").status_code == 405
