"""What people of a ride ask our team: the same doors on both sides."""

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
from apps.rides.api.rider import valid
from apps.rides.api.serializers.receipts import CreditOut
from apps.rides.models import SupportCase
from apps.rides.selectors import cases as known
from apps.rides.services import cases
from apps.rides.states import AdjustmentState, CaseAuthor, CaseKind, CaseStatus, Side


class CaseTextIn(serializers.Serializer):
    text = serializers.CharField(max_length=2000)


class CaseIn(CaseTextIn):
    kind = serializers.ChoiceField(choices=CaseKind.choices)


class CaseMessageOut(serializers.Serializer):
    id = serializers.UUIDField()
    author = serializers.ChoiceField(choices=CaseAuthor.choices)
    text = serializers.CharField()
    sent_at = serializers.DateTimeField()


class AdjustmentOut(CreditOut):
    """What our team promised back; pending until the ledger posts it."""

    state = serializers.ChoiceField(choices=AdjustmentState.choices)


class CaseOut(serializers.Serializer):
    id = serializers.UUIDField()
    ride_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=CaseKind.choices)
    status = serializers.ChoiceField(choices=CaseStatus.choices)
    opened_at = serializers.DateTimeField()
    messages = CaseMessageOut(many=True)
    adjustment = AdjustmentOut(allow_null=True)


def _out(case: SupportCase) -> Response:
    return Response(CaseOut(known.as_dict(case)).data, status=201)


def _cases(side: str) -> type[APIView]:
    class Cases(ListAPIView):
        queryset = SupportCase.objects.none()
        serializer_class = CaseOut

        def get_queryset(self) -> QuerySet[SupportCase]:
            return known.cases_of(side, caller(self.request).person_id)

        def paginate_queryset(self, queryset: Any) -> Any:
            return [known.as_dict(case) for case in super().paginate_queryset(queryset) or []]

        @extend_schema(operation_id=f"{side}_cases", summary="What I asked your team, newest first")
        def get(self, request: Request) -> Response:
            return self.list(request)

    return Cases


def _opening(side: str) -> type[APIView]:
    class Open(APIView):
        @extend_schema(
            operation_id=f"{side}_ride_case_open",
            summary="Ask your team about a ride",
            description="409 case-open with `case_id` while there is one about the same; case-too-late.",
            parameters=[IDEMPOTENCY_KEY],
            request=CaseIn,
            responses={201: CaseOut},
        )
        @idempotent
        def post(self, request: Request, ride_id: UUID) -> Response:
            me, asked = caller(request).person_id, valid(CaseIn, request)
            return _out(cases.open_case(side=side, person_id=me, ride_id=ride_id, **asked))

    return Open


def _writing(side: str) -> type[APIView]:
    class Write(APIView):
        @extend_schema(
            operation_id=f"{side}_case_write",
            summary="Add to my case",
            description="409 transition-refused once it is closed.",
            parameters=[IDEMPOTENCY_KEY],
            request=CaseTextIn,
            responses={201: CaseOut},
        )
        @idempotent
        def post(self, request: Request, case_id: UUID) -> Response:
            me, asked = caller(request).person_id, valid(CaseTextIn, request)
            return _out(cases.write(side=side, person_id=me, case_id=case_id, **asked))

    return Write


RiderCases, DriverCases = _cases(Side.RIDER.value), _cases(Side.DRIVER.value)
RiderOpen, DriverOpen = _opening(Side.RIDER.value), _opening(Side.DRIVER.value)
RiderWrite, DriverWrite = _writing(Side.RIDER.value), _writing(Side.DRIVER.value)
