"""Ordering the car one stands at: the driver's code, and the rider's door to it."""

import io
from uuid import UUID

import segno
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.geo.contracts import Category
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent
from apps.kernel.fields import TextField
from apps.rides.api.rider import answer, valid, wish
from apps.rides.api.serializers import RideOut, RideRequest
from apps.rides.api.serializers.rides import RideVehicle
from apps.rides.contracts import RideView
from apps.rides.models.instant import CODE_LENGTH
from apps.rides.selectors.instant import car
from apps.rides.services import instant

PAGE = "/ride/"


class CodeField(TextField):
    """As it is read off a screen: small letters, spaces and dashes do not matter."""

    def to_internal_value(self, data: object) -> str:
        return plain(super().to_internal_value(data))


class CarCodeOut(serializers.Serializer):
    code = serializers.CharField(help_text="To be typed by who cannot scan.")
    expires_at = serializers.DateTimeField(help_text="Ask again every minute: it is renewed long before.")
    url = serializers.CharField(help_text="What the picture says.")
    svg = serializers.CharField(help_text="The QR code, an <svg> element.")


class CarOut(serializers.Serializer):
    first_name = serializers.CharField()
    rating = serializers.FloatField()
    vehicle = RideVehicle(allow_null=True)
    category = serializers.ChoiceField(choices=Category.choices, allow_blank=True)
    expires_at = serializers.DateTimeField()


class InstantRequest(RideRequest):
    code = CodeField(max_length=20, help_text="Of the car, scanned or typed.")


class CarCode(APIView):
    @extend_schema(
        operation_id="driver_qr",
        summary="The code by which a rider orders my car on the spot",
        description="Good for ten minutes and one ride.",
        responses=CarCodeOut,
    )
    def get(self, request: Request) -> Response:
        shown = instant.car_code(driver_id=caller(request).person_id)
        url = request.build_absolute_uri(f"{PAGE}?car={shown.code}")
        told = {"code": shown.code, "expires_at": shown.expires_at, "url": url, "svg": picture(url)}
        return Response(CarCodeOut(told).data, headers={"Cache-Control": "private, no-store"})


class Car(APIView):
    @extend_schema(
        operation_id="rider_instant_car",
        summary="Whose car this is",
        description="404 for a code that no car has, 410 code-expired.",
        responses=CarOut,
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(CarOut(car(plain(code))).data)


class InstantRides(APIView):
    @extend_schema(
        operation_id="rider_instant_ride",
        summary="Order the car I stand at; its driver has the ride at once",
        description="By a quote of the car's category. As for other rides, and 404 or 410 code-expired; 409 car-busy, "
        "car-offline, car-suspended, pair-blocked, own-car, other-category, service-paused; 422 quote-for-later.",
        parameters=[IDEMPOTENCY_KEY],
        request=InstantRequest,
        responses={201: RideOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        return answer(order(caller(request).person_id, valid(InstantRequest, request)), status=201)


def order(rider_id: UUID, asked: dict) -> RideView:
    return instant.order_instantly(rider_id=rider_id, code=asked["code"], **wish(asked))


def plain(code: str) -> str:
    return code.upper().replace(" ", "").replace("-", "")[: CODE_LENGTH + 1]


def picture(url: str) -> str:
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, scale=8, border=2, omitsize=True
    )
    return drawn.getvalue().decode()
