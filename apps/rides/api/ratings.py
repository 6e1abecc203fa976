"""Stars and a tip, after the ride."""

from collections.abc import Sequence
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent
from apps.rides.api.rider import valid
from apps.rides.api.serializers.receipts import TipOut
from apps.rides.models import RideRating
from apps.rides.selectors.receipts import tip_dict
from apps.rides.services import ratings, tips
from apps.rides.states import OF_DRIVERS, OF_RIDERS, RatingTag, Side

MOST_TAGS = 5


def _tags(allowed: Sequence[RatingTag]) -> serializers.ListField:
    one = serializers.ChoiceField(choices=[(tag.value, tag.label) for tag in allowed])
    return serializers.ListField(child=one, max_length=MOST_TAGS, required=False, default=list)


class RateDriverIn(serializers.Serializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    tags = _tags(OF_DRIVERS)


class RateRiderIn(serializers.Serializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    tags = _tags(OF_RIDERS)


class RatingOut(serializers.Serializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    tags = serializers.ListField(child=serializers.ChoiceField(choices=RatingTag.choices))
    given_at = serializers.DateTimeField()


class TipIn(serializers.Serializer):
    amount_minor = serializers.IntegerField(min_value=1, max_value=10**9, help_text="In the ride's currency.")


def rating_out(rating: RideRating) -> dict:
    return dict(RatingOut(rating).data)


def _rating(side: str, asked: type[serializers.Serializer]) -> type[APIView]:
    class Rating(APIView):
        @extend_schema(
            operation_id=f"{side}_ride_rate",
            summary="Rate the other, once, within seven days",
            description="409 not-open-for-this or already-rated.",
            parameters=[IDEMPOTENCY_KEY],
            request=asked,
            responses={201: RatingOut},
        )
        @idempotent
        def post(self, request: Request, ride_id: UUID) -> Response:
            me, said = caller(request).person_id, valid(asked, request)
            rating = ratings.rate(side=side, person_id=me, ride_id=ride_id, **said)
            return Response(rating_out(rating), status=201)

    return Rating


RiderRating = _rating(Side.RIDER.value, RateDriverIn)
DriverRating = _rating(Side.DRIVER.value, RateRiderIn)


class Tip(APIView):
    @extend_schema(
        operation_id="rider_ride_tip",
        summary="Promise the driver a tip, once, within seven days",
        description="409 not-open-for-this or already-tipped, 422 tip-out-of-bounds with its bounds.",
        parameters=[IDEMPOTENCY_KEY],
        request=TipIn,
        responses={201: TipOut},
    )
    @idempotent
    def post(self, request: Request, ride_id: UUID) -> Response:
        me, asked = caller(request).person_id, valid(TipIn, request)
        return Response(TipOut(tip_dict(tips.tip(rider_id=me, ride_id=ride_id, **asked))).data, status=201)
