"""What a rider hears of a ride, whatever they are doing, as a push or a text message; of one reserved ahead also on
their screens. Once each: the reference is made of the ride and what it is about.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo as TimeZone

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.contracts import Role
from apps.geo import selectors as geo
from apps.kernel import clock
from apps.kernel.money import Money
from apps.notifications import services as notifications
from apps.realtime.services import personal_stream, publish
from apps.rides.models import Ride
from apps.rides.services.jobs import match_from

VALID_FOR = timedelta(hours=2)


def reminder(ride: Ride) -> None:
    with translation.override(ride.rider.language):
        at, since = local(ride, ride.scheduled_at), local(ride, match_from(ride.scheduled_at or clock.now()))
        said = _("Your ride is at %(time)s. From %(since)s on we look for a driver; until then, canceling is free.")
        _tell(ride, "reminder", _("Your reserved ride"), said % {"time": at, "since": since})


def deferred(ride: Ride) -> None:
    with translation.override(ride.rider.language):
        said = _("Your ride at %(time)s waits: we look for a driver as soon as the ride before it is over.")
        _tell(ride, "deferred", _("Your reserved ride waits"), said % {"time": local(ride, ride.scheduled_at)})


def no_driver(ride: Ride) -> None:
    with translation.override(ride.rider.language):
        said = _("We found no driver for your ride at %(time)s. You pay nothing. Please look for another way in time.")
        _tell(ride, "no_driver", _("No driver found"), said % {"time": local(ride, ride.scheduled_at)})


def not_begun(ride: Ride) -> None:
    """It ended at its time, for the ride's `cancel_reason`."""
    with translation.override(ride.rider.language):
        said = _("Your ride at %(time)s is canceled: %(reason)s. You pay nothing.")
        facts = {"time": local(ride, ride.scheduled_at), "reason": ride.get_cancel_reason_display()}
        _tell(ride, "not_begun", _("Your reserved ride is canceled"), said % facts)


def no_show(ride: Ride, fee: Money) -> None:
    """A fee that the rider did not choose. Their screens have it with the ride."""
    with translation.override(ride.rider.language):
        said = _("Your driver waited for you at the pickup. The no-show fee is %(amount)s.") % {"amount": fee}
        _reach(ride, uuid5(ride.id, "no_show"), _("You did not come"), said)


def local(ride: Ride, at: datetime | None) -> str:
    """A time of day where the ride begins, with its date when that is not today; in the active language."""
    zone = TimeZone(geo.zone(ride.zone_id).time_zone)
    here, today = (at or clock.now()).astimezone(zone), clock.now().astimezone(zone).date()
    return f"{here:%H:%M}" if here.date() == today else f"{date_format(here, 'SHORT_DATE_FORMAT')} {here:%H:%M}"


def _tell(ride: Ride, about: str, title: str, text: str) -> None:
    """In the caller's transaction, whose last act it is: a stream is locked until the commit."""
    reference = uuid5(ride.id, about)
    _reach(ride, reference, title, text)
    told = {"about": "reservation", "status": about, "ride_id": str(ride.id), "title": title, "detail": text}
    stream = personal_stream(Role.RIDER, ride.rider_id)
    publish(stream, "rider.updated", told, valid_for=VALID_FOR, about=str(reference))


def _reach(ride: Ride, reference: UUID, title: str, text: str) -> None:
    if not _push(ride, reference, title, text) and ride.rider.phone:
        notifications.text_message(
            to=str(ride.rider.phone),
            reference=reference,
            text=text,
            language=ride.rider.language,
            valid_for=VALID_FOR,
        )


def _push(ride: Ride, reference: UUID, title: str, text: str) -> int:
    return notifications.push(
        person_id=ride.rider_id,
        role=Role.RIDER,
        reference=reference,
        title=title,
        text=text,
        url="/ride/",
        language=ride.rider.language,
        valid_for=VALID_FOR,
    )
