"""GET and PATCH /api/v1/account/me, POST /api/v1/account/ticket"""

from uuid import UUID

import jwt
import pytest
from asgiref.sync import async_to_sync

from apps.accounts import services
from apps.accounts.contracts import Identity
from apps.kernel import redis

ME = "/api/v1/account/me"


def test_my_account(api, amina):
    services.grant_role(amina, "merchant")
    assert api(amina, "rider").get(ME).json() == {
        "id": str(amina.id),
        "full_name": "Amina Benali",
        "phone": "+213550000001",
        "email": None,
        "language": "fr",
        "role": "rider",
        "roles": ["merchant", "rider"],
    }


def test_i_change_my_name_and_language(api, amina):
    answer = api(amina, "rider").patch(ME, {"full_name": "  أمينة بن علي ", "language": "ar"})
    amina.refresh_from_db()
    assert answer.status_code == 200
    assert (answer.json()["full_name"], answer.json()["language"]) == ("أمينة بن علي", "ar")
    assert (amina.full_name, amina.language) == ("أمينة بن علي", "ar")


def test_what_i_do_not_mention_stays_and_what_is_not_mine_to_change_too(api, amina):
    answer = api(amina, "rider").patch(ME, {"phone": "+213550000009", "role": "driver", "is_staff": True})
    amina.refresh_from_db()
    assert answer.status_code == 200
    assert (str(amina.phone), amina.is_staff, amina.full_name) == ("+213550000001", False, "Amina Benali")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"language": "de"}, "language"),
        ({"language": None}, "language"),
        ({"full_name": ""}, "full_name"),
        ({"full_name": "   "}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"full_name": 7}, "full_name"),
        ({"full_name": ["A"]}, "full_name"),
        ({"full_name": "A\nB"}, "full_name"),
        ("text", ""),
    ],
)
def test_bad_values_are_told_by_field_and_change_nothing(api, amina, body, field):
    answer = api(amina, "rider").patch(ME, body)
    amina.refresh_from_db()
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert (amina.full_name, amina.language) == ("Amina Benali", "fr")


def test_a_ticket_opens_one_socket_once(api, amina):
    answer = api(amina, "rider").post("/api/v1/account/ticket")
    ticket = answer.json()["ticket"]
    redeem = async_to_sync(services.redeem_ticket)

    assert answer.status_code == 201
    assert (answer.json()["url"], answer.json()["expires_in_s"]) == ("ws://testserver/ws/", 30)
    first, second = redeem(ticket), redeem(ticket)
    assert isinstance(first, Identity)
    assert (first.person_id, first.role, first.language) == (amina.id, "rider", "fr")
    assert second is None


def test_a_ticket_lives_thirty_seconds_and_is_not_stored_in_clear(amina, amina_tokens):
    claims = jwt.decode(amina_tokens.access, options={"verify_signature": False})
    ticket = services.issue_ticket(Identity(amina.id, "rider", UUID(claims["family"]), "fr"))
    (key,) = redis.client().keys("*ticket*")
    assert ticket not in key.decode()
    assert 0 < redis.client().ttl(key) <= 30


def test_over_tls_the_socket_is_too(api, amina):
    answer = api(amina, "rider").post("/api/v1/account/ticket", secure=True)
    assert answer.json()["url"] == "wss://testserver/ws/"


def test_an_unknown_ticket_is_nobodys():
    assert async_to_sync(services.redeem_ticket)("nonsense") is None


@pytest.mark.parametrize("name", ["Amina \u202eilaneB", "\u2067Amina"])
def test_a_name_turns_nothing_round(api, amina, name):
    answer = api(amina, "rider").patch(ME, {"full_name": name})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "turning")
    amina.refresh_from_db()
    assert amina.full_name == "Amina Benali"
