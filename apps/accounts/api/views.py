"""Signing in and out, and one's own account."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from apps.accounts import selectors, services
from apps.accounts.api import serializers
from apps.accounts.api.authentication import caller
from apps.accounts.services import SignedIn


def valid(serializer: type[Serializer], request: Request) -> dict:
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data


class Door(APIView):
    """Open to anybody: these are the doors to sign-in."""

    authentication_classes: list = []
    permission_classes: list = []


class RequestCode(Door):
    @extend_schema(
        operation_id="auth_request_code",
        summary="Ask for a one-time code by SMS",
        request=serializers.CodeRequest,
        responses={202: serializers.CodeAsked},
    )
    def post(self, request: Request) -> Response:
        asked = services.request_code(
            **valid(serializers.CodeRequest, request), address=request.META.get("REMOTE_ADDR", "")
        )
        answer = {"challenge_id": asked.challenge_id, "expires_in_s": settings.OTP_LIFETIME_S}
        return Response(serializers.CodeAsked(answer).data, status=202)


class VerifyCode(Door):
    @extend_schema(
        operation_id="auth_verify_code",
        summary="Sign in with a one-time code, in one role",
        request=serializers.CodeAnswer,
        responses={200: serializers.SignIn},
    )
    def post(self, request: Request) -> Response:
        pair = services.verify_code(**valid(serializers.CodeAnswer, request))
        return Response(serializers.SignIn(pair).data)


class RefreshTokens(Door):
    @extend_schema(
        operation_id="auth_refresh",
        summary="Trade a refresh token for the next pair; a token used twice ends the session",
        request=serializers.RefreshRequest,
        responses={200: serializers.Tokens},
    )
    def post(self, request: Request) -> Response:
        pair = services.refresh(valid(serializers.RefreshRequest, request)["refresh"])
        return Response(serializers.Tokens(pair).data)


class SignOut(Door):
    @extend_schema(
        operation_id="auth_sign_out",
        summary="End this session",
        request=serializers.RefreshRequest,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        services.sign_out(valid(serializers.RefreshRequest, request)["refresh"])
        return Response(status=204)


class RevokeAll(APIView):
    @extend_schema(
        operation_id="account_revoke_all", summary="End every session of mine", request=None, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        me = caller(request).person.id
        services.revoke_all(person_id=me, actor_id=me)
        return Response(status=204)


class Me(APIView):
    @extend_schema(operation_id="account_me", summary="My account", responses={200: serializers.Profile})
    def get(self, request: Request) -> Response:
        return _profile(caller(request))

    @extend_schema(
        operation_id="account_change_me",
        summary="Change my name or language",
        request=serializers.ProfileChange,
        responses={200: serializers.Profile},
    )
    def patch(self, request: Request) -> Response:
        me = caller(request)
        services.change_profile(me.person, **valid(serializers.ProfileChange, request))
        return _profile(me)


class IssueTicket(APIView):
    @extend_schema(
        operation_id="account_ticket",
        summary="A ticket that opens one websocket, once, within seconds",
        request=None,
        responses={201: serializers.Ticket},
    )
    def post(self, request: Request) -> Response:
        answer = {
            "ticket": services.issue_ticket(caller(request).identity),
            "url": f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/ws/",
            "expires_in_s": int(settings.TICKET_LIFETIME.total_seconds()),
        }
        return Response(serializers.Ticket(answer).data, status=201)


def _profile(me: SignedIn) -> Response:
    held = {"role": me.identity.role, "roles": selectors.roles(me.person.id), "email": me.person.email}
    return Response(serializers.Profile({**serializers.SignedInPerson(me.person).data, **held}).data)
