"""GET /api/v1/public/zones: where we serve."""

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.geo import selectors
from apps.geo.api.serializers import ZonesOut, zone_document


class Zones(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(operation_id="public_zones", summary="The zones we serve, with their areas", responses=ZonesOut)
    def get(self, request: Request) -> Response:
        return Response({"zones": [zone_document(zone) for zone in selectors.zones()]})
