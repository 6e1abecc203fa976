"""The lives of jobs, offers, windows and runs, as plain data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.geo.contracts import Category


class JobStatus(TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open")
    OFFERED = "offered", _("Offered")
    ASSIGNED = "assigned", _("Assigned")
    CANCELED = "cancelled", pgettext_lazy("a job", "Canceled")  # the value is what rows, apps and reports know
    UNSERVED = "unserved", _("Unserved")
    DONE = "done", _("Done")


JOB_MOVES: dict[str, frozenset[str]] = {
    JobStatus.SCHEDULED: frozenset({JobStatus.OPEN, JobStatus.ASSIGNED, JobStatus.CANCELED}),
    JobStatus.OPEN: frozenset(
        {JobStatus.SCHEDULED, JobStatus.OFFERED, JobStatus.ASSIGNED, JobStatus.CANCELED, JobStatus.UNSERVED}
    ),
    JobStatus.OFFERED: frozenset({JobStatus.SCHEDULED, JobStatus.OPEN, JobStatus.ASSIGNED, JobStatus.CANCELED}),
    JobStatus.ASSIGNED: frozenset(
        {JobStatus.SCHEDULED, JobStatus.OPEN, JobStatus.ASSIGNED, JobStatus.CANCELED, JobStatus.DONE}
    ),
}
"""Assigned to open is a rematch, assigned to assigned a reassignment, to scheduled a postponement: each takes the job's
epoch one further."""

JOB_LIVE = frozenset(JOB_MOVES)
"""The states a job can still leave."""


def job_states_before(to: str) -> list[str]:
    """The states from which a job may move to `to`."""
    return [state for state, following in JOB_MOVES.items() if to in following]


class OfferStatus(TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNDELIVERED = "undelivered", _("Undelivered")


OFFERS_THAT_DO_NOT_COUNT = [OfferStatus.UNDELIVERED, OfferStatus.WITHDRAWN]
"""Nobody said no to them: such a job may be offered to the same driver again."""


class WindowStatus(TextChoices):
    PENDING = "pending", _("Pending")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


class RunSlot(TextChoices):
    CURRENT = "current", _("Current")
    NEXT = "next", _("Next")


class RunStatus(TextChoices):
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class RematchReason(TextChoices):
    """Why an assigned job lost its driver."""

    DRIVER_CANCELED = "driver_cancelled", _("The driver canceled")
    SUSPENDED = "suspended", _("The driver was suspended")
    WENT_OFFLINE = "went_offline", _("The driver went offline")


class Solver(TextChoices):
    ASSIGNMENT = "assignment", _("Best assignment")
    GREEDY = "greedy", _("Greedy nearest")


class Fallbacks(TextChoices):
    """Cars that may serve a lower category than theirs, at the agreed fare, though their drivers did not ask for it."""

    NONE = "none", _("No car")
    COMFORT = "comfort", _("Comfort for Standard")
    COMFORT_VAN = "comfort_van", _("Comfort, then Van, for Standard")


# The other categories that will do, by the one that was ordered: never a lower one.
FALLBACKS: dict[str, dict[str, tuple[str, ...]]] = {
    Fallbacks.NONE: {},
    Fallbacks.COMFORT: {Category.STANDARD: (Category.COMFORT,)},
    Fallbacks.COMFORT_VAN: {Category.STANDARD: (Category.COMFORT, Category.VAN)},
}


class CostTerm(TextChoices):
    """What the cost of a pair is made of, beside the seconds until the pickup."""

    WAITING = "waiting", _("Time the rider has waited")
    UNDELIVERED = "undelivered", _("The app did not answer the last offer")
    FAVOURITE = "favourite", _("Favourite driver")
    FALLBACK = "fallback", _("Other category")
    FORWARD = "forward", _("Ends another ride first")


class Gate(TextChoices):
    """Why a driver near a job was not considered for it."""

    SHIFT = "shift", _("No open shift")
    DRIVER = "driver", _("Driver not active")
    LAST_TRIP = "last_trip", _("Takes no further rides")
    RUN = "run", _("On a run")
    NEXT = "next", _("Has the next ride already")
    OFFER = "offer", _("Holds another offer")
    UNREACHABLE = "unreachable", _("The app does not answer")
    CATEGORY = "category", _("Other category")
    BLOCKED_PAIR = "blocked_pair", _("Rider and driver are not matched")
    OFFERED_BEFORE = "offered_before", _("Was offered this job before")
    HOME = "home", _("On the way home: the trip leads elsewhere")
    QUEUE = "queue", _("Others are first in the queue of this place")
    TURN = "turn", _("Has a turn at a marked place")
    FARTHER = "farther", _("Enough drivers were nearer")
