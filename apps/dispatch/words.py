"""Facts of dispatch as sentences for staff, in the active language."""

from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.dispatch.selectors import answers
from apps.dispatch.states import CostTerm, Gate, OfferStatus

Names = Mapping[UUID, str]

_GATES: dict[str, Any] = {
    Gate.SHIFT: gettext_lazy("Was seen there without an open shift."),
    Gate.DRIVER: gettext_lazy("Was not allowed to drive."),
    Gate.LAST_TRIP: gettext_lazy("Took no further rides: the shift was to end."),
    Gate.RUN: gettext_lazy("Was on another ride, and not about to finish it."),
    Gate.NEXT: gettext_lazy("Had the next ride already."),
    Gate.OFFER: gettext_lazy("Was being asked for another ride."),
    Gate.UNREACHABLE: gettext_lazy("The app had not answered the last offers."),
    Gate.CATEGORY: gettext_lazy("The car does not serve this category."),
    Gate.BLOCKED_PAIR: gettext_lazy("One of the two has blocked the other."),
    Gate.OFFERED_BEFORE: gettext_lazy("Had been asked for this ride before, or had left it."),
    Gate.HOME: gettext_lazy("Was on the way home, and the trip leads elsewhere."),
    Gate.QUEUE: gettext_lazy("Others were first in the queue of this place."),
    Gate.TURN: gettext_lazy("Had a turn in the queue of another place."),
    Gate.FARTHER: gettext_lazy("Enough drivers were nearer."),
}

_OFFERS: dict[str, Any] = {
    OfferStatus.OPEN: gettext_lazy("Is being asked."),
    OfferStatus.ACCEPTED: gettext_lazy("Was asked and accepted."),
    OfferStatus.DECLINED: gettext_lazy("Was asked and declined."),
    OfferStatus.EXPIRED: gettext_lazy("Was asked, and let the offer run out."),
    OfferStatus.WITHDRAWN: gettext_lazy("Was asked, and the offer was taken back."),
    OfferStatus.UNDELIVERED: gettext_lazy("Was asked, but the app did not show the offer."),
}

_DECLINED_BECAUSE: dict[str, Any] = {
    "went_offline": gettext_lazy("Was asked, and went offline."),
    "suspended": gettext_lazy("Was asked, and suspended."),
    "assigned": gettext_lazy("Was asked, and was given another ride by then."),
    "blocked": gettext_lazy("Was asked; then one of the two blocked the other."),
}


def distance(metres: int) -> str:
    return _("%(km).1f km") % {"km": metres / 1000} if metres >= 1000 else _("%(m)d m") % {"m": metres}


def seconds(value: int) -> str:
    return _("%(s)d s") % {"s": value}


def term(name: str, value: int) -> str:
    """`Favourite driver: -60 s`."""
    return f"{CostTerm(name).label}: {seconds(value)}"


@singledispatch
def sentence(fact: Any, names: Names) -> str:
    """What a fact says. `names` are those of the drivers it may name."""
    raise TypeError(f"no words for {fact!r}")


def _says(kind: type) -> Callable:
    return sentence.register(kind)


@_says(answers.Asked)
def _asked(fact: answers.Asked, names: Names) -> str:
    because = _DECLINED_BECAUSE.get(fact.reason) if fact.status == OfferStatus.DECLINED else None
    return str(because or _OFFERS[fact.status])


@_says(answers.Assigned)
def _assigned(fact: answers.Assigned, names: Names) -> str:
    return _("Was given the ride by the rider's scan or by staff.")


@_says(answers.Refused)
def _refused(fact: answers.Refused, names: Names) -> str:
    why = str(_GATES[fact.gate])
    if fact.distance_m is None:
        return why
    return _("%(why)s Distance to the pickup: %(distance)s.") % {"why": why, "distance": distance(fact.distance_m)}


@_says(answers.Weighed)
def _weighed(fact: answers.Weighed, names: Names) -> str:
    what = _("Was considered, at %(cost)s; %(eta)s of them to the pickup.")
    told = [what % {"cost": seconds(fact.cost), "eta": seconds(fact.eta_s)}, _instead(fact, names)]
    if fact.other_job:
        told.append(_("Was asked for another ride instead."))
    return " ".join(told)


def _instead(fact: answers.Weighed, names: Names) -> str:
    if fact.chosen is None:
        return _("Nobody was asked at that moment.")
    name = names.get(fact.chosen, "–")
    if fact.chosen_cost is None:
        return _("%(name)s was asked.") % {"name": name}
    return _("%(name)s was asked, at %(cost)s.") % {"name": name, "cost": seconds(fact.chosen_cost)}


@_says(answers.Beyond)
def _beyond(fact: answers.Beyond, names: Names) -> str:
    if fact.all_of_radius:
        said = _("Was online, further than %(distance)s from the pickup: nobody was looked for there.")
    else:
        said = _("Was online, further than %(distance)s from the pickup: many drivers were nearer.")
    return said % {"distance": distance(fact.more_than_m)}


@_says(answers.Offline)
def _offline(fact: answers.Offline, names: Names) -> str:
    return _("Was not online.")


@_says(answers.NotMatched)
def _not_matched(fact: answers.NotMatched, names: Names) -> str:
    if fact.opens_at is None:
        return _("No driver has been looked for near this ride.")
    return _("The ride is scheduled. Drivers are looked for from %(at)s on.") % {
        "at": date_format(fact.opens_at, "DATETIME_FORMAT")
    }


@_says(answers.Now)
def _now(fact: answers.Now, names: Names) -> str:
    if fact.distance_m is None:
        return _("Is not online now, or the app is silent.")
    return _("Is %(distance)s from the pickup now.") % {"distance": distance(fact.distance_m)}
