"""The browsers of a signed-in person that take pushes."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.selectors import caller
from apps.notifications import push, services

_BASE64 = r"^[A-Za-z0-9_-]+={0,2}\Z"


class PushKeyOut(serializers.Serializer):
    public_key = serializers.CharField(allow_blank=True, help_text="Base64url; empty where pushes are not set up.")


class PushAddress(serializers.Serializer):
    endpoint = serializers.URLField(max_length=500)


class PushDeviceIn(PushAddress):
    p256dh = serializers.RegexField(_BASE64, min_length=80, max_length=100)
    auth = serializers.RegexField(_BASE64, min_length=20, max_length=40)


class PushKey(APIView):
    @extend_schema(
        operation_id="account_push_key", summary="The key a browser subscribes with", responses={200: PushKeyOut}
    )
    def get(self, request: Request) -> Response:
        return Response({"public_key": push.public_key()})


class PushDevices(APIView):
    @extend_schema(
        operation_id="account_add_push_device",
        summary="Push to this browser, in the role I am signed in as; the same one again changes nothing",
        request=PushDeviceIn,
        responses={204: None},
    )
    def put(self, request: Request) -> Response:
        me, device = caller(request), PushDeviceIn(data=request.data)
        device.is_valid(raise_exception=True)
        services.add_push_device(person_id=me.person_id, role=me.role, **device.validated_data)
        return Response(status=204)

    @extend_schema(
        operation_id="account_forget_push_device",
        summary="Do not push to this browser any more",
        request=PushAddress,
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        me, address = caller(request), PushAddress(data=request.data)
        address.is_valid(raise_exception=True)
        services.forget_push_device(person_id=me.person_id, role=me.role, endpoint=address.validated_data["endpoint"])
        return Response(status=204)
