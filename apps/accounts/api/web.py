"""Signing in from our own web pages: as `views`, but the refresh token stays in a cookie that no script can read.

The cookie is SameSite=Strict and sent to these doors only, and they take JSON only, which another site's form cannot
send: so none of them can be called in somebody's name from elsewhere. Decision 0017.
"""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import services
from apps.accounts.api import serializers
from apps.accounts.api.views import Door, valid
from apps.accounts.services.tokens import RefreshInvalid, TokenPair

PATH = "/api/v1/auth/web/"


class WebVerifyCode(Door):
    @extend_schema(
        operation_id="auth_web_verify_code",
        summary="Sign in with a one-time code from our own pages; the refresh token comes as a cookie",
        request=serializers.CodeAnswer,
        responses={200: serializers.WebSignIn},
    )
    def post(self, request: Request) -> Response:
        return _signed_in(services.verify_code(**valid(serializers.CodeAnswer, request)))


class WebRefresh(Door):
    @extend_schema(
        operation_id="auth_web_refresh",
        summary="The next access token, for the session in the cookie",
        request=serializers.WebSession,
        responses={200: serializers.WebSignIn},
    )
    def post(self, request: Request) -> Response:
        return _signed_in(services.refresh(_kept(request)))


class WebSignOut(Door):
    @extend_schema(
        operation_id="auth_web_sign_out",
        summary="End the session in the cookie",
        request=serializers.WebSession,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        role = valid(serializers.WebSession, request)["role"]
        token = request.COOKIES.get(_name(role))
        if token:
            services.sign_out(token)
        answer = Response(status=204)
        answer.delete_cookie(_name(role), path=PATH, samesite="Strict")
        return answer


def _kept(request: Request) -> str:
    token = request.COOKIES.get(_name(valid(serializers.WebSession, request)["role"]))
    if not token:
        raise RefreshInvalid()
    return token


def _signed_in(pair: TokenPair) -> Response:
    answer = Response(serializers.WebSignIn(pair).data)
    answer.set_cookie(
        _name(pair.role),
        pair.refresh,
        max_age=settings.REFRESH_TOKEN_LIFETIME,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _name(role: str) -> str:
    return f"refresh_{role}"
