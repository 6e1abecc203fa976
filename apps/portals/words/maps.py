"""What every map says, and how a connection is."""

from django.utils.translation import gettext as _


def controls() -> dict:
    return {
        "map": _("Map"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "close": _("Close"),
        "metres": _("m"),
        "kilometres": _("km"),
    }


def network() -> dict:
    """How a phone's own connection is."""
    return {
        "offline": _("No connection. What you do is kept and sent as soon as there is one."),
        "replaced": _("You are signed in on too many screens. Close one, then load this page again."),
        "unreachable": _("We cannot be reached. Check your connection and try again."),
        "again": _("Send again"),
        "news_late": _("There was news while you were away: see the menu."),
    }
