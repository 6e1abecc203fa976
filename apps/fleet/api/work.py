"""How a driver works: go-home mode, the last trip, the turn in a queue, hotspots; and what they say to a suspension."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.api.doors import DriverView, valid
from apps.fleet.api.serializers import (
    AppealIn,
    AppealOut,
    HomeIn,
    HomeOut,
    HotspotOut,
    HotspotsOut,
    IncentivesOut,
    LastTripIn,
    LastTripOut,
    QueueOut,
    StandingOut,
)
from apps.geo import selectors as geo
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent

ZONE = OpenApiParameter("zone", str, description="Slug; by default the zone of my shift.")


class Home(DriverView):
    @extend_schema(operation_id="driver_home", summary="Go-home mode", responses=HomeOut)
    def get(self, request: Request) -> Response:
        return Response(HomeOut(selectors.home_mode(caller(request).person_id)).data)

    @extend_schema(
        operation_id="driver_home_set",
        summary="Offers only towards home, or all again",
        description="409 not-online or home-uses-spent; 422 home-unknown.",
        request=HomeIn,
        responses=HomeOut,
    )
    def put(self, request: Request) -> Response:
        mode = services.set_home(driver_id=caller(request).person_id, **valid(HomeIn, request))
        return Response(HomeOut(mode).data)


class LastTrip(DriverView):
    @extend_schema(
        operation_id="driver_last_trip",
        summary="After this trip no other; without a trip I am offline at once",
        description="409 not-online.",
        request=LastTripIn,
        responses=LastTripOut,
    )
    def put(self, request: Request) -> Response:
        shift = services.set_last_trip(driver_id=caller(request).person_id, **valid(LastTripIn, request))
        return Response(LastTripOut({"shift": shift}).data)


class Queue(DriverView):
    @extend_schema(operation_id="driver_queue", summary="My turn at a marked place", responses=QueueOut)
    def get(self, request: Request) -> Response:
        return Response(QueueOut({"turn": selectors.queue_standing(caller(request).person_id)}).data)


class Hotspots(DriverView):
    @extend_schema(
        operation_id="driver_hotspots",
        summary="Where drivers are wanted now",
        parameters=[ZONE],
        responses=HotspotsOut,
    )
    def get(self, request: Request) -> Response:
        """Without a zone and before a shift was seen anywhere there are none."""
        zone_id = _zone_id(request)
        found = selectors.hotspots(zone_id) if zone_id else []
        return Response({"hotspots": HotspotOut(found, many=True).data})


class Incentives(DriverView):
    @extend_schema(
        operation_id="driver_incentives",
        summary="What I am promised now, and what became of the last ones",
        parameters=[ZONE],
        responses=IncentivesOut,
    )
    def get(self, request: Request) -> Response:
        me, zone_id = caller(request).person_id, _zone_id(request)
        shown = {
            "current": selectors.incentives_of(me, zone_id) if zone_id else [],
            "decided": selectors.incentives_decided(me),
        }
        return Response(IncentivesOut(shown).data)


class Appeals(DriverView):
    @extend_schema(
        operation_id="driver_appeals", summary="My suspension, and my appeal against it", responses=StandingOut
    )
    def get(self, request: Request) -> Response:
        return Response(StandingOut({"suspension": selectors.open_suspension(caller(request).person_id)}).data)

    @extend_schema(
        operation_id="driver_appeal",
        summary="Appeal against my suspension, once",
        description="409 not-suspended or appealed-already.",
        parameters=[IDEMPOTENCY_KEY],
        request=AppealIn,
        responses={201: AppealOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        appeal = services.appeal(driver_id=caller(request).person_id, **valid(AppealIn, request))
        return Response(AppealOut(appeal).data, status=201)


def _zone_id(request: Request) -> UUID | None:
    slug = request.query_params.get("zone", "")
    return geo.zone(slug).id if slug else selectors.working_zone(caller(request).person_id)
