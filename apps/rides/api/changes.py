"""Other places for a ride: the rider asks the price, then changes them; the driver reaches the stops."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent
from apps.rides import services
from apps.rides.api import serializers
from apps.rides.api.rider import answer, valid
from apps.rides.services import ChangeQuote


class Quote(APIView):
    @extend_schema(
        operation_id="rider_ride_change_quote",
        summary="The price of my ride with other places",
        description="Creates nothing, so it takes no Idempotency-Key. 409 pickup-fixed once the driver is there, 422 "
        "pickup-too-far, driven-further, and as for a quote; 409 transition-refused when the ride is over.",
        request=serializers.RideChangeQuote,
        responses=serializers.ChangeQuoteOut,
    )
    def post(self, request: Request, ride_id: UUID) -> Response:
        asked = valid(serializers.RideChangeQuote, request)
        found = services.quote_change(rider_id=caller(request).person_id, ride_id=ride_id, **asked)
        return Response(serializers.ChangeQuoteOut(_document(found)).data)


class Change(APIView):
    @extend_schema(
        operation_id="rider_ride_change",
        summary="Change the places of my ride at the quoted price",
        description="The driver is told at once. 409 quote-expired, quote-used, pickup-fixed, ride-changed (a stop was "
        "reached since), transition-refused; 422 quote-invalid.",
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.RideChange,
        responses=serializers.RideOut,
    )
    @idempotent
    def post(self, request: Request, ride_id: UUID) -> Response:
        asked = valid(serializers.RideChange, request)
        quote_token = asked.pop("quote")
        rider_id = caller(request).person_id
        return answer(services.change(rider_id=rider_id, ride_id=ride_id, quote_token=quote_token, **asked))


class ReachStop(APIView):
    @extend_schema(
        operation_id="driver_ride_reach_stop",
        summary="I am at the next stop",
        description="Said again, nothing happens. 409 stop-out-of-order with the number of the `next` one.",
        request=serializers.StopReached,
        responses=serializers.RideOut,
    )
    def post(self, request: Request, ride_id: UUID) -> Response:
        asked = valid(serializers.StopReached, request)
        return answer(services.reach_stop(driver_person_id=caller(request).person_id, ride_id=ride_id, **asked))


def _document(found: ChangeQuote) -> dict:
    return {
        "quote": found.token,
        "fare": found.fare.describe(),
        "difference_minor": found.fare.total_minor - found.agreed.total_minor,
        "distance_m": found.quote.distance_m,
        "duration_s": found.quote.duration_s,
        "expires_at": found.quote.expires_at,
    }
