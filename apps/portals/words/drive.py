"""The words that the driver's page writes."""

from django.utils.translation import gettext as _

from apps.fleet.contracts import TURN_LOST, Colour
from apps.portals.words import maps


def menu() -> list[tuple[str, str]]:
    return [
        ("money", _("My earnings")),
        ("history", _("My rides")),
        ("papers", _("Vehicles and documents")),
        ("code", _("My code")),
        ("news", _("Messages")),
        ("support", _("Support and lost things")),
        ("account", _("My account")),
    ]


def drive() -> dict:
    return {
        **maps.controls(),
        **maps.network(),
        **_on_duty(),
        **_offer(),
        **_trip(),
        **_with_the_rider(),
        **_support(),
        **_papers(),
        **_application(),
        **_money(),
        "your_car": _("Your car"),
        "point_on_map": _("A point on the map"),
        "colour": {code: str(name) for code, name in Colour.choices},
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
        "home_on": _("Only rides towards home come to you."),
        "home_left": _("Towards home, left today: %(count)s"),
        "hotspot": _("Drivers are wanted here"),
        "until_time": _("Until %(time)s"),
        "queue_position": _("You are number %(position)s of %(waiting)s"),
        "queue_held": _("Your turn is kept while you are away"),
        "queue_declines": _("Requests you may still decline: %(count)s"),
        "suspended_since": _("Since %(day)s"),
        "turn_lost": {str(reason): str(words) for reason, words in TURN_LOST.items()},
        "appeal": {
            "submitted": _("Your appeal is with our team."),
            "granted": _("Your appeal was accepted."),
            "refused": _("Your appeal was refused."),
        },
        "appeal_empty": _("Write what you have to say to it."),
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
        "you_keep": _("You keep this of %(total)s"),
        "stops": _("Stops: %(count)s"),
        "reserved_for": _("Reserved for %(time)s"),
    }


def _trip() -> dict:
    return {
        "rider": _("Rider"),
        "stop": _("Stop"),
        "to_stop": _("Drive to stop %(number)s of %(all)s"),
        "at_stop": _("I am at stop %(number)s"),
        "then_pickup": _("Your next ride waits: %(place)s"),
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
            "no_show": _("The rider did not come"),
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
        "waiting_paid": _("Waiting is paid: %(time)s, %(rate)s a minute"),
        "waiting_unheard": _("Waiting is paid from when we hear that you have arrived."),
        "waiting_unseen": _(
            "We do not see your car at the pickup yet. Until we do, neither waiting nor a no-show is paid."
        ),
        "no_show_in": _("You can say so in %(time)s."),
        "rider_pays": _("The rider pays"),
        "kept": _("You keep %(amount)s"),
        "kept_and_tip": _("You keep %(amount)s, and a tip of %(tip)s"),
    }


def _with_the_rider() -> dict:
    return {
        "message": _("Message"),
        "unread": _("Message (%(count)s unread)"),
        "alert": {
            "acknowledged": _("Our team has read your call for help."),
            "resolved": _("Your call for help is closed."),
        },
        "sos_about": _("In danger call the police first. Our team sees where you are at once."),
        "sos_sending": _("Your call for help is on its way…"),
        "sos_sent": _("Our team has your call and your place."),
        "call_police": _("Call the police: %(number)s"),
        "text_police": _("Text the police: %(number)s"),
        "rate_rider": _("How was it with %(name)s?"),
        "thanks": _("Thank you."),
        "tipped": _("A rider promised you a tip: %(amount)s"),
        "block_sure": _("You will not be offered rides of this rider any more."),
        "blocked": _("You are not offered rides of this rider any more."),
    }


def _support() -> dict:
    return {
        "our_team": _("Our team"),
        "lost_news": _("A rider asks about something lost:"),
        "case_news": _("Our team has answered you: see “Support and lost things”."),
        "say_what": _("Say what happened."),
        "asked": _("Our team has it. The answer comes as a message."),
        "case_kind": case_kinds(),
        "case_status": {"open": _("With our team"), "answered": _("Answered"), "closed": _("Closed")},
        "lost_item": {
            "reported": _("Please look for it"),
            "found": _("You have found it"),
            "not_found": _("You have not found it"),
            "closed": _("Closed"),
        },
    }


def case_kinds() -> dict[str, str]:
    """What a driver may ask our team about a ride."""
    return {
        "fare": _("The fare"),
        "route": _("The way"),
        "behaviour": _("How somebody behaved"),
        "vehicle": _("The vehicle"),
        "safety": _("Safety"),
        "other": _("Something else"),
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
            "soon": _("Expires soon"),
            "replaced": _("Replaced"),
            "rejected": _("Not accepted"),
            "expired": _("Expired"),
        },
        "valid_until": _("Valid until %(day)s"),
        "hand_in": _("Hand in"),
        "hand_in_new": _("Hand in a new one"),
        "handed_in": _("Handed in. Our team checks it."),
        "choose_file": _("Choose a photo or a PDF."),
        "choose_day": _("Say until which day it is valid."),
        "fill_in_all": _("Fill in every field."),
        "retire_sure": _("This vehicle leaves your account. To drive it again you hand it in anew."),
        "saved": _("Saved."),
        "everywhere_sure": _("You are signed out on this device too."),
    }


def _application() -> dict:
    return {
        "application": {
            "draft": _("Your documents"),
            "submitted": _("Your application is with our team"),
            "approved": _("You drive with us"),
            "rejected": _("Your application was not accepted"),
            "withdrawn": _("You took your application back"),
        },
        "application_about": {
            "draft": _("Hand in a photo or a PDF of each. What you have handed in is kept."),
            "submitted": _("You are told by message. Until then you may hand in better pictures."),
            "approved": _("Sign in with the same number to go online."),
        },
        "documents_done": _("%(done)s of %(all)s handed in"),
        "withdraw_sure": _("Your application ends. You may apply again at any time."),
    }


def _money() -> dict:
    return {
        "trips": _("Trips: %(count)s"),
        "tips_among": _("tips among it: %(amount)s"),
        "an_hour": _("%(amount)s an hour"),
        "quest_so_far": _("%(done)s of %(all)s trips"),
        "guarantee_so_far": _("%(earned)s of %(promised)s in %(time)s online"),
        "promise": {
            "running": _("Under way"),
            "earned": _("Earned"),
            "exceeded": _("You earned more"),
            "missed": _("Not reached"),
        },
    }
