"""The REST twins of the socket, for when it or Redis is down."""

from typing import cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.contracts import Identity
from apps.accounts.selectors import caller
from apps.kernel.fields import MomentField
from apps.realtime import selectors
from apps.realtime.services.commands import run_command
from apps.realtime.services.streams import personal_stream


class CommandSerializer(serializers.Serializer):
    id = serializers.RegexField(r"^[A-Za-z0-9_-]{8,64}\Z", help_text="Unique per command; sent again, it is done once.")
    command = serializers.CharField(max_length=60)
    data = serializers.DictField(default=dict)  # type: ignore[assignment]
    at = MomentField(required=False, help_text="When the command was given, if it had to wait.")


class AckSerializer(serializers.Serializer):
    type = serializers.CharField(default="ack")
    id = serializers.CharField()
    ok = serializers.BooleanField()
    data = serializers.DictField(required=False)  # type: ignore[assignment]
    problem = serializers.DictField(required=False, help_text="RFC 9457 document, when ok is false.")


class AfterSerializer(serializers.Serializer):
    after = serializers.IntegerField(min_value=0, max_value=2**53, default=0)


class MessagesSerializer(serializers.Serializer):
    messages = serializers.ListField(child=serializers.DictField(), help_text="Event frames, in order.")
    last_seq = serializers.IntegerField(help_text="Ask again with ?after= this number.")
    more = serializers.BooleanField()


def _identity(request: Request) -> Identity:
    return cast(Identity, request.auth)


class RoleOfThePath(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.auth is not None and caller(request).role == view.kwargs["role"]


class CommandsView(APIView):
    permission_classes = [IsAuthenticated, RoleOfThePath]

    @extend_schema(request=CommandSerializer, responses=AckSerializer)
    def post(self, request: Request, role: str) -> Response:
        asked = CommandSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(run_command(caller(request), asked.validated_data))


class MessagesView(APIView):
    permission_classes = [IsAuthenticated, RoleOfThePath]

    @extend_schema(
        parameters=[OpenApiParameter("after", int, description="The last number you have.")],
        responses=MessagesSerializer,
    )
    def get(self, request: Request, role: str) -> Response:
        asked = AfterSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = selectors.messages(personal_stream(role, caller(request).person_id), **asked.validated_data)
        more = page.reached < page.last_seq
        return Response({"messages": page.frames, "last_seq": page.reached, "more": more})
