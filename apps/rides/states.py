"""The states of a ride and what may follow what, as plain data. docs/algorithms/ride_states.md draws the same table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RideStatus(TextChoices):
    REQUESTED = "requested", _("requested")
    SEARCHING = "searching", _("looking for a driver")
    ACCEPTED = "accepted", _("accepted")
    ARRIVING = "arriving", _("driver on the way")
    ARRIVED = "arrived", _("driver at the pickup")
    IN_PROGRESS = "in_progress", _("in progress")
    COMPLETED = "completed", _("completed")
    RIDER_CANCELED = "rider_canceled", _("canceled by the rider")
    DRIVER_CANCELED = "driver_canceled", _("canceled by the driver")
    NO_DRIVER_FOUND = "no_driver_found", _("no driver found")
    FAILED = "failed", _("ended by operations")


class CancelReason(TextChoices):
    """Why a ride was canceled. Riders may give one of the first four or none, drivers must give one of theirs."""

    CHANGED_PLANS = "changed_plans", _("Plans changed")
    WAIT_TOO_LONG = "wait_too_long", _("The wait is too long")
    WRONG_PLACE = "wrong_place", _("Wrong pickup or destination")
    OTHER = "other", _("Other reason")
    RIDER_NO_SHOW = "rider_no_show", _("The rider did not come")
    VEHICLE_PROBLEM = "vehicle_problem", _("Problem with the vehicle")
    NOT_COMING = "not_coming", _("The driver could not come")
    OPERATIONS = "operations", _("Ended by our team")
    SERVICE_PAUSED = "service_paused", _("Service was paused at the time")
    RIDER_SUSPENDED = "rider_suspended", _("The account was suspended at the time")
    OTHER_RIDE = "other_ride", _("The ride before it was not over")


RIDER_REASONS = (CancelReason.CHANGED_PLANS, CancelReason.WAIT_TOO_LONG, CancelReason.WRONG_PLACE, CancelReason.OTHER)
DRIVER_REASONS = (CancelReason.RIDER_NO_SHOW, CancelReason.VEHICLE_PROBLEM, CancelReason.OTHER)

S = RideStatus

TABLE: dict[str, frozenset[str]] = {
    S.REQUESTED: frozenset({S.SEARCHING, S.NO_DRIVER_FOUND, S.RIDER_CANCELED, S.FAILED}),
    S.SEARCHING: frozenset({S.ACCEPTED, S.NO_DRIVER_FOUND, S.RIDER_CANCELED, S.FAILED}),
    S.ACCEPTED: frozenset({S.SEARCHING, S.ARRIVING, S.ARRIVED, S.RIDER_CANCELED, S.DRIVER_CANCELED, S.FAILED}),
    S.ARRIVING: frozenset({S.SEARCHING, S.ARRIVED, S.RIDER_CANCELED, S.DRIVER_CANCELED, S.FAILED}),
    S.ARRIVED: frozenset({S.SEARCHING, S.IN_PROGRESS, S.RIDER_CANCELED, S.DRIVER_CANCELED, S.FAILED}),
    S.IN_PROGRESS: frozenset({S.COMPLETED, S.FAILED}),
    S.COMPLETED: frozenset(),
    S.RIDER_CANCELED: frozenset(),
    S.DRIVER_CANCELED: frozenset(),
    S.NO_DRIVER_FOUND: frozenset(),
    S.FAILED: frozenset(),
}

ACTIVE = tuple(state for state, following in TABLE.items() if following)
FINAL = tuple(state for state, following in TABLE.items() if not following)
WITH_DRIVER = (S.ACCEPTED, S.ARRIVING, S.ARRIVED, S.IN_PROGRESS)
PICKUP_OPEN = (S.REQUESTED, S.SEARCHING, S.ACCEPTED, S.ARRIVING)  # the rider may still choose another pickup
BEFORE_START = (S.ACCEPTED, S.ARRIVING, S.ARRIVED)  # with a driver who may still change

# The moment of entering a state is kept on the ride too, in this field. Every final state also sets `ended_at`.
STAMPS: dict[str, str] = {
    S.ACCEPTED: "accepted_at",
    S.ARRIVING: "arriving_at",
    S.ARRIVED: "arrived_at",
    S.IN_PROGRESS: "started_at",
    S.COMPLETED: "completed_at",
}


class FeeReason(TextChoices):
    """Why canceling costs what it costs now."""

    NO_DRIVER = "no_driver", _("No driver has accepted yet: canceling is free.")
    GRACE = "grace", _("A driver has only just accepted: canceling is still free.")
    DRIVER_LATE = "driver_late", _("The driver is late: canceling is free.")
    NO_FEE = "no_fee", _("Canceling is free.")
    UNDER_WAY = "under_way", _("A driver is on the way for you: canceling costs a fee.")


class RideFlag(TextChoices):
    """Why staff should look at a ride."""

    GIVEN_UP_OFTEN = "given_up_often", _("Several drivers gave it up")
    TOLD_LATE = "told_late", _("The driver's app told a step late")
    FAR_FROM_PICKUP = "far_from_pickup", _("The car was far from the pickup when its driver said otherwise")
    FAR_FROM_DROPOFF = "far_from_dropoff", _("Completed far from the destination")
    TOO_QUICK = "too_quick", _("Completed much too early")
    TOO_LONG = "too_long", _("Took much too long")
    STOPS_LEFT = "stops_left", _("Completed without reaching every stop")


class PdfState(TextChoices):
    PENDING = "pending", _("being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class AlertKind(TextChoices):
    SOS = "sos", _("Call for help")
    UNUSUAL_STOP = "unusual_stop", _("No answer at an unusual stop")


class AlertStatus(TextChoices):
    OPEN = "open", _("open")
    ACKNOWLEDGED = "acknowledged", _("somebody is on it")
    RESOLVED = "resolved", _("resolved")


ALERT_TABLE: dict[str, frozenset[str]] = {
    AlertStatus.OPEN: frozenset({AlertStatus.ACKNOWLEDGED, AlertStatus.RESOLVED}),
    AlertStatus.ACKNOWLEDGED: frozenset({AlertStatus.RESOLVED}),
    AlertStatus.RESOLVED: frozenset(),
}
UNRESOLVED = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED)


class SafetyAnswer(TextChoices):
    """What a rider says who was asked whether all is well."""

    FINE = "fine", _("All is well")
    HELP = "help", _("I need help")


class Side(TextChoices):
    """The two people of a ride, as their roles are called."""

    RIDER = "rider", _("rider")
    DRIVER = "driver", _("driver")


# The police, by market; and where there is one, the number that takes text messages.
EMERGENCY_NUMBERS = {"DZ": "17", "FR": "17", "MA": "19", "TN": "197"}
EMERGENCY_SMS = {"FR": "114"}
EMERGENCY_ANYWHERE = "112"


class QuickReply(TextChoices):
    """What is said with one tap, read by the other in their own language."""

    COMING = "coming", _("I am coming.")
    HERE = "here", _("I am here.")
    WAIT = "wait", _("Please wait a moment.")
    WHERE = "where", _("Where are you?")
    TRAFFIC = "traffic", _("I am in traffic, a few minutes more.")
    OK = "ok", _("OK, thank you.")


class RatingTag(TextChoices):
    FRIENDLY = "friendly", _("Friendly")
    ON_TIME = "on_time", _("On time")
    CLEAN_CAR = "clean_car", _("Clean car")
    GOOD_DRIVING = "good_driving", _("Good driving")
    UNFRIENDLY = "unfriendly", _("Unfriendly")
    LATE = "late", _("Late")
    DIRTY_CAR = "dirty_car", _("Dirty car")
    UNSAFE_DRIVING = "unsafe_driving", _("Unsafe driving")
    WRONG_WAY = "wrong_way", _("Took a wrong way")
    LEFT_A_MESS = "left_a_mess", _("Left a mess")


OF_RIDERS = (RatingTag.FRIENDLY, RatingTag.ON_TIME, RatingTag.UNFRIENDLY, RatingTag.LATE, RatingTag.LEFT_A_MESS)
OF_DRIVERS = tuple(tag for tag in RatingTag if tag != RatingTag.LEFT_A_MESS)

# The least and the most tip, in minor units.
TIP_BOUNDS = {"DZD": (2_000, 200_000), "EUR": (50, 10_000), "MAD": (200, 20_000), "TND": (500, 50_000)}


class PlaceKind(TextChoices):
    HOME = "home", _("Home")
    WORK = "work", _("Work")
    OTHER = "other", _("Other place")


MOST_PLACES = 20


class LostItemStatus(TextChoices):
    REPORTED = "reported", _("reported")
    FOUND = "found", _("found")
    NOT_FOUND = "not_found", _("not found")
    CLOSED = "closed", _("closed")


# A driver who first found nothing may find it after all.
LOST_ITEM_TABLE: dict[str, frozenset[str]] = {
    LostItemStatus.REPORTED: frozenset({LostItemStatus.FOUND, LostItemStatus.NOT_FOUND, LostItemStatus.CLOSED}),
    LostItemStatus.FOUND: frozenset({LostItemStatus.CLOSED}),
    LostItemStatus.NOT_FOUND: frozenset({LostItemStatus.FOUND, LostItemStatus.CLOSED}),
    LostItemStatus.CLOSED: frozenset(),
}


class LostItemAnswer(TextChoices):
    """What a driver says who has looked."""

    FOUND = "found", _("I have found it")
    NOT_FOUND = "not_found", _("I have not found it")


class CaseKind(TextChoices):
    FARE = "fare", _("The fare")
    ROUTE = "route", _("The way")
    BEHAVIOUR = "behaviour", _("How somebody behaved")
    VEHICLE = "vehicle", _("The vehicle")
    SAFETY = "safety", _("Safety")
    OTHER = "other", _("Something else")


class CaseStatus(TextChoices):
    OPEN = "open", _("waits for us")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


# Each message moves the case: the person's to open, ours to answered. Closed is closed.
CASE_TABLE: dict[str, frozenset[str]] = {
    CaseStatus.OPEN: frozenset(CaseStatus),
    CaseStatus.ANSWERED: frozenset(CaseStatus),
    CaseStatus.CLOSED: frozenset(),
}


class CaseAuthor(TextChoices):
    PERSON = "person", _("person")
    STAFF = "staff", _("our team")


class AdjustmentState(TextChoices):
    """Promised, until the ledger posts it."""

    PENDING = "pending", _("promised")
    POSTED = "posted", _("posted")


# The most that a role gives back in one case, in minor units, as first loaded; None: up to the whole fare.
FIRST_CAPS: dict[str, dict[str, int | None]] = {
    "support": {"DZD": 50_000, "EUR": 1_000, "MAD": 5_000, "TND": 10_000},
    "operations": {"DZD": 150_000, "EUR": 3_000, "MAD": 15_000, "TND": 30_000},
    "finance": {"DZD": None, "EUR": None, "MAD": None, "TND": None},
}
