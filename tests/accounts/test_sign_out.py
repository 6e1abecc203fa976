"""POST /api/v1/auth/sign-out and /api/v1/account/revoke-all"""

from apps.accounts import services
from apps.accounts.models import AuditLine, TokenFamily
from apps.kernel.models import OutboxEvent

SIGN_OUT = "/api/v1/auth/sign-out"


def status_of(client, access: str) -> int:
    return client.get("/api/v1/account/me", HTTP_AUTHORIZATION=f"Bearer {access}").status_code


def test_signing_out_ends_this_session_only(anonymous, amina, amina_tokens):
    tablet = services.issue_tokens(amina, "rider")
    answer = anonymous.post(SIGN_OUT, {"refresh": amina_tokens.refresh})

    assert (answer.status_code, answer.content) == (204, b"")
    assert status_of(anonymous, amina_tokens.access) == 401
    assert anonymous.post("/api/v1/auth/refresh", {"refresh": amina_tokens.refresh}).status_code == 401
    assert status_of(anonymous, tablet.access) == 200
    assert TokenFamily.objects.get(ended_at__isnull=False).reason == "signed_out"


def test_signing_out_twice_is_signing_out(anonymous, amina_tokens):
    anonymous.post(SIGN_OUT, {"refresh": amina_tokens.refresh})
    assert anonymous.post(SIGN_OUT, {"refresh": amina_tokens.refresh}).status_code == 204
    assert OutboxEvent.objects.filter(name="accounts.SessionsEnded").count() == 1


def test_a_forged_token_signs_nobody_out(anonymous, amina_tokens):
    assert anonymous.post(SIGN_OUT, {"refresh": amina_tokens.refresh[:-2] + "xx"}).status_code == 401
    assert status_of(anonymous, amina_tokens.access) == 200


def test_revoking_all_ends_every_session_of_mine_and_nobody_elses(api, anonymous, amina, yacine, amina_tokens):
    tablet, others = services.issue_tokens(amina, "rider"), services.issue_tokens(yacine, "rider")
    answer = api(amina, "rider").post("/api/v1/account/revoke-all")

    assert answer.status_code == 204
    assert [status_of(anonymous, pair.access) for pair in (amina_tokens, tablet, others)] == [401, 401, 200]
    assert anonymous.post("/api/v1/auth/refresh", {"refresh": tablet.refresh}).status_code == 401
    line = AuditLine.objects.get()
    assert (line.actor_id, line.action, line.subject) == (amina.id, "sessions.revoked", f"person:{amina.id}")


def test_one_may_sign_in_again_right_after_revoking_all(anonymous, amina, amina_tokens):
    services.revoke_all(person_id=amina.id, actor_id=amina.id)
    assert status_of(anonymous, services.issue_tokens(amina, "rider").access) == 200


def test_not_before_holds_even_for_a_family_that_was_missed(anonymous, amina, amina_tokens):
    services.revoke_all(person_id=amina.id, actor_id=None)
    TokenFamily.objects.update(ended_at=None)
    assert status_of(anonymous, amina_tokens.access) == 401
    assert anonymous.post("/api/v1/auth/refresh", {"refresh": amina_tokens.refresh}).status_code == 401
