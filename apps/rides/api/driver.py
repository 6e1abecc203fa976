"""The driver's REST door to rides: the same services as the socket's commands."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.rides import selectors, services
from apps.rides.api import serializers
from apps.rides.api.rider import answer, valid
from apps.rides.contracts import RideView
from apps.rides.models import Ride, RideQuerySet


class Rides(ListAPIView):
    queryset = Ride.objects.none()
    serializer_class = serializers.PastRideOut

    def get_queryset(self) -> RideQuerySet:
        return selectors.history_of_driver(caller(self.request).person_id)

    def paginate_queryset(self, queryset: Any) -> Any:
        rides = super().paginate_queryset(queryset) or []
        return [selectors.as_its_driver_saw(caller(self.request).person_id, ride) for ride in rides]

    @extend_schema(operation_id="driver_rides", summary="Rides I drove or gave up, newest first")
    def get(self, request: Request) -> Response:
        return self.list(request)


class Current(APIView):
    @extend_schema(operation_id="driver_ride_current", summary="The ride I am on", responses=serializers.CurrentRide)
    def get(self, request: Request) -> Response:
        ride = selectors.current_of_driver(caller(request).person_id)
        return Response(serializers.CurrentRide({"ride": ride}).data)


class Next(APIView):
    @extend_schema(
        operation_id="driver_ride_next",
        summary="The ride I have accepted for when the current one is over",
        responses=serializers.CurrentRide,
    )
    def get(self, request: Request) -> Response:
        ride = selectors.next_of_driver(caller(request).person_id)
        return Response(serializers.CurrentRide({"ride": ride}).data)


REFUSED = "409 transition-refused with the `current` status when the ride is not in a state that allows it."


def _step(name: str, summary: str, service: Callable[..., RideView], about: str = "") -> type[APIView]:
    class Step(APIView):
        @extend_schema(
            operation_id=f"driver_ride_{name}",
            summary=summary,
            description=about + REFUSED,
            request=None,
            responses=serializers.RideOut,
        )
        def post(self, request: Request, ride_id: UUID) -> Response:
            return answer(service(driver_person_id=caller(request).person_id, ride_id=ride_id))

    return Step


EnRoute = _step("en_route", "I am on my way", services.en_route)
Arrive = _step(
    "arrive",
    "I am at the pickup",
    services.arrive,
    "Waiting, and a rider who does not come, are paid from when this is heard and the car is seen within 300 m of the "
    "pickup (`waiting.free_until` says so). Told from elsewhere it is accepted, unpaid, and staff may look at it. ",
)
Complete = _step("complete", "The trip is over", services.complete)


class Start(APIView):
    @extend_schema(
        operation_id="driver_ride_start",
        summary="Begin the trip with the rider's code",
        description="422 wrong-pin with `tries_left`, 409 pin-locked after five wrong ones. " + REFUSED,
        request=serializers.RideStart,
        responses=serializers.RideOut,
    )
    def post(self, request: Request, ride_id: UUID) -> Response:
        asked = valid(serializers.RideStart, request)
        return answer(services.start(driver_person_id=caller(request).person_id, ride_id=ride_id, **asked))


class Cancel(APIView):
    @extend_schema(
        operation_id="driver_ride_cancel",
        summary="Give the ride up, until it has started",
        description="It is over for this driver and matched again for the rider; a no-show ends it, "
        "with the fee if the car was seen at the pickup and is not known to have left. "
        "409 too-early with `seconds_left` before a no-show may be told. " + REFUSED,
        request=serializers.DriverCancel,
        responses=serializers.RideOut,
    )
    def post(self, request: Request, ride_id: UUID) -> Response:
        asked = valid(serializers.DriverCancel, request)
        return answer(services.cancel_by_driver(driver_person_id=caller(request).person_id, ride_id=ride_id, **asked))
