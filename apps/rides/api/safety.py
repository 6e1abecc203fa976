"""Calls for help, from both sides of a ride. No rate refuses them."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.rides.api.rider import valid
from apps.rides.services import safety, standing
from apps.rides.states import AlertKind, AlertStatus, SafetyAnswer, Side


class SosIn(serializers.Serializer):
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False)
    lng = serializers.FloatField(min_value=-180, max_value=180, required=False)


class AlertOut(serializers.Serializer):
    id = serializers.UUIDField()
    ride_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AlertKind.choices)
    status = serializers.ChoiceField(choices=AlertStatus.choices)
    opened_at = serializers.DateTimeField()
    emergency_number = serializers.CharField(help_text="The police of the country: to be offered for a call.")
    emergency_sms = serializers.CharField(allow_blank=True, help_text="Where help is asked for by text message, if so.")


class SafetyCheckIn(SosIn):
    answer = serializers.ChoiceField(choices=SafetyAnswer.choices)


class SafetyCheckOut(serializers.Serializer):
    alert = AlertOut(allow_null=True, help_text="The call for help, if that was the answer.")


def _call(request: Request, side: str, ride_id: UUID) -> Response:
    me, asked = caller(request).person_id, valid(SosIn, request)
    return Response(AlertOut(safety.call_for_help(person_id=me, side=side, ride_id=ride_id, **asked)).data)


_described = extend_schema(
    summary="Call for help: our team sees where I am, at once",
    description="Pressed again, it is the same alert. Give the phone's own position if it is known.",
    request=SosIn,
    responses=AlertOut,
)


class RiderSos(APIView):
    throttle_classes: list = []

    @_described
    def post(self, request: Request, ride_id: UUID) -> Response:
        return _call(request, Side.RIDER, ride_id)


class DriverSos(APIView):
    throttle_classes: list = []

    @_described
    def post(self, request: Request, ride_id: UUID) -> Response:
        return _call(request, Side.DRIVER, ride_id)


class SafetyCheck(APIView):
    throttle_classes: list = []

    @extend_schema(
        operation_id="rider_ride_safety_check",
        summary="I was asked whether all is well: it is, or I need help",
        description="`help` is a call for help, as by `sos`. Said again nothing changes. 409 nothing-asked for `fine` "
        "to no question.",
        request=SafetyCheckIn,
        responses=SafetyCheckOut,
    )
    def post(self, request: Request, ride_id: UUID) -> Response:
        me, said = caller(request).person_id, valid(SafetyCheckIn, request)
        alert = standing.answer(rider_id=me, ride_id=ride_id, **said)
        return Response(SafetyCheckOut({"alert": alert}).data)
