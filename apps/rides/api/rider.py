"""The rider's REST door to rides. The gateway let only riders in; somebody else's ride is 404."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent
from apps.rides import selectors, services
from apps.rides.api import serializers
from apps.rides.contracts import RideView
from apps.rides.models import Ride, RideQuerySet


def valid(serializer: type[Serializer], request: Request) -> dict:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data


def wish(asked: dict) -> dict:
    """A valid RideRequest as the service wants it."""
    labels = services.Labels(asked["pickup_label"], asked["dropoff_label"], asked.get("stop_labels", ()))
    return {"quote_token": asked["quote"], "labels": labels, "guest": asked.get("guest")}


def answer(ride: RideView, status: int = 200) -> Response:
    return Response(serializers.RideOut(ride).data, status=status)


class Rides(ListAPIView):
    queryset = Ride.objects.none()
    serializer_class = serializers.PastRideOut

    def get_queryset(self) -> RideQuerySet:
        return selectors.history_of_rider(caller(self.request).person_id)

    def paginate_queryset(self, queryset: Any) -> Any:
        return [selectors.as_its_rider_saw(ride) for ride in super().paginate_queryset(queryset) or []]

    @extend_schema(operation_id="rider_rides", summary="My rides, newest first")
    def get(self, request: Request) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="rider_ride_request",
        summary="Order a ride at a quoted price",
        description="409 quote-used, quote-expired or ride-active (with `ride_id`), 422 quote-invalid. By a quote with "
        "`scheduled_at` it is reserved: `requested` until a driver is looked for, also beside a ride of now; "
        "409 reservations-overlap, too-many-reservations.",
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.RideRequest,
        responses={201: serializers.RideOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        asked = valid(serializers.RideRequest, request)
        return answer(services.request_ride(rider_id=caller(request).person_id, **wish(asked)), status=201)


class Current(APIView):
    @extend_schema(operation_id="rider_ride_current", summary="My ride now, if any", responses=serializers.CurrentRide)
    def get(self, request: Request) -> Response:
        ride = selectors.current_of_rider(caller(request).person_id)
        return Response(serializers.CurrentRide({"ride": ride}).data)


class Reserved(APIView):
    @extend_schema(
        operation_id="rider_rides_scheduled",
        summary="My rides that are reserved for later, the next one first",
        responses=serializers.ReservedRides,
    )
    def get(self, request: Request) -> Response:
        rides = selectors.reserved_of_rider(caller(request).person_id)
        return Response(serializers.ReservedRides({"rides": rides}).data)


class OneRide(APIView):
    @extend_schema(operation_id="rider_ride", summary="One of my rides", responses=serializers.RideOut)
    def get(self, request: Request, ride_id: UUID) -> Response:
        return answer(selectors.as_rider_sees(selectors.ride_of_rider(caller(request).person_id, ride_id)))


class Cancellation(APIView):
    @extend_schema(
        operation_id="rider_ride_cancellation",
        summary="What canceling costs now, and why",
        description="409 transition-refused with the `current` status once it is too late to cancel.",
        responses=serializers.CancellationCost,
    )
    def get(self, request: Request, ride_id: UUID) -> Response:
        found = services.preview_cancellation(rider_id=caller(request).person_id, ride_id=ride_id)
        return Response(serializers.CancellationCost(found).data)


class Cancel(APIView):
    @extend_schema(
        operation_id="rider_ride_cancel",
        summary="Cancel my ride, until it has started",
        description="409 fee-changed with `fee_minor` when it costs more than `fee_minor` says (0 if left out): show "
        "the fee, then ask again. 409 transition-refused with the `current` status.",
        request=serializers.RiderCancel,
        responses=serializers.RideOut,
    )
    def post(self, request: Request, ride_id: UUID) -> Response:
        asked = valid(serializers.RiderCancel, request)
        return answer(services.cancel_by_rider(rider_id=caller(request).person_id, ride_id=ride_id, **asked))


class Receipt(APIView):
    @extend_schema(
        operation_id="rider_ride_receipt",
        summary="The receipt of a completed ride, or of a fee",
        description="404 until there is something to pay.",
        responses=serializers.ReceiptOut,
    )
    def get(self, request: Request, ride_id: UUID) -> Response:
        return Response(serializers.ReceiptOut(selectors.receipt_of_rider(caller(request).person_id, ride_id)).data)


PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


class HtmlRenderer(BaseRenderer):
    """Lets a client ask for a page; a problem is still told as JSON."""

    media_type = "text/html"
    format = "html"

    def render(self, data: object, accepted_media_type: str | None = None, renderer_context: object = None) -> bytes:
        return json.dumps(data, ensure_ascii=False).encode()


class ReceiptPage(APIView):
    renderer_classes = [HtmlRenderer, JSONRenderer]

    @extend_schema(
        operation_id="rider_ride_receipt_page",
        summary="The receipt as a page that prints well, in the language asked for",
        description="The document of the PDF, there at once. It runs nothing, and loads only our fonts and icon.",
        responses={(200, "text/html"): OpenApiTypes.STR},
    )
    def get(self, request: Request, ride_id: UUID) -> HttpResponse:
        receipt = selectors.receipt_of_rider(caller(request).person_id, ride_id)
        origin = request.build_absolute_uri("/").rstrip("/")
        page = services.receipt_page(receipt=receipt, language=get_language() or settings.LANGUAGE_CODE, origin=origin)
        return HttpResponse(
            page, headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "private, no-store"}
        )


class PdfRenderer(BaseRenderer):
    """Lets a client ask for PDF; a problem is still told as JSON."""

    media_type = "application/pdf"
    format = "pdf"

    def render(self, data: object, accepted_media_type: str | None = None, renderer_context: object = None) -> bytes:
        return json.dumps(data, ensure_ascii=False).encode()


class ReceiptPdf(APIView):
    renderer_classes = [PdfRenderer, JSONRenderer]

    @extend_schema(
        operation_id="rider_ride_receipt_pdf",
        summary="The receipt as PDF, in the rider's language",
        description="503 receipt-being-prepared with Retry-After while it is not rendered yet.",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, ride_id: UUID) -> HttpResponse:
        return pdf_answer(*selectors.receipt_pdf_of_rider(caller(request).person_id, ride_id))


def pdf_answer(number: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
