"""POST /api/v1/auth/otp/verify"""

from uuid import UUID, uuid4

import pytest

from apps.accounts import services
from apps.accounts.models import AuditLine, OtpChallenge, Person, RoleGrant, TokenFamily
from tests.support.threads import together


def wrong_code(challenge_id: str) -> str:
    return f"{(int(services.one_time_code(UUID(challenge_id))) + 1) % 1_000_000:06}"


def test_a_new_number_becomes_a_rider(ask, verify):
    answer = verify(ask("+213550000001", language="ar"))

    person = Person.objects.get()
    assert answer.status_code == 200
    assert answer.json().keys() == {"access", "refresh", "access_expires_in_s", "role", "person"}
    assert answer.json()["person"] == {
        "id": str(person.id),
        "full_name": "",
        "phone": "+213550000001",
        "language": "ar",
    }
    assert (answer.json()["role"], answer.json()["access_expires_in_s"]) == ("rider", 600)
    assert [grant.role for grant in person.grants.all()] == ["rider"]
    assert not person.has_usable_password()


def test_a_known_rider_comes_back(amina, ask, verify):
    answer = verify(ask("+213550000001"))
    assert answer.json()["person"]["id"] == str(amina.id)
    assert Person.objects.count() == 1


def test_the_tokens_work(anonymous, amina, ask, verify):
    access = verify(ask("+213550000001")).json()["access"]
    answer = anonymous.get("/api/v1/account/me", HTTP_AUTHORIZATION=f"Bearer {access}")
    assert answer.json()["full_name"] == "Amina Benali"


@pytest.mark.parametrize("role", ["driver", "courier", "merchant", "company_admin", "operations"])
def test_a_role_one_does_not_hold_is_refused_and_the_code_still_serves(amina, ask, verify, role):
    challenge = ask("+213550000001")
    refused = verify(challenge, role=role)
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/role-not-held"
    assert verify(challenge, role="rider").status_code == 200


def test_an_unknown_number_does_not_become_a_driver(ask, verify):
    assert verify(ask("+213550000001"), role="driver").status_code == 403
    assert not Person.objects.exists()


def test_staff_do_not_come_in_by_phone(ask, verify, db):
    services.register(phone="+213550000077", full_name="Samir", roles=["operations"])
    assert verify(ask("+213550000077"), role="operations").json()["type"] == "/problems/role-not-held"


def test_a_driver_may_also_ride(ask, verify, db):
    driver = services.register(phone="+213550000011", full_name="Karim", roles=["driver"])
    assert verify(ask("+213550000011"), role="driver").status_code == 200
    assert verify(ask("+213550000011"), role="rider").status_code == 200
    assert set(RoleGrant.objects.filter(person=driver).values_list("role", flat=True)) == {"driver", "rider"}


def test_somebody_suspended_is_told_so_once_the_number_is_proved_theirs(amina, ask, verify):
    services.suspend(person_id=amina.id, actor_id=None)
    challenge = ask("+213550000001")
    assert verify(challenge, code=wrong_code(challenge)).json()["type"] == "/problems/code-invalid"
    assert verify(challenge).json()["type"] == "/problems/person-suspended"


def test_every_wrong_answer_looks_the_same(amina, ask, verify, travel, settings):
    settings.OTP_LIMIT_PER_PHONE_PER_HOUR = 10
    used, wrong, exhausted, expired = (ask("+213550000001") for _ in range(4))
    verify(used)
    for _ in range(5):
        verify(exhausted, code=wrong_code(exhausted))
    answers = [verify(used), verify(wrong, code=wrong_code(wrong)), verify(exhausted), verify(str(uuid4()))]
    travel(301)
    answers.append(verify(expired))

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["type"] == "/problems/code-invalid"


def test_the_fifth_try_may_be_right_and_the_sixth_is_not_looked_at(ask, verify):
    lucky, unlucky = ask("+213550000001"), ask("+213550000002")
    for _ in range(4):
        verify(lucky, code=wrong_code(lucky))
    for _ in range(5):
        verify(unlucky, code=wrong_code(unlucky))
    assert verify(lucky).status_code == 200
    assert verify(unlucky).status_code == 401
    assert OtpChallenge.objects.get(id=unlucky).tries == 5


def test_a_code_lives_five_minutes(ask, verify, travel):
    challenge = ask("+213550000001")
    travel(290)
    assert verify(challenge).status_code == 200


def test_digits_of_an_arabic_keyboard_are_digits(ask, verify):
    challenge = ask("+213550000001")
    code = services.one_time_code(UUID(challenge)).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert verify(challenge, code=code).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"challenge_id": "not-a-uuid"}, "challenge_id"),
        ({"challenge_id": 7.5}, "challenge_id"),
        ({"code": "12345"}, "code"),
        ({"code": "1234567"}, "code"),
        ({"code": "12345a"}, "code"),
        ({"code": "123456\n"}, "code"),
        ({"code": 123456}, "code"),
        ({"code": "²²²²²²"}, "code"),
        ({"role": "king"}, "role"),
        ({"role": None}, "role"),
    ],
)
def test_malformed_answers_are_told_by_field(anonymous, db, change, field):
    body = {"challenge_id": str(uuid4()), "code": "123456", "role": "rider"} | change
    answer = anonymous.post("/api/v1/auth/otp/verify", body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_half_a_character_is_no_code(anonymous, db):
    body = f'{{"challenge_id": "{uuid4()}", "role": "rider", "code": "\\ud800"}}'
    answer = anonymous.generic("POST", "/api/v1/auth/otp/verify", body, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-request")


@pytest.mark.django_db(transaction=True)
def test_a_code_is_used_once_even_when_raced():
    challenge = services.request_code(phone="+213550000001", language="fr", address="203.0.113.1").challenge_id
    code = services.one_time_code(challenge)

    def sign_in() -> bool:
        try:
            return bool(services.verify_code(challenge_id=challenge, code=code, role="rider"))
        except services.codes.CodeInvalid:
            return False

    assert sorted(together(4, sign_in)) == [False, False, False, True]
    assert TokenFamily.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_racing_guesses_get_five_tries_together():
    challenge = services.request_code(phone="+213550000001", language="fr", address="203.0.113.1").challenge_id
    wrong = wrong_code(str(challenge))

    def guess() -> None:
        with pytest.raises(services.codes.CodeInvalid):
            services.verify_code(challenge_id=challenge, code=wrong, role="rider")

    together(8, guess)
    assert OtpChallenge.objects.get().tries == 5


def test_a_new_riders_role_is_written_down(ask, verify):
    verify(ask("+213550000001"))
    line = AuditLine.objects.get(action="role.granted")
    person = Person.objects.get()
    assert (line.actor, line.subject, line.details) == (person, f"person:{person.id}", {"role": "rider"})


def test_a_withdrawn_rider_does_not_come_back_by_signing_in(amina, ask, verify):
    services.withdraw_role(person_id=amina.id, role="rider", actor_id=None)
    answer = verify(ask("+213550000001"))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/role-not-held")
    assert not RoleGrant.objects.exists()

    services.grant_role(amina, "rider")
    assert verify(ask("+213550000001")).status_code == 200


def test_a_driver_whose_driving_was_withdrawn_may_still_begin_to_ride(karim, ask, verify):
    services.withdraw_role(person_id=karim.pk, role="driver", actor_id=None)
    assert verify(ask("+213550000011"), role="rider").status_code == 200
