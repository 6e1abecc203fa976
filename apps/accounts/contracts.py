"""What other apps know about a person."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    RIDER = "rider", _("Rider")
    DRIVER = "driver", _("Driver")
    COURIER = "courier", _("Courier")
    MERCHANT = "merchant", _("Merchant")
    COMPANY_ADMIN = "company_admin", _("Company administrator")
    OPERATIONS = "operations", _("Operations")
    FINANCE = "finance", _("Finance")
    SUPPORT = "support", _("Support")
    MANAGER = "manager", _("Manager")
    ENGINEER = "engineer", _("Engineer")


STAFF_ROLES = frozenset({Role.OPERATIONS, Role.FINANCE, Role.SUPPORT, Role.MANAGER, Role.ENGINEER})


class AppealStatus(TextChoices):
    """The life of what somebody who is suspended says to it, in whichever role."""

    SUBMITTED = "submitted", _("To be decided")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


APPEAL_MOVES: Mapping[str, Set[str]] = {
    AppealStatus.SUBMITTED: frozenset({AppealStatus.GRANTED, AppealStatus.REFUSED}),
}


@dataclass(frozen=True)
class Identity:
    """Who is speaking: one person, in the one role their token carries."""

    person_id: UUID
    role: str
    family_id: UUID
    language: str


@dataclass(frozen=True)
class PersonName:
    id: UUID
    full_name: str
    phone: str


@dataclass(frozen=True)
class Code:
    """A one-time code that was asked for, without the code."""

    challenge_id: UUID
    phone: str
    language: str
    expires_at: datetime


@dataclass(frozen=True)
class RiderStandingTold:
    """A suspension as its rider is told of it: `title` is the reason, in the active language."""

    id: UUID
    person_id: UUID
    reason: str
    title: str
    note: str
    since: datetime
