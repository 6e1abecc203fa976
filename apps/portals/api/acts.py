"""What operations do from the live map: give a ride to a driver, pause and resume a service.

The gateway lets in who may watch; each act asks for its own permission. All are forms with the session's CSRF token.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.dispatch import services as dispatch
from apps.geo import selectors as geo
from apps.geo import services as geo_services
from apps.geo.contracts import Category, PauseInfo, PauseReason
from apps.kernel import clock, problems, redis
from apps.portals import selectors

LONGEST_PAUSE_MIN = 7 * 24 * 60
# Dispatch speaks to drivers; staff are told the same of somebody else.
_TO_STAFF = {
    dispatch.DriverBusy.slug: gettext_lazy("This driver is on a trip already."),
    dispatch.DriverOffline.slug: gettext_lazy("This driver is offline."),
}


class BadForm(problems.Problem):
    """What the page itself never sends, or a number out of range."""

    status = 422
    slug = "invalid"
    title = gettext_lazy("Some values are not valid.")


def _act(permission: str) -> Callable:
    """Only who has the permission; what is refused is told as a problem."""

    def guard(view: Callable[..., JsonResponse]) -> Callable[..., JsonResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> JsonResponse:
            if not request.user.has_perm(permission):
                return _refused(problems.of_status(403))
            try:
                return view(request, *args, **kwargs)
            except problems.Problem as problem:
                words = _TO_STAFF.get(problem.slug, problem.title)
                return _refused({**problem.as_dict(), "title": str(words)})
            except redis.Unavailable:
                return _refused(problems.of_status(503))

        return answer

    return guard


def _refused(document: dict) -> JsonResponse:
    problems.note_refusal(document)
    return problems.response(document)


@never_cache
@require_safe
@_act("dispatch.assign_job")
def drivers(request: HttpRequest, ride_id: UUID) -> JsonResponse:
    """Drivers a ride may be given to, nearest to its pickup first; `q` is a part of a name, phone or plate."""
    return JsonResponse({"drivers": selectors.drivers_near(ride_id, request.GET.get("q", "").strip()[:60])})


@require_POST
@_act("dispatch.assign_job")
def assign(request: HttpRequest, ride_id: UUID) -> JsonResponse:
    """Give the ride to `driver`. `held_by` is who has it on the page (empty: nobody).

    409 when the driver is busy or offline, the ride is over, or somebody else has given it away since.
    """
    held_by = request.POST.get("held_by", "") and str(_uuid(request, "held_by"))
    driver_id = _uuid(request, "driver")
    dispatch.assign_directly(kind="ride", ref=ride_id, driver_id=driver_id, actor=request.user.pk, held_by=held_by)
    return JsonResponse({"said": _("The ride is given to the driver.")})


@never_cache
@require_safe
@_act("geo.view_servicepause")
def pauses(request: HttpRequest, slug: str) -> JsonResponse:
    """The zone's pauses, in force and planned."""
    return JsonResponse({"pauses": [_pause(pause) for pause in geo.pauses_of(geo.zone(slug).id)]})


@require_POST
@_act("geo.add_servicepause")
def pause(request: HttpRequest, slug: str) -> JsonResponse:
    """Take no new requests of `category` (empty: of none), for `minutes` (empty: until further notice)."""
    category, reason = request.POST.get("category", ""), request.POST.get("reason", "")
    if reason not in PauseReason.values or category not in {"", *Category.values}:
        raise BadForm()
    minutes = _minutes(request)
    geo_services.pause_service(
        zone_id=geo.zone(slug).id,
        category=category,
        reason_code=reason,
        note=request.POST.get("note", "").strip()[:300],
        ends_at=clock.now() + timedelta(minutes=minutes) if minutes else None,
        actor_id=request.user.pk,
    )
    return JsonResponse({"said": _("New requests are paused.")}, status=201)


@require_POST
@_act("geo.change_servicepause")
def resume(request: HttpRequest, pause_id: UUID) -> JsonResponse:
    geo_services.resume_service(pause_id=pause_id, actor_id=request.user.pk)
    return JsonResponse({"said": _("New requests are taken again.")})


def _pause(info: PauseInfo) -> dict:
    what = str(Category(info.category).label) if info.category else _("The whole zone")
    return {
        "id": str(info.id),
        "what": what,
        "reason": str(PauseReason(info.reason_code).label),
        "in_force": info.in_force(clock.now()),
        "starts_at": info.starts_at.isoformat(),
        "ends_at": info.ends_at.isoformat() if info.ends_at else None,
    }


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise BadForm() from error


def _minutes(request: HttpRequest) -> int:
    """0 when none are given."""
    text = request.POST.get("minutes", "").strip()
    if text and not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= LONGEST_PAUSE_MIN):
        raise BadForm(_("Say how many minutes, from 1 to %(most)d.") % {"most": LONGEST_PAUSE_MIN})
    return int(text or 0)
