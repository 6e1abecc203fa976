"""Web pages that span products: the start page, and the live map with its ticket."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.contracts import Identity
from apps.accounts.services import issue_ticket
from apps.fleet.contracts import ALSO_SERVES, Colour
from apps.geo.contracts import Category, PauseReason
from apps.kernel import ids, problems
from apps.kernel.money import DIGITS
from apps.portals import selectors
from apps.portals.staff import watching_role
from apps.portals.words import drive as drive_words
from apps.portals.words import home as home_words
from apps.portals.words import ops as ops_words
from apps.portals.words import ride as ride_words
from apps.rides import contracts as rides

# What may be done from the live map, with the permission it takes.
ACTS = {
    "assign": "dispatch.assign_job",
    "see_pauses": "geo.view_servicepause",
    "pause": "geo.add_servicepause",
    "resume": "geo.change_servicepause",
}
# What riders say of a driver who was good.
PRAISE = (rides.RatingTag.FRIENDLY, rides.RatingTag.ON_TIME, rides.RatingTag.CLEAN_CAR, rides.RatingTag.GOOD_DRIVING)
# Tips that the rider's page offers, in minor units.
TIPS = {
    "DZD": [5_000, 10_000, 20_000],
    "EUR": [100, 200, 500],
    "MAD": [500, 1_000, 2_000],
    "TND": [1_000, 2_000, 5_000],
}
# Where the start page's picture has its hexagons.
MESH = [(26 + 52 * column + 26 * (row % 2), 30 + 45 * row) for row in range(6) for column in range(7)]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    doors = [door for door in home_words.doors() if door["href"] != "/dev/inbox/" or settings.LOCAL_INBOX_ENABLED]
    return render(request, "portals/home.html", {"doors": doors, "mesh": MESH, "health_words": home_words.health()})


@never_cache
@require_safe
@login_required
def ops_map(request: HttpRequest) -> HttpResponse:
    """The live map of a zone (`?zone=slug`), for staff."""
    if watching_role(request.user) is None:
        raise PermissionDenied
    zones, text = selectors.map_zones(), ops_words.ops_map()
    context = {
        "zones": zones,
        "chosen": _chosen(request, zones),
        "text": text,
        "counters": ops_words.counters(),
        "page": _page_data(zones, text),
        "may": {name: request.user.has_perm(permission) for name, permission in ACTS.items()},
        "categories": Category.choices,
        "reasons": PauseReason.choices,
    }
    return render(request, "portals/ops_map.html", context)


@require_safe
def ride(request: HttpRequest) -> HttpResponse:
    """The rider's app. The page is the same for everybody: who is signed in, its script knows."""
    return render(
        request,
        "portals/ride.html",
        {
            "page": _app_data(ride_words.ride()) | {"tips": TIPS},
            "menu": ride_words.menu(),
            "cancel_reasons": _choices(rides.RIDER_REASONS),
            "place_kinds": _choices(rides.PlaceKind),
            "quick_replies": _choices(rides.QuickReply),
            "rating_tags": [(tag.value, tag.label, tag in PRAISE) for tag in rides.OF_DRIVERS],
            "case_kinds": ride_words.case_kinds(),
        },
    )


@require_safe
def drive(request: HttpRequest) -> HttpResponse:
    """The driver's app."""
    context = {
        "page": {**_app_data(drive_words.drive()), "also_serves": _also_serves()},
        "menu": drive_words.menu(),
        "cancel_reasons": _choices(rides.DRIVER_REASONS),
        "quick_replies": _choices(rides.QuickReply),
        "rider_tags": _choices(rides.OF_RIDERS),
        "categories": Category.choices,
        "colours": Colour.choices,
        "case_kinds": drive_words.case_kinds(),
    }
    return render(request, "portals/drive.html", context)


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of every page: it must come from the root, under a name that never changes."""
    return HttpResponse(_worker(), content_type="text/javascript", headers={"Service-Worker-Allowed": "/"})


@require_safe
@cache_control(public=True, max_age=3600)
def zone_mesh(request: HttpRequest, slug: str) -> HttpResponse:
    """A zone's cells as GeoJSON geometry, for maps without tiles. 404 for a zone we do not serve."""
    mesh = selectors.zone_mesh(slug)
    if mesh is None:
        return problems.response(problems.of_status(404))
    return JsonResponse({"cells": mesh})


@never_cache
@require_POST
def ops_ticket(request: HttpRequest) -> JsonResponse:
    """A ticket for one websocket, for the page's own script. 401 without a session, 403 for other staff, 503."""
    if not request.user.is_authenticated:
        return problems.response(problems.of_status(401))
    role = watching_role(request.user)
    if role is None:
        return problems.response(problems.of_status(403))
    # A session has no token family: the ticket's is nobody's, and it counts while the session does.
    identity = Identity(request.user.pk, role, ids.uuid7(), get_language() or settings.LANGUAGE_CODE)
    try:
        ticket = issue_ticket(identity, session_key=request.session.session_key or "")
    except problems.Problem as problem:
        return problems.response(problem.as_dict())
    return JsonResponse({"ticket": ticket, "url": _socket_url(request)}, status=201)


def _socket_url(request: HttpRequest) -> str:
    return f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/ws/"


def _chosen(request: HttpRequest, zones: list[dict]) -> str:
    slugs = [zone["slug"] for zone in zones]
    asked = request.GET.get("zone", "algiers")
    return asked if asked in slugs else next(iter(slugs), "")


def _choices(words: Iterable[TextChoices]) -> list[tuple[str, object]]:
    return [(one.value, one.label) for one in words]


def _also_serves() -> dict[str, list[str]]:
    return {category: sorted(others) for category, others in ALSO_SERVES.items()}


def _app_data(text: dict) -> dict:
    return {
        "zones": selectors.app_zones(),
        "text": text,
        "language": get_language(),
        "digits": DIGITS,
        "tile_url": settings.MAP_TILE_URL,
        "worker_url": static("vendor/maplibre-gl/maplibre-gl-worker.mjs"),
    }


def _page_data(zones: list[dict], text: dict) -> dict:
    return {
        "zones": zones,
        "text": text,
        "language": get_language(),
        "ticket_url": reverse("ops-ticket"),
        "heatmap_url": reverse("ops-heatmap", args=["ZONE"]),
        "story_url": reverse("ops-story", args=[UUID(int=0)]),
        "drivers_url": reverse("ops-drivers", args=[UUID(int=0)]),
        "assign_url": reverse("ops-assign", args=[UUID(int=0)]),
        "pauses_url": reverse("ops-pauses", args=["ZONE"]),
        "pause_url": reverse("ops-pause", args=["ZONE"]),
        "resume_url": reverse("ops-resume", args=[UUID(int=0)]),
        "tile_url": settings.MAP_TILE_URL,
        "worker_url": static("vendor/maplibre-gl/maplibre-gl-worker.mjs"),
    }


@cache
def _worker() -> bytes:
    found = finders.find("js/worker.js")
    if found is None:
        raise FileNotFoundError("js/worker.js")
    return Path(found).read_bytes()
