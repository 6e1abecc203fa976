"""POST /api/v1/auth/web/…: our own pages sign in, and no script ever sees the refresh token."""

from uuid import UUID

import pytest

from apps.accounts import services
from apps.accounts.models import AuditLine, TokenFamily

VERIFY = "/api/v1/auth/web/verify"
REFRESH = "/api/v1/auth/web/refresh"
SIGN_OUT = "/api/v1/auth/web/sign-out"
RIDER = {"role": "rider"}


@pytest.fixture
def enter(anonymous, ask):
    """Signs the number in from a browser; the client keeps its cookies."""

    def sign_in(phone: str):
        challenge = ask(phone)
        proof = {"challenge_id": challenge, "code": services.one_time_code(UUID(challenge)), "role": "rider"}
        return anonymous.post(VERIFY, proof)

    return sign_in


def me(client, access: str):
    return client.get("/api/v1/account/me", HTTP_AUTHORIZATION=f"Bearer {access}")


def test_the_refresh_token_is_a_cookie_and_nowhere_else(anonymous, amina, enter):
    answer = enter("+213550000001")

    assert answer.status_code == 200
    assert answer.json().keys() == {"access", "access_expires_in_s", "role", "person"}
    cookie = answer.cookies["refresh_rider"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/api/v1/auth/web/")
    assert cookie["max-age"] == 30 * 86_400
    assert cookie.value not in answer.content.decode()
    assert me(anonymous, answer.json()["access"]).json()["full_name"] == "Amina Benali"


def test_a_refresh_turns_the_cookie_and_gives_the_next_access(anonymous, amina, enter):
    first = enter("+213550000001").cookies["refresh_rider"].value
    answer = anonymous.post(REFRESH, RIDER)

    assert answer.status_code == 200
    assert answer.cookies["refresh_rider"].value not in {"", first}
    assert me(anonymous, answer.json()["access"]).status_code == 200
    assert TokenFamily.objects.count() == 1


def test_a_copied_cookie_that_comes_back_ends_the_session(anonymous, amina, enter):
    copied = enter("+213550000001").cookies["refresh_rider"].value
    access = anonymous.post(REFRESH, RIDER).json()["access"]
    anonymous.cookies["refresh_rider"] = copied

    assert anonymous.post(REFRESH, RIDER).status_code == 401
    assert me(anonymous, access).status_code == 401
    assert AuditLine.objects.get().action == "refresh.replayed"


def test_without_a_cookie_there_is_no_session(anonymous, db):
    answer = anonymous.post(REFRESH, RIDER)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/refresh-invalid")


def test_the_cookie_of_one_role_is_not_anothers(anonymous, amina, enter):
    enter("+213550000001")
    assert anonymous.post(REFRESH, {"role": "driver"}).status_code == 401
    assert anonymous.post(REFRESH, RIDER).status_code == 200


def test_signing_out_ends_the_session_and_takes_the_cookie(anonymous, amina, enter):
    access = enter("+213550000001").json()["access"]
    answer = anonymous.post(SIGN_OUT, RIDER)

    assert answer.status_code == 204
    assert (answer.cookies["refresh_rider"].value, answer.cookies["refresh_rider"]["max-age"]) == ("", 0)
    assert me(anonymous, access).status_code == 401


def test_signing_out_twice_is_fine(anonymous, amina, enter):
    enter("+213550000001")
    assert [anonymous.post(SIGN_OUT, RIDER).status_code for _ in range(2)] == [204, 204]


@pytest.mark.parametrize("url", [REFRESH, SIGN_OUT])
def test_a_form_of_another_site_cannot_call_it(anonymous, amina, enter, url):
    enter("+213550000001")
    answer = anonymous.generic("POST", url, "role=rider", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415
    assert TokenFamily.objects.get().ended_at is None


@pytest.mark.parametrize("body", [{}, {"role": "king"}, {"role": 7}, []])
def test_bad_bodies_are_refused(anonymous, db, body):
    assert anonymous.post(REFRESH, body).status_code == 400
