"""The driver's REST door to the fleet. The gateway lets couriers in too: they have no shifts."""

from asgiref.sync import async_to_sync
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.contracts import Role
from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.api.serializers import DriverOut, PositionIn, ShiftOut


class IsDriver(BasePermission):
    """The token carries the role; a person may hold another one and have lost this."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return caller(request).role == Role.DRIVER


class DriverView(APIView):
    permission_classes = [IsAuthenticated, IsDriver]


class Me(DriverView):
    @extend_schema(operation_id="driver_me", responses=DriverOut)
    def get(self, request: Request) -> Response:
        driver = selectors.driver_of(caller(request).person_id)
        card, shift = selectors.card_of(driver), selectors.open_shift(driver.id)
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


class ShiftStart(DriverView):
    @extend_schema(operation_id="driver_shift_start", request=None, responses=ShiftOut)
    def post(self, request: Request) -> Response:
        """Go online. Being online already is fine: the answer is the open shift."""
        return Response(ShiftOut(services.go_online(driver_id=caller(request).person_id)).data)


class ShiftEnd(DriverView):
    @extend_schema(operation_id="driver_shift_end", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Go offline. 409 `shift-occupied` during a trip."""
        services.go_offline(driver_id=caller(request).person_id)
        return Response(status=204)


class Positions(DriverView):
    @extend_schema(operation_id="driver_positions", request=PositionIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """One position, for when the socket is down."""
        asked = PositionIn(data=request.data)
        asked.is_valid(raise_exception=True)
        position = {name: asked.validated_data.get(name) for name in ("lat", "lng", "at", "heading")}
        async_to_sync(services.accept_position_now)(driver_id=caller(request).person_id, **position)
        return Response(status=204)
