"""What the live map's script asks for. The gateway lets in who may watch the city."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.geo import selectors as geo
from apps.geo.contracts import Category
from apps.kernel import problems
from apps.portals import selectors
from apps.portals.words.stories import Telling
from apps.pricing import selectors as pricing
from apps.rides import contracts as rides
from apps.rides.selectors import RideNotFound


@never_cache
@require_safe
def heatmap(request: HttpRequest, slug: str) -> JsonResponse:
    """Demand, supply and surge of a zone's cells, as GeoJSON. 404 for a zone we do not serve."""
    if not selectors.zone_exists(slug):
        return problems.response(problems.of_status(404))
    return JsonResponse(pricing.heatmap(geo.zone(slug).id))


@never_cache
@require_safe
def story(request: HttpRequest, ride_id: UUID) -> JsonResponse:
    """How a ride came to where it stands, in sentences. 404 for no ride."""
    try:
        told = selectors.ride_story(ride_id)
    except RideNotFound as problem:
        return problems.response(problem.as_dict())
    return JsonResponse(_story(request, told))


def _story(request: HttpRequest, told: selectors.Story) -> dict:
    telling, ride = Telling(told), told.ride
    driver_id = told.job.driver_id if told.job else None
    return {
        "id": str(ride.id),
        "zone": geo.zone(ride.zone_id).slug,
        "stands": telling.stands(),
        "category": str(Category(ride.category).label) if ride.category in Category.values else ride.category,
        "rider": ride.rider,
        "driver_id": str(driver_id or ""),
        "may_assign": bool(told.job and told.job.may_be_assigned) and request.user.has_perm("dispatch.assign_job"),
        "aboard": ride.status == rides.RideStatus.IN_PROGRESS,
        "driver": told.names.get(driver_id, "") if driver_id else "",
        "pickup": _place(ride.pickup),
        "dropoff": _place(ride.dropoff),
        "lines": telling.lines(),
        "links": _links(request, told),
    }


def _place(place: rides.Place) -> str:
    return place.label or f"{place.lat:.4f}, {place.lng:.4f}"


def _links(request: HttpRequest, told: selectors.Story) -> dict[str, str]:
    """The admin's pages about it, for who may open them."""
    links = {}
    if request.user.has_perm("rides.view_ride"):
        links["ride"] = reverse("admin:rides_ride_change", args=[told.ride.id])
    if told.job and request.user.has_perm("dispatch.view_job"):
        links["why"] = reverse("admin:dispatch_job_why", args=[told.job.job_id])
    return links
