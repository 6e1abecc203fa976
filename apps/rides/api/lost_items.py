"""Things left in the car: both people's doors."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.kernel.api import IDEMPOTENCY_KEY, idempotent
from apps.kernel.fields import TextField
from apps.rides.api.rider import valid
from apps.rides.models import LostItem
from apps.rides.selectors import lost_items as items
from apps.rides.services import lost_items
from apps.rides.states import LostItemAnswer, LostItemStatus, Side


class LostItemIn(serializers.Serializer):
    description = TextField(max_length=500, help_text="What it is, and where in the car it may be.")


class LostItemTextIn(serializers.Serializer):
    text = TextField(max_length=500)


class LostItemAnswerIn(serializers.Serializer):
    answer = serializers.ChoiceField(choices=LostItemAnswer.choices)


class LostItemMessageOut(serializers.Serializer):
    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=Side.choices, help_text="Who wrote it.")
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()


class LostItemOut(serializers.Serializer):
    id = serializers.UUIDField()
    ride_id = serializers.UUIDField()
    description = serializers.CharField()
    status = serializers.ChoiceField(choices=LostItemStatus.choices)
    reported_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    messages = LostItemMessageOut(many=True)


def item_out(item: LostItem) -> dict:
    return dict(LostItemOut(items.as_dict(item)).data)


class _Items(ListAPIView):
    queryset = LostItem.objects.none()
    serializer_class = LostItemOut

    def paginate_queryset(self, queryset: Any) -> Any:
        return [items.as_dict(item) for item in super().paginate_queryset(queryset) or []]


class RiderLostItems(_Items):
    def get_queryset(self) -> QuerySet[LostItem]:
        return items.lost_items_of_ride(caller(self.request).person_id, self.kwargs["ride_id"])

    @extend_schema(operation_id="rider_ride_lost_items", summary="What I reported as lost in this ride, newest first")
    def get(self, request: Request, ride_id: UUID) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="rider_ride_lost_item_report",
        summary="I left something in the car",
        description="The driver is told. 409 not-open-for-lost-items before the end and fourteen days after it, "
        "lost-item-open with `item_id` while there is a report that is not closed.",
        parameters=[IDEMPOTENCY_KEY],
        request=LostItemIn,
        responses={201: LostItemOut},
    )
    @idempotent
    def post(self, request: Request, ride_id: UUID) -> Response:
        me, asked = caller(request).person_id, valid(LostItemIn, request)
        return Response(item_out(lost_items.report(rider_id=me, ride_id=ride_id, **asked)), status=201)


class AllOfRider(_Items):
    def get_queryset(self) -> QuerySet[LostItem]:
        return items.lost_items(Side.RIDER, caller(self.request).person_id)

    @extend_schema(operation_id="rider_lost_items", summary="What I reported as lost, newest first")
    def get(self, request: Request) -> Response:
        return self.list(request)


class DriverLostItems(_Items):
    def get_queryset(self) -> QuerySet[LostItem]:
        return items.lost_items(Side.DRIVER, caller(self.request).person_id)

    @extend_schema(operation_id="driver_lost_items", summary="What my riders reported as lost, newest first")
    def get(self, request: Request) -> Response:
        return self.list(request)


class Answer(APIView):
    @extend_schema(
        operation_id="driver_lost_item_answer",
        summary="I have looked: found, or not",
        description="The rider is told. Said again nothing happens; found after not found is possible. "
        "409 transition-refused with the `current` status.",
        request=LostItemAnswerIn,
        responses=LostItemOut,
    )
    def post(self, request: Request, item_id: UUID) -> Response:
        me, asked = caller(request).person_id, valid(LostItemAnswerIn, request)
        return Response(item_out(lost_items.answer(driver_id=me, item_id=item_id, **asked)))


def _writing(side: str) -> type[APIView]:
    class Write(APIView):
        @extend_schema(
            operation_id=f"{side}_lost_item_write",
            summary="Write to the other about it",
            description="409 lost-item-closed once our team has closed it.",
            parameters=[IDEMPOTENCY_KEY],
            request=LostItemTextIn,
            responses={201: LostItemOut},
        )
        @idempotent
        def post(self, request: Request, item_id: UUID) -> Response:
            me, asked = caller(request).person_id, valid(LostItemTextIn, request)
            item = lost_items.write(side=side, person_id=me, item_id=item_id, **asked)
            return Response(item_out(item), status=201)

    return Write


RiderWrite = _writing(Side.RIDER.value)
DriverWrite = _writing(Side.DRIVER.value)
