"""A driver's standing with the platform."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DriverStatus(TextChoices):
    PENDING = "pending", _("Pending")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")


DRIVER_MOVES: dict[str, frozenset[str]] = {
    DriverStatus.PENDING: frozenset({DriverStatus.ACTIVE, DriverStatus.SUSPENDED}),
    DriverStatus.ACTIVE: frozenset({DriverStatus.SUSPENDED}),
    DriverStatus.SUSPENDED: frozenset({DriverStatus.ACTIVE}),
}
