"""Staff sign in by e-mail and password, with a second factor once they have set one up."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client as Browser

from apps.accounts import services
from apps.accounts.models import Person

LOGIN = "/accounts/login/"
PASSWORD = "correct horse battery"


def sign_in(browser: Browser, email: str = "nadia@superapp.example", password: str = PASSWORD, **headers: str):
    return browser.post(LOGIN, {"login": email, "password": password}, **headers)


def is_signed_in(browser: Browser) -> bool:
    return "_auth_user_id" in browser.session


def six_digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def activate_totp(browser: Browser) -> str:
    asked_again = browser.get("/accounts/2fa/totp/activate/")["Location"]
    assert asked_again.startswith("/accounts/reauthenticate/")
    page = browser.post(asked_again, {"password": PASSWORD}, follow=True).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]
    assert browser.post("/accounts/2fa/totp/activate/", {"code": six_digits(secret)}).status_code == 302
    return secret


def test_with_the_right_password_one_is_in_the_admin(client, nadia):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_the_e_mail_may_be_written_in_capitals(client, nadia):
    sign_in(client, email="Nadia@Superapp.Example")
    assert is_signed_in(client)


def test_one_comes_back_to_the_page_one_asked_for(client, nadia):
    asked = client.get("/admin/accounts/person/")
    answer = client.post(
        asked["Location"], {"login": nadia.email, "password": PASSWORD, "next": "/admin/accounts/person/"}
    )
    assert answer["Location"] == "/admin/accounts/person/"


def test_the_way_back_does_not_lead_to_another_host(client, nadia):
    answer = client.post(LOGIN, {"login": nadia.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/admin/"


def test_somebody_who_is_not_staff_has_no_password_door(client, nadia):
    services.register(email="rider@superapp.example", roles=["rider"], password=PASSWORD)
    refused, wrong = sign_in(client, email="rider@superapp.example"), sign_in(client, password="wrong")
    assert (refused.status_code, wrong.status_code) == (200, 200)
    assert refused.context["form"].errors == wrong.context["form"].errors
    assert not is_signed_in(client)


def test_somebody_suspended_does_not_come_in(client, nadia):
    services.suspend(person_id=nadia.id, actor_id=None)
    sign_in(client)
    assert not is_signed_in(client)


def test_suspension_and_revocation_end_the_sessions_of_browsers(client, nadia):
    sign_in(client)
    services.revoke_all(person_id=nadia.id, actor_id=nadia.id)
    assert client.get("/admin/").status_code == 302
    sign_in(client)
    assert client.get("/admin/").status_code == 200
    services.suspend(person_id=nadia.id, actor_id=None)
    assert client.get("/admin/").status_code == 302


def test_without_a_staff_role_left_the_admin_is_shut(client, nadia):
    sign_in(client)
    services.withdraw_role(person_id=nadia.id, role="operations", actor_id=None)
    nadia.refresh_from_db()
    assert (nadia.is_staff, client.get("/admin/").status_code) == (False, 403)


def test_staff_have_the_address_that_an_administrator_gave_them(client, nadia):
    sign_in(client)
    answer = client.post("/accounts/email/", {"action_add": "", "email": "other@evil.example"})
    assert answer.status_code == 404
    assert Person.objects.get(pk=nadia.pk).email == "nadia@superapp.example"


def test_nobody_signs_up(client, db):
    form = {"email": "new@superapp.example", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (client.get("/accounts/signup/"), client.post("/accounts/signup/", form)):
        assert answer.status_code == 200
        assert "form" not in answer.context
    assert not Person.objects.exists()


def test_after_five_wrong_passwords_even_the_right_one_waits(client, nadia):
    for _ in range(5):
        last = sign_in(client, password="wrong")
    at_once = sign_in(client)
    cache.clear()  # allauth's own count is in the cache; the lock is in the database
    later = sign_in(client)
    assert (last.status_code, at_once.status_code, later.status_code) == (429, 200, 429)
    assert not is_signed_in(client)


def test_the_lock_is_for_one_name_from_one_address(client, nadia):
    services.register(email="samir@superapp.example", roles=["support"], password=PASSWORD)
    for _ in range(5):
        sign_in(client, password="wrong", REMOTE_ADDR="203.0.113.9")
    assert sign_in(client, email="samir@superapp.example", REMOTE_ADDR="203.0.113.9").status_code == 302


def test_a_second_factor_is_asked_for_once_it_is_set_up(client, nadia):
    sign_in(client)
    activate_totp(client)
    phone = Browser()

    asked = sign_in(phone)
    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert phone.get("/admin/")["Location"].startswith(LOGIN)
    assert phone.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_signed_in(phone)


def test_the_second_factor_lets_one_in(client, nadia):
    sign_in(client)
    secret = activate_totp(client)
    cache.clear()  # the code of this half minute was used to set it up
    phone = Browser()
    sign_in(phone)
    answer = phone.post("/accounts/2fa/authenticate/", {"code": six_digits(secret)})
    assert answer["Location"] == "/admin/"
    assert phone.get("/admin/").status_code == 200


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")])
def test_the_pages_speak_three_languages_and_run_no_inline_script(client, nadia, language, direction):
    sign_in(client)
    activate_totp(client)
    client.post("/accounts/2fa/recovery-codes/generate/")
    strangers = [LOGIN, "/accounts/signup/", "/accounts/password/reset/"]
    own = [
        "/accounts/logout/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/totp/deactivate/",
    ]
    for browser, paths in ((Browser(), strangers), (client, own)):
        for path in paths:
            answer = browser.get(path, HTTP_ACCEPT_LANGUAGE=language)
            page = answer.content.decode()
            assert answer.status_code == 200, path
            assert f'<html lang="{language}" dir="{direction}">' in page
            assert "css/auth.css" in page
            assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*json)|\son\w+=", page), path
            assert "script-src 'self'" in answer["Content-Security-Policy"].split("; ")
