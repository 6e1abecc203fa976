"""Web pages that span products: the start page, and the live map with its ticket."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.contracts import Identity
from apps.accounts.services import issue_ticket
from apps.kernel import ids, problems
from apps.portals import selectors, words
from apps.portals.staff import watching_role

# Where the start page's picture has its hexagons.
MESH = [(26 + 52 * column + 26 * (row % 2), 30 + 45 * row) for row in range(6) for column in range(7)]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    doors = [door for door in words.doors() if door["href"] != "/dev/inbox/" or settings.LOCAL_INBOX_ENABLED]
    return render(request, "portals/home.html", {"doors": doors, "mesh": MESH, "health_words": words.health()})


@never_cache
@require_safe
@login_required
def ops_map(request: HttpRequest) -> HttpResponse:
    """The live map of a zone (`?zone=slug`), for staff."""
    if watching_role(request.user) is None:
        raise PermissionDenied
    zones, text = selectors.map_zones(), words.ops_map()
    context = {
        "zones": zones,
        "chosen": _chosen(request, zones),
        "text": text,
        "counters": words.counters(),
        "page": _page_data(zones, text),
    }
    return render(request, "portals/ops_map.html", context)


@never_cache
@require_POST
def ops_ticket(request: HttpRequest) -> JsonResponse:
    """A ticket for one websocket, for the page's own script. 401 without a session, 403 for other staff, 503."""
    if not request.user.is_authenticated:
        return problems.response(problems.of_status(401))
    role = watching_role(request.user)
    if role is None:
        return problems.response(problems.of_status(403))
    # A session has no token family; the ticket's is nobody's, and ends with the socket.
    identity = Identity(request.user.pk, role, ids.uuid7(), get_language() or settings.LANGUAGE_CODE)
    try:
        ticket = issue_ticket(identity)
    except problems.Problem as problem:
        return problems.response(problem.as_dict())
    return JsonResponse({"ticket": ticket, "url": _socket_url(request)}, status=201)


def _socket_url(request: HttpRequest) -> str:
    return f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/ws/"


def _chosen(request: HttpRequest, zones: list[dict]) -> str:
    slugs = [zone["slug"] for zone in zones]
    asked = request.GET.get("zone", "algiers")
    return asked if asked in slugs else next(iter(slugs), "")


def _page_data(zones: list[dict], text: dict) -> dict:
    return {
        "zones": zones,
        "text": text,
        "language": get_language(),
        "ticket_url": reverse("ops-ticket"),
        "tile_url": settings.MAP_TILE_URL,
        "worker_url": static("vendor/maplibre-gl/maplibre-gl-worker.mjs"),
    }
