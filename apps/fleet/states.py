"""A driver's standing with the platform, and the other lists of words of the fleet."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.geo.contracts import Category


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
    CATEGORY = "vehicle-category", _("Your vehicle does not meet the rules of its category any more.")
    MISSING = "document-missing", _("A document is missing.")
    IN_REVIEW = "document-in-review", _("A document is still being checked.")
    REJECTED = "document-rejected", _("A document was not accepted.")
    EXPIRED = "document-expired", _("A document has expired.")


class VehicleStatus(TextChoices):
    SUBMITTED = "submitted", _("To be checked")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not accepted")
    RETIRED = "retired", _("Retired")


VEHICLE_MOVES: dict[str, frozenset[str]] = {
    VehicleStatus.SUBMITTED: frozenset({VehicleStatus.APPROVED, VehicleStatus.REJECTED, VehicleStatus.RETIRED}),
    VehicleStatus.APPROVED: frozenset({VehicleStatus.REJECTED, VehicleStatus.RETIRED}),
    VehicleStatus.REJECTED: frozenset({VehicleStatus.RETIRED}),
}

# What a vehicle may be asked to serve beside its own category.
ALSO_SERVES: dict[str, frozenset[str]] = {
    Category.COMFORT: frozenset({Category.STANDARD}),
    Category.VAN: frozenset({Category.STANDARD}),
}


class Colour(TextChoices):
    """What a driver's page offers. Kept is text: what staff or an app wrote otherwise is shown as it was written."""

    WHITE = "white", pgettext_lazy("colour of a car", "White")
    BLACK = "black", pgettext_lazy("colour of a car", "Black")
    GREY = "grey", pgettext_lazy("colour of a car", "Grey")
    SILVER = "silver", pgettext_lazy("colour of a car", "Silver")
    BLUE = "blue", pgettext_lazy("colour of a car", "Blue")
    RED = "red", pgettext_lazy("colour of a car", "Red")
    GREEN = "green", pgettext_lazy("colour of a car", "Green")
    BEIGE = "beige", pgettext_lazy("colour of a car", "Beige")
    BROWN = "brown", pgettext_lazy("colour of a car", "Brown")
    YELLOW = "yellow", pgettext_lazy("colour of a car", "Yellow")
    ORANGE = "orange", pgettext_lazy("colour of a car", "Orange")
    GOLD = "gold", pgettext_lazy("colour of a car", "Gold")
    PURPLE = "purple", pgettext_lazy("colour of a car", "Purple")

    @classmethod
    def name_of(cls, written: str) -> str:
        """In the active language, where we know it."""
        return str(dict(cls.choices).get(written.strip().lower(), written))


class DocumentKind(TextChoices):
    DRIVING_LICENCE = "driving_licence", _("Driving licence")
    IDENTITY_CARD = "identity_card", _("Identity card or passport")
    CRIMINAL_RECORD = "criminal_record", _("Criminal record extract")
    PROFESSIONAL_CARD = "professional_card", _("Professional driver's card")
    VEHICLE_REGISTRATION = "vehicle_registration", _("Vehicle registration")
    INSURANCE = "insurance", _("Insurance")
    INSPECTION = "inspection", _("Technical inspection")


class DocumentStatus(TextChoices):
    SUBMITTED = "submitted", _("To be checked")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Not accepted")
    EXPIRED = "expired", _("Expired")
    REPLACED = "replaced", _("Replaced")


DOCUMENT_MOVES: dict[str, frozenset[str]] = {
    DocumentStatus.SUBMITTED: frozenset({DocumentStatus.VERIFIED, DocumentStatus.REJECTED, DocumentStatus.REPLACED}),
    DocumentStatus.VERIFIED: frozenset({DocumentStatus.EXPIRED, DocumentStatus.REPLACED, DocumentStatus.REJECTED}),
}


class DocumentReason(TextChoices):
    """Why a document was not accepted; the label is what its owner reads."""

    UNREADABLE = "unreadable", _("It cannot be read. Take the picture again, in good light.")
    INCOMPLETE = "incomplete", _("A part or a side of it is missing.")
    OTHER_DOCUMENT = "other_document", _("This is another document than the one we asked for.")
    OTHER_NAME = "other_name", _("The name or the plate is not yours.")
    OUT_OF_DATE = "out_of_date", _("It is out of date.")
    FORGED = "forged", _("We have doubts about it. Bring the original to our office.")
    OTHER = "other", _("Another reason")


class ApplicationStatus(TextChoices):
    DRAFT = "draft", _("Being filled in")
    SUBMITTED = "submitted", _("To be decided")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


APPLICATION_MOVES: dict[str, frozenset[str]] = {
    ApplicationStatus.DRAFT: frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.SUBMITTED: frozenset(
        {ApplicationStatus.APPROVED, ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN}
    ),
}
OPEN_APPLICATION = (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED)


class ApplicationReason(TextChoices):
    """Why an application was not accepted; the label is what the applicant reads."""

    DOCUMENTS = "documents", _("Your documents do not meet our conditions.")
    VEHICLE = "vehicle", _("Your vehicle does not meet our conditions.")
    BACKGROUND = "background", _("The check of your background does not allow it.")
    CITY_FULL = "city_full", _("We take no more drivers in this city at the moment.")
    OTHER = "other", _("Another reason")


class VehicleReason(TextChoices):
    """Why a vehicle was not accepted; the label is what its driver reads."""

    CONDITION = "condition", _("Its condition does not meet our conditions.")
    CATEGORY = "category", _("It does not fit the category.")
    DETAILS = "details", _("Its details do not match its registration.")
    OTHER = "other", _("Another reason")


class EndReason(TextChoices):
    """Why a shift ended, or will end when its run is over."""

    DRIVER = "driver", _("By the driver")
    LAST_TRIP = "last_trip", _("After the last trip")
    SUSPENDED = "suspended", _("Suspended")
    SILENT = "silent", _("Not heard of")
    DOCUMENT = "document", _("A document is not valid any more")
    VEHICLE = "vehicle", _("The vehicle is not accepted any more")


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


# What the driver is told who lost a turn.
TURN_LOST: dict[str, object] = {
    LeaveReason.LEFT: _("You lost your turn at %(place)s: you left the place."),
    LeaveReason.SILENT: _("You lost your turn at %(place)s: we did not hear from your phone."),
    LeaveReason.DECLINED: _("You lost your turn at %(place)s: you declined too many requests."),
}


class HotspotSource(TextChoices):
    STAFF = "staff", _("Staff")
    SURGE = "surge", _("Demand")


class SuspensionReason(TextChoices):
    """Why a driver is suspended; the label is what they read."""

    SAFETY = "safety", _("A matter of safety")
    COMPLAINTS = "complaints", _("Complaints of riders")
    FRAUD = "fraud", _("Suspected fraud")
    RATING = "rating", _("A low rating")
    DOCUMENTS = "documents", _("Doubts about documents")
    OTHER = "other", _("Another reason")


class IncentiveKind(TextChoices):
    QUEST = "quest", _("Quest")
    GUARANTEE = "guarantee", _("Guarantee")


class IncentivePeriod(TextChoices):
    """The window in which trips count; the values are those of `algorithms.incentives`."""

    WHOLE = "whole", _("The whole time")
    DAY = "day", _("Each day")
    WEEK = "week", _("Each week")


class ProgressStatus(TextChoices):
    """`exceeded`: the fares were more than the guarantee."""

    RUNNING = "running", _("Running")
    EARNED = "earned", _("Earned")
    EXCEEDED = "exceeded", _("Not needed")
    MISSED = "missed", _("Not reached")
