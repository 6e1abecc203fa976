"""The words that the rider's page writes."""

from django.utils.translation import gettext as _

from apps.portals.words import maps


def menu() -> list[tuple[str, str]]:
    return [("history", _("My rides"))]


def ride() -> dict:
    return {
        **maps.controls(),
        **maps.network(),
        "pickup": _("Pickup"),
        "dropoff": _("Destination"),
        "your_car": _("Your car"),
        "point_on_map": _("A point on the map"),
        "choose_on_map": _("Choose on the map"),
        "set_pickup": _("Set the pickup here"),
        "set_dropoff": _("Set the destination here"),
        "request": _("Order %(category)s"),
        "estimate": _("Distance and time are estimates. The price is not: it stays as it is."),
        "no_car_near": _("No car near at this moment"),
        "away": _("%(time)s away"),
        "surge": _("Higher demand: × %(surge)s"),
        "price_expired": _("The price has expired. Here is the price now."),
        "outside_zone": _("We do not serve this place yet."),
        "category": {"standard": _("Standard"), "comfort": _("Comfort"), "van": _("Van")},
        "title": {
            "requested": _("Your ride is booked"),
            "searching": _("Looking for a driver…"),
            "accepted": _("Your driver has accepted"),
            "arriving": _("Your driver is on the way"),
            "arrived": _("Your driver is here"),
            "in_progress": _("Have a good trip"),
            "completed": _("You have arrived"),
            "rider_canceled": _("You canceled this ride"),
            "driver_canceled": _("The driver canceled"),
            "no_driver_found": _("No driver was free"),
            "failed": _("This ride was ended by our team"),
        },
        "about": {
            "searching": _("We ask the nearest drivers. This takes a minute at most times."),
            "arrived": _("Give your driver the code below."),
            "no_driver_found": _("Nothing is charged. Try again in a moment."),
            "driver_canceled": _("Nothing is charged."),
            "failed": _("Contact our support if you have a question."),
        },
        "matched_again": _("Your driver had to give up. We look for another one, at the same price."),
        "arrives_in": _("Arrives in %(time)s"),
        "there_in": _("At your destination in %(time)s"),
        "cancel_free": _("Canceling is free now."),
        "cancel_fee": _("Canceling now costs %(amount)s."),
        "share_title": _("Follow my trip"),
        "link_copied": _("The link is copied. It works until the trip ends."),
        "receipt_later": _("The receipt is being prepared. Try again in a moment."),
        "rated": _("Thank you for your rating."),
    }
