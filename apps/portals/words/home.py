"""The words of the start page."""

import json

from django.utils.translation import gettext as _


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
            "href": "/ride/",
            "who": _("Riders"),
            "name": _("Order a ride"),
            "about": _("A price before you order, your driver on the map, a receipt at the end."),
        },
        {
            "href": "/drive/",
            "who": _("Drivers"),
            "name": _("Drive"),
            "about": _("Go online, answer requests, from the pickup to the destination."),
        },
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
