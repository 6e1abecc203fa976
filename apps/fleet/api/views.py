"""The driver's REST door to the fleet. The gateway let only drivers in."""

from asgiref.sync import async_to_sync
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.api.serializers import DriverOut, PositionIn, ShiftOut


class Me(APIView):
    @extend_schema(operation_id="driver_me", responses=DriverOut)
    def get(self, request: Request) -> Response:
        driver, card = selectors.driver_of(caller(request).person_id), selectors.card(caller(request).person_id)
        shift = selectors.open_shift(driver.id)
        return Response(
            DriverOut(
                {
                    "driver_id": driver.id,
                    "full_name": card.full_name,
                    "status": driver.status,
                    "rating": driver.rating,
                    "online": shift is not None,
                    "vehicle": card.vehicle,
                    "shift": shift,
                }
            ).data
        )


class ShiftStart(APIView):
    @extend_schema(operation_id="driver_shift_start", request=None, responses=ShiftOut)
    def post(self, request: Request) -> Response:
        """Go online. Being online already is fine: the answer is the open shift."""
        return Response(ShiftOut(services.go_online(driver_id=caller(request).person_id)).data)


class ShiftEnd(APIView):
    @extend_schema(operation_id="driver_shift_end", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Go offline. 409 `shift-occupied` during a trip."""
        services.go_offline(driver_id=caller(request).person_id)
        return Response(status=204)


class Positions(APIView):
    @extend_schema(operation_id="driver_positions", request=PositionIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """One position, for when the socket is down."""
        asked = PositionIn(data=request.data)
        asked.is_valid(raise_exception=True)
        position = {name: asked.validated_data.get(name) for name in ("lat", "lng", "at", "heading")}
        async_to_sync(services.accept_position_now)(driver_id=caller(request).person_id, **position)
        return Response(status=204)
