"""The admin's start page: the day of every zone, and what waits for somebody."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from apps.portals import selectors


def dashboard(request: HttpRequest, context: dict) -> dict:
    """Unfold's callback. Each sees what they may open: finance and others get their list of pages alone."""
    may = request.user.has_perm
    if may("rides.view_ride") and may("geo.view_zone"):
        context["days"] = selectors.days()
    rows = [row for row in _rows() if may(row["permission"])]
    counts = selectors.waiting([row["name"] for row in rows])
    context["to_do"] = [{**row, "count": counts[row["name"]]} for row in rows]
    return context


def _rows() -> list[dict]:
    rows = [
        ("alerts", _("Calls for help, unresolved"), "rides.view_safetyalert", "rides_safetyalert", ""),
        (
            "cases",
            _("Cases that wait for an answer"),
            "rides.view_supportcase",
            "rides_supportcase",
            "?status__exact=open",
        ),
        ("documents", _("Documents to check"), "fleet.view_driver", "fleet_driverdocument", ""),
        ("applications", _("Applications to decide"), "fleet.view_driver", "fleet_driverapplication", ""),
        ("driver_appeals", _("Appeals of drivers"), "fleet.view_driver", "fleet_appeal", ""),
        (
            "rider_appeals",
            _("Appeals of riders"),
            "accounts.view_riderappeal",
            "accounts_riderappeal",
            "?status__exact=submitted",
        ),
        ("rides", _("Rides to review"), "rides.view_ride", "rides_ride", "?needs_review__exact=1"),
    ]
    return [
        {"name": name, "label": label, "permission": permission, "href": _href(page, asked)}
        for name, label, permission, page, asked in rows
    ]


def _href(page: str, asked: str) -> str:
    try:
        return reverse(f"admin:{page}_changelist") + asked
    except NoReverseMatch:
        return ""
