"""What a driver earned, and the way to where they go now."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.kernel.money import DIGITS
from apps.rides.api.serializers import RidePlace
from apps.rides.selectors.earnings import earnings
from apps.rides.selectors.navigation import navigation


class EarningsIn(serializers.Serializer):
    before = serializers.DateField(required=False, help_text="The days before this one; the `next` of the last answer.")

    def validate_before(self, before: object) -> object:
        if before.year < 2000:  # type: ignore[attr-defined]
            self.fields["before"].fail("invalid", format="YYYY-MM-DD")
        return before


class DayOut(serializers.Serializer):
    """Minor units of the currency."""

    date = serializers.DateField()
    trips = serializers.IntegerField(min_value=0)
    gross_minor = serializers.IntegerField(help_text="The fares, without promotions: the platform pays those.")
    booking_fee_minor = serializers.IntegerField()
    commission_minor = serializers.IntegerField()
    net_minor = serializers.IntegerField(help_text="Gross without booking fee and commission. Tips come on top.")
    tips_minor = serializers.IntegerField(min_value=0, help_text="Promised by riders.")
    cash_minor = serializers.IntegerField(help_text="What riders hand over in cash.")


class EarningsOut(serializers.Serializer):
    currency = serializers.ChoiceField(choices=list(DIGITS))
    time_zone = serializers.CharField(help_text="Of the market: its midnight divides the days.")
    days = DayOut(many=True)
    next = serializers.DateField(allow_null=True, help_text="Ask `before` this date for older days.")


class NavigationLinks(serializers.Serializer):
    geo = serializers.CharField()
    google = serializers.CharField()
    waze = serializers.CharField()
    apple = serializers.CharField()


class NavigationOut(serializers.Serializer):
    target = serializers.ChoiceField(choices=["pickup", "stop", "dropoff"])
    place = RidePlace()
    links = NavigationLinks()


class Earnings(APIView):
    @extend_schema(
        operation_id="driver_earnings",
        summary="What I earned, day by day, today first",
        parameters=[EarningsIn],
        responses=EarningsOut,
    )
    def get(self, request: Request) -> Response:
        asked = EarningsIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(EarningsOut(earnings(caller(request).person_id, **asked.validated_data)).data)


class Navigation(APIView):
    @extend_schema(
        operation_id="driver_ride_navigation",
        summary="Hand me over to a navigation app",
        description="409 ride-over once the ride has ended.",
        responses=NavigationOut,
    )
    def get(self, request: Request, ride_id: UUID) -> Response:
        return Response(NavigationOut(navigation(caller(request).person_id, ride_id)).data)
