"""A driver's standing with the platform, and the other lists of words of the fleet."""

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


class GateCode(TextChoices):
    """Why a driver cannot go online; the label is what they are told."""

    NOT_ACTIVE = "driver-not-active", _("Your driver account is not active.")
    NO_VEHICLE = "no-vehicle", _("You have no active vehicle.")


class EndReason(TextChoices):
    """Why a shift ended, or will end when its run is over."""

    DRIVER = "driver", _("By the driver")
    LAST_TRIP = "last_trip", _("After the last trip")
    SUSPENDED = "suspended", _("Suspended")
    SILENT = "silent", _("Not heard of")
    DOCUMENT = "document", _("A document expired")


class PairKind(TextChoices):
    BLOCKED = "blocked", _("Blocked")
    FAVOURITE = "favourite", _("Favourite")


class PairBy(TextChoices):
    RIDER = "rider", _("Rider")
    DRIVER = "driver", _("Driver")
    STAFF = "staff", _("Staff")


class LeaveReason(TextChoices):
    """Why a driver lost a turn in a queue."""

    LEFT = "left", _("Left the place")
    SILENT = "silent", _("Not heard of")
    DECLINED = "declined", _("Declined too often")
