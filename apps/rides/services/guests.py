"""Who rides in place of who ordered gets what they need: the ride's code, and a link to watch the car come."""

from datetime import timedelta
from uuid import uuid5

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.notifications import services as notifications
from apps.rides.models import Ride
from apps.rides.services.notices import local
from apps.rides.services.sharing import share

VALID_FOR = timedelta(hours=1)


def invite(ride: Ride) -> None:
    """A text message to the guest, in the caller's transaction; in the rider's language, for theirs is not known."""
    link = settings.PUBLIC_ORIGIN + reverse("shared-trip", args=[share(rider_id=ride.rider_id, ride_id=ride.id).token])
    with translation.override(ride.rider.language):
        facts = {"name": _host(ride), "pin": ride.pin, "link": link, "time": local(ride, ride.scheduled_at)}
        now = _("%(name)s has ordered a ride for you. Tell the driver the code %(pin)s. Watch the car: %(link)s")
        later = _("%(name)s has reserved a ride for you: %(time)s. Tell the driver the code %(pin)s. The car: %(link)s")
        _text(ride, "guest", (later if ride.scheduled_at else now) % facts)


def call_off(ride: Ride) -> None:
    """Nobody comes for the guest any more; says nothing without one. In the caller's transaction."""
    if not ride.guest_name:
        return
    with translation.override(ride.rider.language):
        text = _("The ride that %(name)s ordered for you is canceled.") % {"name": _host(ride)}
        _text(ride, "guest.called_off", text)


def _host(ride: Ride) -> str:
    return ride.rider.full_name or _("Somebody")


def _text(ride: Ride, about: str, text: str) -> None:
    notifications.text_message(
        to=str(ride.guest_phone),
        reference=uuid5(ride.id, about),
        text=text,
        language=ride.rider.language,
        valid_for=VALID_FOR,
    )
