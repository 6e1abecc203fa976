"""The bearer token at the door."""

import jwt
import pytest
from django.conf import settings

from apps.accounts import services

ME = "/api/v1/account/me"


def ask_me(client, authorization: str):
    return client.get(ME, HTTP_AUTHORIZATION=authorization)


def test_a_token_opens_the_door_in_one_query(anonymous, amina_tokens, django_assert_num_queries):
    with django_assert_num_queries(1):
        services.authenticate(amina_tokens.access)
    with django_assert_num_queries(1):  # the gateway and the view share one verification; nothing else is asked
        answer = anonymous.patch(ME.replace("/me", "/nothing"), HTTP_AUTHORIZATION=f"Bearer {amina_tokens.access}")
    assert answer.status_code == 404


def test_the_view_does_not_verify_again(anonymous, amina_tokens, django_assert_num_queries):
    with django_assert_num_queries(2):  # the token, then the person's roles, which the answer shows
        assert ask_me(anonymous, f"Bearer {amina_tokens.access}").status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer a.b.c", "Bearer " + "é" * 9, "x" * 9_000],
)
def test_without_a_good_token_one_is_asked_to_sign_in(anonymous, db, authorization):
    answer = ask_me(anonymous, authorization)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "/problems/not-authenticated"


def test_an_access_token_lives_ten_minutes(anonymous, amina_tokens, travel):
    travel(598)
    assert ask_me(anonymous, f"Bearer {amina_tokens.access}").status_code == 200
    travel(4)
    assert ask_me(anonymous, f"Bearer {amina_tokens.access}").status_code == 401


def test_a_token_given_on_a_journey_works_there(anonymous, amina, travel):
    travel(3_600)
    assert ask_me(anonymous, f"Bearer {services.issue_tokens(amina, 'rider').access}").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody"},
        {"aud": "another-api"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"token_type": "refresh"},
        {"role": "driver"},
        {"sub": "0193478e-0000-7000-8000-000000000001"},
        {"family": "0193478e-0000-7000-8000-000000000001"},
    ],
)
def test_every_claim_counts(anonymous, amina_tokens, change):
    """Signed with our own key, so that only the claim is wrong."""
    claims = jwt.decode(amina_tokens.access, options={"verify_signature": False})
    claims = {name: value for name, value in (claims | change).items() if value is not None}
    token = jwt.encode(claims, settings.SIMPLE_JWT["SIGNING_KEY"] or settings.SECRET_KEY, algorithm="HS256")
    assert ask_me(anonymous, f"Bearer {token}").status_code == 401


def test_an_unchanged_token_signed_with_our_key_is_good(anonymous, amina_tokens):
    """That the key is the secret key when no signing key is set, and that the test above tests what it says."""
    claims = jwt.decode(amina_tokens.access, options={"verify_signature": False})
    token = jwt.encode(claims, settings.SIMPLE_JWT["SIGNING_KEY"] or settings.SECRET_KEY, algorithm="HS256")
    assert ask_me(anonymous, f"Bearer {token}").status_code == 200


def test_no_algorithm_but_ours(anonymous, amina_tokens):
    claims = jwt.decode(amina_tokens.access, options={"verify_signature": False})
    for token in (
        jwt.encode(claims, None, algorithm="none"),
        jwt.encode(claims, settings.SECRET_KEY, algorithm="HS512"),
    ):
        assert ask_me(anonymous, f"Bearer {token}").status_code == 401


def test_suspension_and_withdrawal_take_effect_at_once(anonymous, amina, yacine):
    first, second = services.issue_tokens(amina, "rider"), services.issue_tokens(yacine, "rider")
    services.suspend(person_id=amina.id, actor_id=None)
    services.withdraw_role(person_id=yacine.id, role="rider", actor_id=None)
    assert [ask_me(anonymous, f"Bearer {pair.access}").status_code for pair in (first, second)] == [401, 401]


def test_somebody_who_states_no_language_is_answered_in_their_own(api, yacine):
    answer = api(yacine, "rider").get("/api/v1/account/me")
    assert answer["Content-Language"] == "ar"
