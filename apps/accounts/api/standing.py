"""A rider's suspension, as they see it, and their word on it. A suspended rider still signs in."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts import selectors, services
from apps.accounts.api import serializers
from apps.accounts.api.views import valid
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent


class Suspension(APIView):
    @extend_schema(
        operation_id="account_suspension",
        summary="My suspension as a rider, if any, and my appeal against it",
        responses=serializers.RiderStandingOut,
    )
    def get(self, request: Request) -> Response:
        suspension = selectors.open_suspension(selectors.caller(request).person_id)
        return Response(serializers.RiderStandingOut({"suspension": suspension}).data)


class Appeals(APIView):
    @extend_schema(
        operation_id="account_appeal",
        summary="Appeal against my suspension as a rider, once",
        description="409 not-suspended or appealed-already.",
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.RiderAppealIn,
        responses={201: serializers.RiderAppealOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        asked = valid(serializers.RiderAppealIn, request)
        appeal = services.appeal(rider_id=selectors.caller(request).person_id, **asked)
        return Response(serializers.RiderAppealOut(appeal).data, status=201)
