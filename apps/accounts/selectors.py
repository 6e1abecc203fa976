"""Reads about persons, as contracts."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request

from apps.accounts.contracts import AppealStatus, Code, Identity, PersonName, RiderStandingTold
from apps.accounts.models import AuditLine, OtpChallenge, Person, RiderAppeal, RiderSuspension, RoleGrant


def caller(request: Request) -> Identity:
    """Who makes a request that a view with authentication let in."""
    return cast(Identity, request.auth)


def names(ids: Iterable[UUID]) -> dict[UUID, PersonName]:
    rows = Person.objects.filter(id__in=list(ids)).only("id", "full_name", "phone")
    return {row.id: PersonName(row.id, row.full_name, str(row.phone or "")) for row in rows}


def who_did(action: str, subject: str) -> list[str]:
    """The names of those who did `action` to `subject`, in the order of the audit trail; "" is the platform itself."""
    lines = AuditLine.objects.filter(subject=subject, action=action).select_related("actor").order_by("id")
    return [(line.actor.full_name or str(line.actor)) if line.actor else "" for line in lines]


def roles(person_id: UUID) -> list[str]:
    return list(RoleGrant.objects.filter(person_id=person_id).order_by("role").values_list("role", flat=True))


def language(person_id: UUID) -> str:
    return Person.objects.values_list("language", flat=True).get(id=person_id)


def languages(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Person.objects.filter(id__in=list(ids)).values_list("id", "language"))


def people_in_role(role: str, *, after: UUID | None, limit: int) -> list[UUID]:
    """Active persons who hold it, above the id `after`, in the order of ids."""
    held = _in_role(role).filter(person_id__gt=after) if after else _in_role(role)
    return list(held.order_by("person_id").values_list("person_id", flat=True)[:limit])


def count_in_role(role: str) -> int:
    return _in_role(role).count()


def _in_role(role: str) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(role=role, person__is_active=True)


def code(challenge_id: UUID) -> Code:
    """What is known of a one-time code that was asked for."""
    row = OtpChallenge.objects.get(id=challenge_id)
    return Code(row.id, str(row.phone), row.language, row.expires_at)


def open_suspension(rider_id: UUID) -> RiderSuspension | None:
    """With its appeal, if there is one."""
    open_ones = RiderSuspension.objects.select_related("appeal").filter(person_id=rider_id, lifted_at__isnull=True)
    return open_ones.first()


def rider_is_suspended(rider_id: UUID) -> bool:
    return RiderSuspension.objects.filter(person_id=rider_id, lifted_at__isnull=True).exists()


def suspension_told(suspension_id: UUID) -> RiderStandingTold:
    row = RiderSuspension.objects.get(id=suspension_id)
    return RiderStandingTold(row.id, row.person_id, row.reason, str(row.get_reason_display()), row.note, row.at)


def appeals_to_decide() -> int:
    return RiderAppeal.objects.filter(status=AppealStatus.SUBMITTED).count()
