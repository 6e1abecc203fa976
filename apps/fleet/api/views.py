"""The driver's REST door to the fleet. The gateway lets couriers in too: they have no shifts."""

from asgiref.sync import async_to_sync
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.selectors import caller
from apps.fleet import selectors, services
from apps.fleet.api.doors import DriverView, valid
from apps.fleet.api.serializers import DriverOut, PositionIn, ShiftOut


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
                    "refusals": [reason.as_dict() for reason in selectors.refusals_of(driver)],
                }
            ).data
        )


class ShiftStart(DriverView):
    @extend_schema(operation_id="driver_shift_start", request=None, responses=ShiftOut)
    def post(self, request: Request) -> Response:
        """Go online; being online already is fine. 409 cannot-go-online with `reasons`, each a gate that is shut."""
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
        asked = valid(PositionIn, request)
        asked.pop("speed_mps", None)
        async_to_sync(services.accept_position_now)(driver_id=caller(request).person_id, **asked)
        return Response(status=204)
