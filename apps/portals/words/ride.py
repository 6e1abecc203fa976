"""The words that the rider's page writes."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.fleet.contracts import Colour
from apps.portals.words import maps


def menu() -> list[tuple[str, str]]:
    return [
        ("history", _("My rides")),
        ("reservations", _("Reservations")),
        ("places", _("My places")),
        ("drivers", _("My drivers")),
        ("inbox", _("Messages")),
        ("cases", _("Help")),
        ("account", _("My account")),
    ]


def ride() -> dict:
    return {
        **maps.controls(),
        **maps.network(),
        **_places(),
        **_prices(),
        **_trip(),
        **_change(),
        **_help(),
        **_after(),
        **_lists(),
        **_care(),
        "your_car": _("Your car"),
        "colour": {code: str(name) for code, name in Colour.choices},
        "category": {"standard": _("Standard"), "comfort": _("Comfort"), "van": _("Van")},
        "push_on": _("We notify you of your ride, also when this page is closed."),
        "push_refused": _("Your browser does not allow notifications of this page."),
        "push_unavailable": _("Notifications are not available here."),
    }


def _places() -> dict:
    return {
        "where_to": _("Where to?"),
        "pickup": _("Pickup"),
        "dropoff": _("Destination"),
        "stops": _("Stops"),
        "stop": _("Stop %(number)s"),
        "stop_earlier": _("Move up"),
        "stop_later": _("Move down"),
        "stop_remove": _("Remove"),
        "point_on_map": _("A point on the map"),
        "choose_on_map": _("Choose on the map"),
        "set_pickup": _("Set the pickup here"),
        "set_stop": _("Set the stop here"),
        "set_dropoff": _("Set the destination here"),
        "place_missing": _("Say where: take a place you keep, or write its latitude and longitude."),
        "keep_place": _("Keep this place"),
        "add_place": _("Add a place"),
        "place_kind": {"home": _("Home"), "work": _("Work"), "other": _("Other place")},
        "edit": _("Change"),
        "name_missing": _("Give it a name."),
    }


def _prices() -> dict:
    return {
        "see_prices": _("See the prices"),
        "request": _("Order %(category)s"),
        "request_car": _("Ride with this car"),
        "reserve": _("Reserve %(category)s"),
        "reserved": _("Your ride is reserved."),
        "estimate": _("Distance and time are estimates. The price is not: it stays as it is."),
        "car_later": _("A car may take longer"),
        "away": _("%(time)s away"),
        "surge": _("Higher demand: × %(surge)s"),
        "price_expired": _("The price has expired. Here is the price now."),
        "when": _("When"),
        "now": _("Now"),
        "clock_of": _("By the clock of %(zone)s."),
        "when_missing": _("Choose a day and a time."),
        "too_soon": _("That is too soon. Order now, or choose a later time."),
        "too_late": _("That is too far ahead: at most seven days."),
        "code_missing": _("Type the code."),
        "who": _("For whom"),
        "for_me": _("For me"),
        "for_guest": _("For %(name)s"),
        "phone_wrong": _("Write the number with its country code, as in +213 550 00 00 00."),
    }


def _trip() -> dict:
    return {
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
            "no_show": _("You did not come"),
            "no_driver_found": _("No driver was free"),
            "failed": _("This ride was ended by our team"),
        },
        "about": {
            "searching": _("We ask the nearest drivers. This takes a minute at most times."),
            "arrived": _("Give your driver the code below."),
            "no_driver_found": _("Nothing is charged. Try again in a moment."),
            "driver_canceled": _("Nothing is charged."),
            "no_show": _("Your driver waited at the pickup. Nothing is charged."),
            "failed": _("Contact our support if you have a question."),
        },
        "queued": _("Your driver ends another trip nearby first."),
        "other_car": _("A %(car)s car comes, at the price of %(asked)s."),
        "matched_again": _("Your driver had to give up. We look for another one, at the same price."),
        "arrives_in": _("Arrives in %(time)s"),
        "stop_in": _("At the next stop in %(time)s"),
        "there_in": _("At your destination in %(time)s"),
        "waiting_free": _("Your driver waits free of charge for %(time)s more."),
        "waiting_paid": _("Waiting now costs %(amount)s a minute."),
        "waiting_unseen": _("We do not see the car at the pickup yet. Until we do, its waiting costs you nothing."),
        "reached": _("Reached"),
        "message": _("Message"),
        "unread": _("Message (%(count)s unread)"),
        "cancel_free": _("Canceling is free now."),
        "cancel_fee": _("Canceling now costs %(amount)s."),
        "share_title": _("Follow my trip"),
        "link_copied": _("The link is copied. It works until the trip ends."),
        "unshared": _("The link shows nothing any more."),
    }


def _change() -> dict:
    return {
        "change_title": _("Change the trip"),
        "see_new_price": _("See the new price"),
        "costs_more": _("%(amount)s more than agreed."),
        "costs_less": _("%(amount)s less than agreed."),
        "costs_same": _("The price stays the same."),
        "changed": _("Your trip has changed."),
    }


def _help() -> dict:
    return {
        "sos_about": _("In danger, call the police first. Our team can see where you are and help."),
        "sos_sending": _("Your call goes out as soon as there is a connection. Call the police if you can."),
        "sos_sent": _("Our team has been told and sees where you are."),
        "call_police": _("Call the police: %(number)s"),
        "text_police": _("Send a text message to %(number)s"),
        "alert": {
            "acknowledged": _("Somebody of our team has read your call and is on it."),
            "resolved": _("Our team has closed your call for help."),
        },
    }


def _after() -> dict:
    return {
        "rate_driver": _("How was the trip with %(name)s?"),
        "rated": _("Thank you for your rating."),
        "tip_amount": _("Amount in %(currency)s"),
        "give_tip": _("Give %(amount)s"),
        "tip_bounds": _("From %(least)s to %(most)s."),
        "tipped": _("Thank you. Your driver is told of the tip."),
        "tip_given": _("You gave a tip of %(amount)s."),
        "fee_paid": {
            "rider_canceled": _("The fee for canceling late."),
            "no_show": _("No-show fee: your driver waited at the pickup."),
        },
        "nothing_charged": _("Nothing is charged."),
        "receipt_later": _("The receipt is being prepared. Try again in a moment."),
        "favourite_on": _("When this driver is near, we ask them first."),
        "favourite_off": _("No longer a favourite."),
        "blocked_on": _("You two are not brought together any more."),
        "blocked_off": _("You may be brought together again."),
    }


def _lists() -> dict:
    return {
        "my_places": _("My places"),
        "no_places": _("No place yet. Keep your home and your work, and order with one tap."),
        "my_drivers": _("My drivers"),
        "my_drivers_about": _("After a trip you choose who may come again, and who may not."),
        "no_drivers": _("No favourite driver yet, and nobody blocked."),
        "favourite": _("Favourite"),
        "blocked": _("Never again"),
        "take_back": _("Take back"),
        "reservations": _("Reservations"),
        "reservations_about": _("We look for a driver in time, and tell you."),
        "no_reservations": _("No reservation. Choose a day and a time beside the price."),
        "cancel": pgettext("a reservation", "Cancel"),
        "inbox": _("Messages"),
        "saved": _("Saved."),
        "no_messages": _("No message yet."),
    }


def _care() -> dict:
    return {
        "lost_title": _("Lost something?"),
        "lost_about": _("We ask the driver. Your number stays hidden."),
        "lost_label": _("What did you lose, and where in the car?"),
        "case_title": _("A problem with this ride"),
        "case_about": _("A person of our team reads it and answers."),
        "case_label": _("What happened?"),
        "case_sent": _("Sent. You find the answer in the menu, under Help."),
        "case_given": _("Our team gives you %(amount)s back: see Help in the menu."),
        "case_answered": _("Our team has answered you: see Help in the menu."),
        "case_kind": dict(case_kinds()),
        "case_status": {"open": _("Being read"), "answered": _("Answered"), "closed": _("Closed")},
        "lost_status": {
            "reported": _("We have asked the driver."),
            "found": _("The driver has found it."),
            "not_found": _("The driver has looked, and not found it."),
            "closed": _("Closed"),
        },
        "given_back": _("%(amount)s given back"),
        "our_team": _("Our team"),
        "you": _("You"),
        "driver": _("The driver"),
        "open": _("Open"),
        "write": _("Write"),
        "text_missing": _("Write a few words."),
        "my_cases": _("Help"),
        "my_cases_about": _("To report a problem, open the ride in the list of your rides."),
        "no_cases": _("You have reported nothing."),
        "suspended_since": _("Since %(date)s."),
        "appeal_status": {
            "submitted": _("We have your appeal. Somebody who did not decide the first time reads it."),
            "granted": _("Your appeal was granted."),
            "refused": _("Your appeal was read, and refused."),
        },
    }


def case_kinds() -> list[tuple[str, str]]:
    return [
        ("fare", _("The price")),
        ("route", _("The way")),
        ("behaviour", _("How somebody behaved")),
        ("vehicle", _("The car")),
        ("safety", _("Safety")),
        ("other", _("Something else")),
    ]
