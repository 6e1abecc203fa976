"""Rider and driver write to each other: the same doors on both sides."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
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
from apps.rides.models import ChatMessage
from apps.rides.selectors import chat as written
from apps.rides.services import chat
from apps.rides.states import QuickReply, Side


class ChatIn(serializers.Serializer):
    """Either `text` or `quick`."""

    text = TextField(max_length=500, required=False, allow_blank=True, default="")
    quick = serializers.ChoiceField(choices=QuickReply.choices, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict) -> dict:
        if bool(attrs["text"]) == bool(attrs["quick"]):
            raise serializers.ValidationError(_("Write a text or choose a quick reply."))
        return attrs


class ChatMessageOut(serializers.Serializer):
    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=Side.choices, help_text="Who wrote it.")
    text = serializers.CharField(help_text="A quick reply is in the caller's language.")
    quick = serializers.ChoiceField(choices=QuickReply.choices, allow_blank=True)
    sent_at = serializers.DateTimeField()


class _Messages(ListAPIView):
    queryset = ChatMessage.objects.none()
    serializer_class = ChatMessageOut
    side = ""

    def get_queryset(self) -> QuerySet[ChatMessage]:
        return written.messages(self.side, caller(self.request).person_id, self.kwargs["ride_id"])

    def paginate_queryset(self, queryset: Any) -> Any:
        return [written.as_dict(message) for message in super().paginate_queryset(queryset) or []]

    def _send(self, request: Request, ride_id: UUID) -> Response:
        me, asked = caller(request).person_id, valid(ChatIn, request)
        message = chat.send(side=self.side, person_id=me, ride_id=ride_id, **asked)
        return Response(ChatMessageOut(written.as_dict(message)).data, status=201)


def _described(side_: str) -> type[APIView]:
    class Messages(_Messages):
        side = side_

        @extend_schema(operation_id=f"{side_}_ride_messages", summary="What we wrote to each other, newest first")
        def get(self, request: Request, ride_id: UUID) -> Response:
            return self.list(request)

        @extend_schema(
            operation_id=f"{side_}_ride_message_send",
            summary="Write to the other",
            description="409 chat-closed without a driver and after the trip, 429 too-many-messages.",
            parameters=[IDEMPOTENCY_KEY],
            request=ChatIn,
            responses={201: ChatMessageOut},
        )
        @idempotent
        def post(self, request: Request, ride_id: UUID) -> Response:
            return self._send(request, ride_id)

    return Messages


RiderMessages = _described(Side.RIDER.value)
DriverMessages = _described(Side.DRIVER.value)
