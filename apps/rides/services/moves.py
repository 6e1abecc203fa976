"""How every use case moves a ride: the conditional update, its row in the timeline, and the word to both people."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.fleet import services as fleet
from apps.kernel import clock, transitions
from apps.kernel.commit import after_commit
from apps.kernel.problems import Problem
from apps.realtime.services import invalidate, personal_stream, publish
from apps.rides import selectors
from apps.rides.contracts import RideView
from apps.rides.models import FormerDriver, Ride, RideTransition
from apps.rides.states import STAMPS, TABLE, RideFlag


class RideChanged(Problem):
    """Somebody changed the ride between the caller's look and their act."""

    status = 409
    slug = "ride-changed"
    title = _("The ride has changed in the meantime. Look at it again.")


# After this a reconnecting app asks for its current ride instead of reading old news.
NEWS_VALID_FOR = timedelta(hours=2)


def move(*, ride: Ride, to: str, actor_id: UUID | None = None, at: datetime | None = None, **changes: Any) -> None:
    """Move `ride` on, inside the caller's transaction, if nobody has changed it since it was read.

    `at` is when it happened, if not now. Raises TransitionRefused with the ride's current state.

    The caller ends with `tell_both`: a stream is locked from its first message to the commit, and dispatch locks jobs
    before streams.
    """
    came_from, at = ride.status, at or clock.now()
    still, revision = {"revision": ride.revision}, ride.revision + 1
    transitions.move(ride, to, TABLE, still=still, revision=revision, **_stamps(to, at), **changes)
    record(ride=ride, came_from=came_from, at=at, actor_id=actor_id)


def amend(*, ride: Ride, **changes: Any) -> None:
    """Change `ride` without moving it on, if nobody has changed it since it was read. Raises RideChanged."""
    as_read = Ride.objects.filter(id=ride.id, status=ride.status, revision=ride.revision)
    changes["revision"] = ride.revision + 1
    if not as_read.update(**changes):
        raise RideChanged()
    for name, value in changes.items():
        setattr(ride, name, value)


def flag(code: RideFlag, **figures: object) -> dict[str, Any]:
    return {"code": str(code), **figures}


def flagged(ride: Ride, *flags: dict[str, Any]) -> dict[str, Any]:
    """Changes that put `ride` on the list of those that staff should look at; nothing without a flag."""
    return {"flags": [*ride.flags, *flags], "needs_review": True} if flags else {}


def following(ride: Ride) -> frozenset[str]:
    return TABLE[ride.status]


def refused(ride: Ride, wanted: str) -> transitions.TransitionRefused:
    return transitions.TransitionRefused(current=ride.status, wanted=wanted)


def record(*, ride: Ride, came_from: str, at: datetime, actor_id: UUID | None) -> None:
    RideTransition.objects.create(
        ride=ride, number=ride.revision, from_status=came_from, to_status=ride.status, at=at, actor_id=actor_id
    )


def tell_both(ride: Ride) -> None:
    """`ride.updated` on both streams, each in their own language, always the rider's first: streams are locks."""
    with translation.override(ride.rider.language):
        _tell("rider", ride.rider_id, selectors.as_rider_sees(ride))
    if ride.driver is not None:
        tell_driver(ride, ride.driver.id, ride.driver.person.language)
        _bind(ride, ride.driver.id)


def tell_driver(ride: Ride, person_id: UUID, language: str = settings.LANGUAGE_CODE) -> None:
    with translation.override(language):
        _tell("driver", person_id, selectors.as_driver_sees(ride))


def _bind(ride: Ride, driver_id: UUID) -> None:
    """Followers hear how long the driver takes; behind another ride it is that one's followers who do."""
    if not ride.queued:
        after_commit(fleet.bind_for, driver_id=driver_id, to=selectors.bound_for(ride))


def tell_former_driver(ride: Ride, left: FormerDriver) -> None:
    with translation.override(left.driver.person.language):
        _tell("driver", left.driver_id, selectors.as_former_driver_sees(ride, left))


def _tell(role: str, person_id: UUID, view: RideView) -> None:
    """The news holds the whole ride, so it takes the place of what was stored before: open sockets got each as it was
    told, whoever comes later gets the last."""
    stream = personal_stream(role, person_id)
    invalidate(stream, event="ride.updated", about=str(view.id))
    publish(stream, "ride.updated", {"ride": view.as_dict()}, valid_for=NEWS_VALID_FOR, about=str(view.id))


def _stamps(to: str, at: datetime) -> dict[str, datetime]:
    stamps = {STAMPS[to]: at} if to in STAMPS else {}
    return stamps if TABLE[to] else stamps | {"ended_at": at}
