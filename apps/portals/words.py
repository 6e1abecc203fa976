"""The words of the pages whose text a script writes, in the reader's language."""

import json

from django.utils.translation import gettext as _


def ops_map() -> dict:
    return {
        "map": _("Map"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "close": _("Close"),
        "metres": _("m"),
        "kilometres": _("km"),
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
        "job_status": {"open": _("looking for a driver"), "offered": _("offered to a driver")},
        "ride_status": {
            "accepted": _("accepted"),
            "arriving": _("driver on the way"),
            "arrived": _("driver at the pickup"),
            "in_progress": _("in progress"),
        },
    }


def counters() -> list[tuple[str, str]]:
    return [
        ("online", _("Cars online")),
        ("free", _("Free cars")),
        ("searching", _("Waiting for a car")),
        ("in_progress", _("Trips in progress")),
        ("completed_today", _("Completed today")),
    ]


def health() -> str:
    return json.dumps(
        {
            "well": _("Everything answers."),
            "unwell": _("Not answering:"),
            "silent": _("The platform does not answer."),
        }
    )


def doors() -> list[dict]:
    return [
        {
            "href": "/ops/map/",
            "who": _("Operations"),
            "name": _("Live map"),
            "about": _("Cars, open jobs and trips of a zone, as they move."),
        },
        {
            "href": "/admin/",
            "who": _("Operations, finance, support"),
            "name": _("Administration"),
            "about": _("Persons, drivers, rides, tariffs and matching rules."),
        },
        {
            "href": "/api/docs/",
            "who": _("Developers of rider and driver apps"),
            "name": _("API documentation"),
            "about": _("Every address, with its errors, to try in the browser."),
        },
        {
            "href": "/dev/inbox/",
            "who": _("On this machine only"),
            "name": _("Local inbox"),
            "about": _("The messages that would have gone out: sign-in codes, receipts."),
        },
    ]
