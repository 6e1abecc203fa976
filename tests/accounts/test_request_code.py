"""POST /api/v1/auth/otp"""

import re
from uuid import UUID

import pytest
import redis as redis_client
from structlog.testing import capture_logs

from apps.accounts.models import OtpChallenge, Person
from apps.accounts.services import one_time_code
from apps.kernel import redis
from apps.kernel.models import OutboxEvent

URL = "/api/v1/auth/otp"


def test_a_known_and_an_unknown_number_get_the_same_answer(anonymous, amina):
    known = anonymous.post(URL, {"phone": "+213550000001"})
    unknown = anonymous.post(URL, {"phone": "+213550009999"})

    assert (known.status_code, unknown.status_code) == (202, 202)
    assert known.json().keys() == unknown.json().keys() == {"challenge_id", "expires_in_s"}
    assert known.json()["expires_in_s"] == unknown.json()["expires_in_s"] == 300
    assert OtpChallenge.objects.count() == 2
    assert Person.objects.count() == 1


def test_the_code_is_asked_to_be_sent_and_is_stored_nowhere(anonymous, db):
    answer = anonymous.post(URL, {"phone": "+213 550 00 00 01"})

    event = OutboxEvent.objects.get()
    challenge = OtpChallenge.objects.get()
    code = one_time_code(challenge.id)
    assert re.fullmatch("[0-9]{6}", code)
    assert (event.name, event.payload) == ("accounts.CodeRequested", {"challenge_id": answer.json()["challenge_id"]})
    assert str(challenge.phone) == "+213550000001"
    stored = " ".join(str(getattr(challenge, field.attname)) for field in OtpChallenge._meta.fields)
    assert code not in stored.replace(challenge.id.hex, "").replace(str(challenge.id), "")


def test_codes_differ_between_challenges_and_between_installations(settings):
    challenge = UUID("0193478e-0000-7000-8000-000000000001")
    code = one_time_code(challenge)
    assert one_time_code(challenge) == code
    assert len({one_time_code(UUID(int=number)) for number in range(1_000)}) > 950
    settings.SECRET_KEY = "another installation's key, just as long as the first one was"
    assert one_time_code(challenge) != code


@pytest.mark.parametrize(("header", "given", "language"), [("ar", "", "ar"), ("en-GB", "", "en"), ("ar", "fr", "fr")])
def test_the_language_is_the_one_asked_for_or_the_browsers(anonymous, db, header, given, language):
    body = {"phone": "+213550000001"} | ({"language": given} if given else {})
    anonymous.post(URL, body, HTTP_ACCEPT_LANGUAGE=header)
    assert OtpChallenge.objects.get().language == language


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "phone", "required"),
        ({"phone": ""}, "phone", "blank"),
        ({"phone": None}, "phone", "null"),
        ({"phone": "0550000001"}, "phone", "phone"),
        ({"phone": "+1"}, "phone", "phone"),
        ({"phone": "hello"}, "phone", "phone"),
        ({"phone": "+" + "2" * 5_000}, "phone", "max_length"),
        ({"phone": 213550000001}, "phone", "invalid"),
        ({"phone": ["+213550000001"]}, "phone", "invalid"),
        ({"phone": "+213550000001\x07"}, "phone", "control"),
        ({"phone": "+213550000001;ext=5"}, "phone", "phone"),
        ({"phone": "+213550000001", "language": "de"}, "language", "invalid_choice"),
        ([], "", "invalid"),
    ],
)
def test_what_is_not_a_phone_number_is_told_by_field(anonymous, db, body, field, code):
    answer = anonymous.post(URL, body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/invalid"
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert not OtpChallenge.objects.exists()


def test_a_number_gets_so_many_codes_an_hour(anonymous, db, settings):
    settings.OTP_LIMIT_PER_PHONE_PER_HOUR = 2
    answers = [anonymous.post(URL, {"phone": "+213550000001"}) for _ in range(3)]
    other = anonymous.post(URL, {"phone": "+213550000002"})

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[-1].json()["type"] == "/problems/too-many-codes"
    assert 3_500 < int(answers[-1]["Retry-After"]) <= 3_600
    assert other.status_code == 202
    assert OtpChallenge.objects.count() == 3


def test_an_address_gets_so_many_codes_an_hour_and_does_not_use_up_anothers(anonymous, db, settings):
    settings.OTP_LIMIT_PER_IP_PER_HOUR = 1
    settings.OTP_LIMIT_PER_PHONE_PER_HOUR = 2
    statuses = [
        anonymous.post(URL, {"phone": "+213550000001"}, REMOTE_ADDR=address).status_code
        for address in ["203.0.113.9", "203.0.113.9", "203.0.113.9", "203.0.113.10"]
    ]
    assert statuses == [202, 429, 429, 202]


def test_addresses_of_one_ipv6_network_count_together(anonymous, db, settings):
    settings.OTP_LIMIT_PER_IP_PER_HOUR = 1
    statuses = [
        anonymous.post(URL, {"phone": "+213550000001"}, REMOTE_ADDR=address).status_code
        for address in ["2001:db8:1:1::1", "2001:db8:1:1::2", "2001:db8:1:2::1"]
    ]
    assert statuses == [202, 429, 202]


def test_without_counters_no_code_is_given_out(anonymous, db, monkeypatch):
    nowhere = redis_client.Redis(port=1, socket_connect_timeout=0.1)
    monkeypatch.setattr(redis, "client", lambda: nowhere)

    answer = anonymous.post(URL, {"phone": "+213550000001"})

    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert not OtpChallenge.objects.exists()


@pytest.mark.parametrize("phone", ["+12025550143", "+447400123456", "+37281234567"])
def test_a_number_of_a_country_without_a_market_gets_no_code(anonymous, db, phone):
    answer = anonymous.post(URL, {"phone": phone})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("phone", "country")]
    assert not OtpChallenge.objects.exists()


@pytest.mark.parametrize("phone", ["+213550000001", "+212612345678", "+21620123456", "+33612345678"])
def test_numbers_of_our_markets_get_a_code(anonymous, db, phone):
    assert anonymous.post(URL, {"phone": phone}).status_code == 202


def test_the_whole_product_gives_out_so_many_codes_an_hour(anonymous, db, settings):
    settings.OTP_LIMIT_PER_HOUR = 2
    settings.OTP_LIMIT_PER_PHONE_PER_HOUR = 1
    phones = ["+213550000001", "+213550000001", "+213550000002", "+213550000003"]
    with capture_logs() as logs:
        answers = [anonymous.post(URL, {"phone": phone}) for phone in phones]
    assert [answer.status_code for answer in answers] == [202, 429, 202, 503]
    assert 3_500 < int(answers[-1]["Retry-After"]) <= 3_600
    assert [(log["log_level"], log["limit"]) for log in logs if log["event"] == "codes_capped"] == [("error", 2)]
    assert OtpChallenge.objects.count() == 2
