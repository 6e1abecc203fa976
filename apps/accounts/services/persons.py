"""Persons and the roles they hold."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.accounts.contracts import STAFF_ROLES
from apps.accounts.events import PersonSuspended, SessionsEnded
from apps.accounts.models import Person, RoleGrant
from apps.accounts.services.audit import audit
from apps.accounts.services.tokens import end_families, revoke_all
from apps.kernel.events import publish


def register(
    *,
    full_name: str = "",
    phone: str | None = None,
    email: str | None = None,
    language: str = "fr",
    roles: Collection[str] = (),
    password: str | None = None,
) -> Person:
    """A new person. Without `password` they can only sign in by one-time code."""
    with transaction.atomic():
        person = Person.objects.create_user(email, password, phone=phone, full_name=full_name, language=language)
        for role in roles:
            _grant(person, role)
    return person


def grant_role(person: Person, role: str, *, actor_id: UUID | None = None) -> None:
    """Idempotent. A staff role also opens the password door."""
    with transaction.atomic():
        if _grant(person, role):
            audit(actor_id, "role.granted", f"person:{person.pk}", role=role)


def _grant(person: Person, role: str) -> bool:
    _row, new = RoleGrant.objects.get_or_create(person=person, role=role)
    if role in STAFF_ROLES and not person.is_staff:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
    return new


def withdraw_role(*, person_id: UUID, role: str, actor_id: UUID | None) -> None:
    """Idempotent. Sign-ins in that role end with it; without any staff role left the password door is shut too."""
    with transaction.atomic():
        withdrawn, _rows = RoleGrant.objects.filter(person=person_id, role=role).delete()
        end_families(Q(person=person_id, role=role), reason="role_withdrawn")
        if role in STAFF_ROLES and not RoleGrant.objects.filter(person=person_id, role__in=STAFF_ROLES).exists():
            Person.objects.filter(pk=person_id).update(is_staff=False, is_superuser=False)
        if withdrawn:
            # Sockets in other roles close too, and come back with a new ticket: rare, and simpler than telling apart.
            publish(SessionsEnded(person_id=str(person_id)))
            audit(actor_id, "role.withdrawn", f"person:{person_id}", role=role)


def change_profile(person: Person, *, full_name: str | None = None, language: str | None = None) -> Person:
    changes = {"full_name": full_name, "language": language}
    given = {name: value for name, value in changes.items() if value is not None}
    for name, value in given.items():
        setattr(person, name, value)
    person.save(update_fields=list(given))
    return person


def suspend(*, person_id: UUID, actor_id: UUID | None) -> bool:
    """Shut a person out, at once and everywhere. False if they were already."""
    with transaction.atomic():
        if not Person.objects.filter(id=person_id, is_active=True).update(is_active=False):
            return False
        audit(actor_id, "person.suspended", f"person:{person_id}")
        publish(PersonSuspended(person_id=str(person_id)))
        revoke_all(person_id=person_id, actor_id=actor_id, reason="suspended")
    return True


def reactivate(*, person_id: UUID, actor_id: UUID | None) -> bool:
    """Let a suspended person sign in again. False if they were not suspended."""
    with transaction.atomic():
        if not Person.objects.filter(id=person_id, is_active=False).update(is_active=True):
            return False
        audit(actor_id, "person.reactivated", f"person:{person_id}")
    return True
