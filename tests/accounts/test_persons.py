"""Persons, by the services other apps use."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.accounts import selectors, services
from apps.accounts.contracts import STAFF_ROLES, PersonName, Role
from apps.accounts.models import OtpChallenge, Person, TokenFamily
from apps.accounts.retention import forget
from apps.kernel import clock
from apps.kernel.models import OutboxEvent


def test_one_person_may_hold_several_roles(amina):
    services.grant_role(amina, Role.DRIVER)
    services.grant_role(amina, Role.DRIVER)
    assert selectors.roles(amina.id) == ["driver", "rider"]


@pytest.mark.parametrize("role", Role.values)
def test_a_staff_role_opens_the_password_door_and_no_other_does(db, role):
    person = services.register(email="x@superapp.example", roles=[role])
    person.refresh_from_db()
    assert person.is_staff is (role in STAFF_ROLES)
    assert not person.has_usable_password()


def test_a_phone_and_an_e_mail_are_one_persons(amina):
    services.register(email="A@superapp.example")
    for same in ({"phone": "+213550000001"}, {"email": "a@SUPERAPP.example"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            services.register(**same)
    services.register(phone="+213550000003")
    services.register(phone="+213550000004")  # two without an e-mail do not collide


def test_a_person_without_phone_and_e_mail_cannot_be(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        services.register(full_name="Nobody")


def test_names_come_in_one_query(amina, yacine, django_assert_num_queries):
    with django_assert_num_queries(1):
        names = selectors.names([amina.id, yacine.id])
    assert names[amina.id] == PersonName(amina.id, "Amina Benali", "+213550000001")


def test_suspending_twice_is_suspending(amina):
    assert [services.suspend(person_id=amina.id, actor_id=None) for _ in range(2)] == [True, False]
    assert [services.reactivate(person_id=amina.id, actor_id=None) for _ in range(2)] == [True, False]


def test_a_superuser_can_be_made_by_hand(db):
    person = Person.objects.create_superuser("Root@superapp.example", "a long enough pass")
    assert (person.email, person.is_staff, person.is_superuser) == ("root@superapp.example", True, True)


def test_what_nobody_can_use_any_more_is_forgotten(amina, amina_tokens):
    services.request_code(phone="+213550000001", language="fr", address="203.0.113.1")
    forget("2026-11-21")
    assert (OtpChallenge.objects.count(), TokenFamily.objects.count()) == (1, 1)
    with clock.travel(timedelta(days=61)):
        forget("2027-01-21")
    assert (OtpChallenge.objects.count(), TokenFamily.objects.count()) == (0, 0)


def test_suspending_is_told_to_other_apps_once(amina):
    for _ in range(2):
        services.suspend(person_id=amina.id, actor_id=None)
    told = OutboxEvent.objects.filter(name="accounts.PersonSuspended")
    assert [event.payload for event in told] == [{"person_id": str(amina.id)}]
