"""POST /api/v1/auth/refresh"""

import jwt
import pytest
from django.conf import settings as django_settings

from apps.accounts import services
from apps.accounts.models import AuditLine, TokenFamily
from apps.accounts.services.tokens import RefreshInvalid
from tests.support.threads import together

URL = "/api/v1/auth/refresh"


def test_a_refresh_gives_the_next_pair(anonymous, amina_tokens):
    answer = anonymous.post(URL, {"refresh": amina_tokens.refresh})

    assert answer.status_code == 200
    assert answer.json().keys() == {"access", "refresh", "access_expires_in_s"}
    assert answer.json()["refresh"] != amina_tokens.refresh
    me = anonymous.get("/api/v1/account/me", HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    assert (me.status_code, me.json()["role"]) == (200, "rider")
    assert TokenFamily.objects.count() == 1


def test_a_replayed_refresh_ends_the_family(anonymous, amina_tokens):
    renewed = anonymous.post(URL, {"refresh": amina_tokens.refresh}).json()
    replayed = anonymous.post(URL, {"refresh": amina_tokens.refresh})

    assert (replayed.status_code, replayed.json()["type"]) == (401, "/problems/refresh-invalid")
    assert anonymous.post(URL, {"refresh": renewed["refresh"]}).status_code == 401
    for access in (amina_tokens.access, renewed["access"]):
        assert anonymous.get("/api/v1/account/me", HTTP_AUTHORIZATION=f"Bearer {access}").status_code == 401
    assert TokenFamily.objects.get().reason == "replayed"
    assert AuditLine.objects.get().action == "refresh.replayed"


def test_another_family_of_the_same_person_goes_on(anonymous, amina, amina_tokens):
    tablet = services.issue_tokens(amina, "rider")
    for _ in range(2):
        anonymous.post(URL, {"refresh": amina_tokens.refresh})
    assert anonymous.post(URL, {"refresh": tablet.refresh}).status_code == 200


def test_an_expired_refresh_is_refused_and_a_used_one_lives_on_through_the_next(anonymous, amina_tokens, travel):
    travel(29 * 86_400)
    renewed = anonymous.post(URL, {"refresh": amina_tokens.refresh}).json()["refresh"]
    travel(29 * 86_400)
    assert anonymous.post(URL, {"refresh": renewed}).status_code == 200


def test_a_refresh_lives_thirty_days(anonymous, amina_tokens, travel):
    travel(30 * 86_400 + 1)
    assert anonymous.post(URL, {"refresh": amina_tokens.refresh}).status_code == 401


def test_a_deleted_persons_refresh_is_refused_not_a_crash(anonymous, amina, amina_tokens):
    amina.delete()
    assert anonymous.post(URL, {"refresh": amina_tokens.refresh}).status_code == 401


def test_a_suspended_person_or_a_withdrawn_role_is_not_refreshed(anonymous, amina, amina_tokens):
    amina.grants.all().delete()
    assert anonymous.post(URL, {"refresh": amina_tokens.refresh}).status_code == 401
    services.grant_role(amina, "rider")
    services.suspend(person_id=amina.id, actor_id=None)
    assert anonymous.post(URL, {"refresh": amina_tokens.refresh}).status_code == 401


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "." * 2_048, "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."])
def test_what_is_no_token_is_refused(anonymous, db, token):
    assert anonymous.post(URL, {"refresh": token}).status_code == 401


def test_an_access_token_does_not_refresh(anonymous, amina_tokens):
    assert anonymous.post(URL, {"refresh": amina_tokens.access}).status_code == 401


def test_a_token_signed_by_somebody_else_is_refused(anonymous, amina_tokens):
    claims = jwt.decode(amina_tokens.refresh, options={"verify_signature": False})
    forged = jwt.encode(claims, "somebody else's key, which is long enough", algorithm="HS256")
    assert anonymous.post(URL, {"refresh": forged}).status_code == 401
    assert TokenFamily.objects.get().ended_at is None


@pytest.mark.parametrize("body", [{}, {"refresh": 7}, {"refresh": ""}, {"refresh": "x" * 2_049}, {"refresh": {}}])
def test_malformed_bodies_are_told_by_field(anonymous, db, body):
    answer = anonymous.post(URL, body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["refresh"]


def test_the_store_holds_no_token(amina_tokens):
    family = TokenFamily.objects.get()
    claims = jwt.decode(amina_tokens.refresh, options={"verify_signature": False})
    assert claims["jti"] not in family.current
    assert (claims["iss"], claims["aud"]) == ("superapp", "superapp-api")
    assert django_settings.ACCESS_TOKEN_LIFETIME.total_seconds() <= 600


@pytest.mark.django_db(transaction=True)
def test_of_two_concurrent_refreshes_exactly_one_wins():
    person = services.register(phone="+213550000001", roles=["rider"])
    for _ in range(5):
        pair = services.issue_tokens(person, "rider")

        def renew(token: str = pair.refresh) -> bool:
            try:
                return bool(services.refresh(token))
            except RefreshInvalid:
                return False

        assert sorted(together(2, renew)) == [False, True]
