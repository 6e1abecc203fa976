"""The words that the live map's script writes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.geo.contracts import Category
from apps.portals.words import maps


def ops_map() -> dict:
    return {
        **maps.controls(),
        "car": _("Car"),
        "free": _("Free car"),
        "offered": _("Car with an offer"),
        "trip": _("Car on a trip"),
        "more": _("and %(count)s more"),
        "connection_connecting": _("Connecting…"),
        "connection_open": _("Live"),
        "connection_quiet": _("Connected, but no news for some seconds"),
        "connection_reconnecting": _("Connection lost. Trying again in"),
        "connection_offline": _("Offline. Trying again in"),
        "connection_replaced": _("This map is open in too many windows. Close one, then try again."),
        "connection_refused": _("Your session has ended, or you may not watch this zone."),
        "category": {category: str(label) for category, label in Category.choices},
        "job_status": {"open": _("looking for a driver"), "offered": _("offered to a driver")},
        "ride_status": {
            "accepted": _("accepted"),
            "arriving": _("driver on the way"),
            "arrived": _("driver at the pickup"),
            "in_progress": _("in progress"),
        },
        "alert_kind": {"sos": _("Call for help"), "unusual_stop": _("No answer at an unusual stop")},
        "alert_status": {"open": _("open"), "acknowledged": _("somebody is on it")},
        "alert_page": reverse("admin:rides_safetyalert_change", args=["ALERT"]),
        "heat": _heat(),
        "loading": _("Loading…"),
        "story_failed": _("This could not be read. Trying again."),
        **_acts(),
        "side": {"rider": _("rider"), "driver": _("driver")},
    }


def _acts() -> dict:
    """Giving a ride to a driver, pausing a service."""
    return {
        "sending": _("Sending…"),
        "act_failed": _("This did not reach us. Nothing has changed; try again."),
        "driver_state": [_("available"), _("is being asked"), _("on a trip"), _("not seen in this zone")],
        "confirm_give": _("Give the ride to %(name)s? Who has it now loses it, and everybody is told."),
        "confirm_give_aboard": _(
            "The rider sits in the car of %(driver)s. Give the ride to %(name)s all the same? Everybody is told."
        ),
        "confirm_pause": _("Take no new requests (%(what)s)? Rides that were accepted go on."),
        "confirm_resume": _("Take requests again (%(what)s)?"),
        "paused_until": _("until %(time)s"),
        "paused_from": _("from %(time)s"),
        "until_resumed": _("until it is resumed"),
    }


def _heat() -> dict:
    """What the layers of cells say: their unit, one cell's figures, and what is said in place of a layer."""
    return {
        "demand": _("Requests that wait, in each cell of about 0.7 km²"),
        "supply": _("Free cars, in each cell of about 0.7 km²"),
        "surge": _("What fares are multiplied by, in each cell"),
        "requests": _("Requests"),
        "cars": _("Free cars"),
        "multiplier": _("Surge"),
        "nothing": _("Nothing to show in this zone right now."),
        "failed": _("This layer could not be read. Trying again."),
    }


def counters() -> list[tuple[str, str]]:
    return [
        ("online", _("Cars online")),
        ("free", _("Free cars")),
        ("searching", _("Waiting for a car")),
        ("in_progress", _("Trips in progress")),
        ("completed_today", _("Completed today")),
    ]
