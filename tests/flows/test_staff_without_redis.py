"""Redis is gone, and staff come in to see what is wrong: sign-in with both factors, and their day's work."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client as Browser

from apps.accounts.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "correct horse battery"
HALF_MINUTE = 58_000_000
CODE = format_hotp_value(hotp_value(SECRET, HALF_MINUTE))


@pytest.fixture
def two_factors(nadia, monkeypatch) -> Person:
    """Nadia, in a half minute that does not pass."""
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([HALF_MINUTE]))
    TOTP.activate(nadia, SECRET)
    return nadia


def show_password(browser: Browser, password: str = PASSWORD):
    return browser.post("/accounts/login/", {"login": "nadia@superapp.example", "password": password})


def show_code(browser: Browser, code: str):
    return browser.post("/accounts/2fa/authenticate/", {"code": code})


def test_staff_come_in_work_and_go(client, two_factors, amina, redis_dies):
    redis_dies()
    assert show_password(client)["Location"] == "/accounts/2fa/authenticate/"
    assert show_code(client, CODE)["Location"] == "/admin/"
    for page in ("/admin/", "/admin/search/?s=Amina", "/ops/map/", f"/admin/accounts/person/{amina.id}/change/"):
        assert client.get(page).status_code == 200, page

    form = {"full_name": "Amina B.", "phone": str(amina.phone), "language": "fr"}
    form |= {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
    changed = client.post(f"/admin/accounts/person/{amina.id}/change/", form)
    amina.refresh_from_db()
    assert (changed.status_code, amina.full_name) == (302, "Amina B.")

    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_wrong_codes_are_still_counted(client, two_factors, redis_dies):
    redis_dies()
    show_password(client)
    for _ in range(5):
        show_code(client, "000000")
    show_code(client, CODE)
    assert "_auth_user_id" not in client.session


def test_a_code_still_works_once(client, two_factors, redis_dies):
    redis_dies()
    second = Browser()
    for browser in (client, second):
        show_password(browser)
        show_code(browser, CODE)
    assert "_auth_user_id" in client.session
    assert "_auth_user_id" not in second.session


def test_the_lock_after_wrong_passwords_holds(client, two_factors, redis_dies):
    redis_dies()
    answers = [show_password(client, "wrong").status_code for _ in range(5)]
    show_password(client)
    assert answers[-1] == 429
    assert "_auth_user_id" not in client.session
