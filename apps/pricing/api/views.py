"""What a trip would cost, and where drivers are wanted."""

from datetime import datetime
from typing import cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import services as accounts
from apps.geo import selectors as geo
from apps.geo.contracts import Point
from apps.pricing import selectors, services
from apps.pricing.api.serializers import HeatmapOut, QuotesIn, QuotesOut, quote_document
from apps.pricing.contracts import Quote


class Quotes(APIView):
    @extend_schema(
        operation_id="rider_quotes",
        summary="Prices of a trip, promised until they expire",
        description="Creates nothing, so it takes no Idempotency-Key. Each leg at least 100 m, all at most 150 km."
        " 403 suspended for a rider who is; 409 service-paused with `reason` and `until`."
        " `scheduled_at` is half an hour to seven days ahead.",
        request=QuotesIn,
        responses=QuotesOut,
    )
    def post(self, request: Request) -> Response:
        asked = QuotesIn(data=request.data)
        asked.is_valid(raise_exception=True)
        rider_id = cast(UUID, request.user.pk)
        accounts.check_standing(rider_id)
        if at := asked.validated_data.get("scheduled_at"):
            services.check_reservable(at)
        promises = _promises(rider_id, **asked.validated_data)
        documents = [quote_document(quote, token, services.terms_of_quote(quote)) for quote, token in promises]
        return Response({"quotes": documents, "unavailable": _unavailable(**asked.validated_data)})


class Heatmap(APIView):
    @extend_schema(
        operation_id="driver_heatmap",
        summary="Where drivers are wanted, by hexagon",
        description=(
            "GeoJSON. `demand` and `supply` are levels from 0 (hardly any) to 3, of the cell and its neighbours,"
            " smoothed over a minute; less than three riders in reach are not shown. Renewed every ten seconds."
        ),
        parameters=[OpenApiParameter("zone", str, required=True, description="A zone's slug or id.")],
        responses=HeatmapOut,
    )
    def get(self, request: Request) -> Response:
        zone = geo.zone(request.query_params.get("zone", ""))
        return Response(selectors.driver_heatmap(zone.id))


def _unavailable(
    pickup: Point, category: str = "", scheduled_at: datetime | None = None, **_others: object
) -> list[dict]:
    paused = {} if category else services.unavailable(pickup=pickup, at=scheduled_at)
    return [{"category": each, **geo.pause_told(pause)} for each, pause in paused.items()]


def _promises(
    rider_id: UUID,
    pickup: Point,
    dropoff: Point,
    category: str = "",
    stops: list[Point] = [],
    scheduled_at: datetime | None = None,
    promo_code: str = "",
) -> list[tuple[Quote, str]]:
    if not category:
        return services.quote_all(
            rider_id=rider_id, pickup=pickup, dropoff=dropoff, stops=stops, at=scheduled_at, promo_code=promo_code
        )
    one = services.quote(
        rider_id=rider_id,
        pickup=pickup,
        dropoff=dropoff,
        stops=stops,
        at=scheduled_at,
        promo_code=promo_code,
        category=category,
    )
    return [one]
