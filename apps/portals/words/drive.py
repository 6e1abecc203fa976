"""The words that the driver's page writes."""

from django.utils.translation import gettext as _

from apps.portals.words import maps


def menu() -> list[tuple[str, str]]:
    return [("history", _("My rides")), ("papers", _("Vehicles and documents"))]


def drive() -> dict:
    return {
        **maps.controls(),
        **maps.network(),
        **_on_duty(),
        **_offer(),
        **_trip(),
        **_papers(),
        "your_car": _("Your car"),
        "point_on_map": _("A point on the map"),
        "category": {"standard": _("Standard"), "comfort": _("Comfort"), "van": _("Van")},
    }


def _on_duty() -> dict:
    return {
        "duty": {
            "offline": _("You are offline"),
            "offline_about": _("Go online to get requests."),
            "online": _("You are online"),
            "online_about": _("Requests near you come by themselves. Keep this page open."),
        },
        "go_online": _("Go online"),
        "go_offline": _("Go offline"),
        "location": {
            "denied": _("Allow this page to use your location in the settings of your browser, then load it again."),
            "unknown": _("Your phone does not find its place. Without it you get no requests."),
        },
        "quiet_everywhere": _("No part of the zone is busier than the others now."),
        "push_on": _("You are notified of requests, also when this page is closed."),
        "push_refused": _("Your browser does not allow notifications of this page."),
        "push_unavailable": _("Notifications are not available here."),
    }


def _offer() -> dict:
    return {
        "offer": _("A ride for you"),
        "offer_next": _("Your next ride"),
        "near_pickup": _("Near the pickup"),
    }


def _trip() -> dict:
    return {
        "rider": _("Rider"),
        "pickup": _("Pickup"),
        "dropoff": _("Destination"),
        "title": {
            "accepted": _("The ride is yours"),
            "arriving": _("Drive to the pickup"),
            "arrived": _("Ask for the code"),
            "in_progress": _("Drive to the destination"),
            "completed": _("Trip completed"),
            "rider_canceled": _("The rider canceled"),
            "driver_canceled": _("You gave this ride up"),
            "failed": _("This ride was ended by our team"),
        },
        "about": {
            "accepted": _("The rider sees you as soon as you are on the way."),
            "arrived": _("The rider has four digits. The trip starts with them."),
        },
        "step": {
            "accepted": _("I am on my way"),
            "arriving": _("I have arrived"),
            "arrived": _("Start the trip"),
            "in_progress": _("Complete the trip"),
        },
        "four_digits": _("Enter the four digits that the rider sees."),
        "waiting_free": _("Free waiting: %(time)s left"),
        "waiting_paid": _("Waiting is paid: %(time)s"),
    }


def _papers() -> dict:
    return {
        "vehicle": {
            "driven": _("You drive this one"),
            "submitted": _("Being checked"),
            "approved": _("Approved"),
            "rejected": _("Not accepted"),
        },
        "document": {
            "missing": _("Missing"),
            "submitted": _("Being checked"),
            "verified": _("Verified"),
            "rejected": _("Not accepted"),
            "expired": _("Expired"),
        },
        "valid_until": _("Valid until %(day)s"),
        "hand_in": _("Hand in"),
        "hand_in_new": _("Hand in a new one"),
        "handed_in": _("Handed in. Our team checks it."),
        "choose_file": _("Choose a photo or a PDF."),
    }
