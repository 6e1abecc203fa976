"""POST /api/v1/rider/quotes: what a trip would cost."""

from typing import cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.geo.contracts import Point
from apps.pricing import services
from apps.pricing.api.serializers import QuotesIn, QuotesOut, quote_document


class Quotes(APIView):
    @extend_schema(
        operation_id="rider_quotes",
        summary="Prices of a trip, promised until they expire",
        description="Creates nothing, so it takes no Idempotency-Key. At least 100 m and at most 150 km apart.",
        request=QuotesIn,
        responses=QuotesOut,
    )
    def post(self, request: Request) -> Response:
        asked = QuotesIn(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response({"quotes": _quotes(cast(UUID, request.user.pk), **asked.validated_data)})


def _quotes(rider_id: UUID, category: str = "", **points: Point) -> list[dict]:
    if category:
        return [quote_document(*services.quote(rider_id=rider_id, category=category, **points))]
    return [quote_document(*pair) for pair in services.quote_all(rider_id=rider_id, **points)]
