"""The public page of a shared trip: it works without script, and moves with it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.kernel.problems import Problem
from apps.rides.api.sharing import PRIVATE
from apps.rides.contracts import SharedTrip
from apps.rides.selectors.sharing import LinkNotFound, TripEnded, shared_trip
from apps.rides.states import RideStatus


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The trip; 410 when it has ended, 404 when there is no such link."""
    try:
        trip = shared_trip(token)
    except (LinkNotFound, TripEnded) as problem:
        return _over(request, problem)
    context = {"trip": trip, "says": _says(trip), "minutes": _minutes(trip), "page": _page_data()}
    return _private(render(request, "rides/shared_trip.html", context))


def _over(request: HttpRequest, problem: Problem) -> HttpResponse:
    context = {"ended": isinstance(problem, TripEnded)}
    return _private(render(request, "rides/shared_trip_over.html", context, status=problem.status))


def _private(answer: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer


def _says(trip: SharedTrip) -> str:
    if trip.status in (RideStatus.ACCEPTED, RideStatus.ARRIVING):
        return _("The driver is on the way to the pickup")
    if trip.status == RideStatus.ARRIVED:
        return _("The driver is at the pickup")
    if trip.status == RideStatus.IN_PROGRESS and trip.stops_to_come:
        return _("On the way to the next stop")
    if trip.status == RideStatus.IN_PROGRESS:
        return _("On the way to the destination")
    if trip.status == RideStatus.REQUESTED:
        return _("The ride is reserved; a driver is looked for shortly before")
    return _("Looking for a driver")


def _minutes(trip: SharedTrip) -> int | None:
    return None if trip.eta_s is None else max(1, round(trip.eta_s / 60))


def _page_data() -> dict:
    return {
        "tile_url": settings.MAP_TILE_URL,
        "worker_url": static("vendor/maplibre-gl/maplibre-gl-worker.mjs"),
        "right_to_left": get_language_bidi(),
        "text": {
            "map": _("Map"),
            "zoom_in": _("Zoom in"),
            "zoom_out": _("Zoom out"),
            "close": _("Close"),
            "metres": _("m"),
            "kilometres": _("km"),
        },
    }
