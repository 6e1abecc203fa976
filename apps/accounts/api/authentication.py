"""The bearer token, checked once a request: by the gateway for paths of a role, else here."""

from django.http import HttpRequest
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from apps.accounts import services
from apps.accounts.contracts import Identity
from apps.accounts.models import Person
from apps.accounts.services import SignedIn

CHALLENGE = 'Bearer realm="api"'


def bearer(request: HttpRequest) -> str:
    """The token of the Authorization header, or nothing."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def signed_in(request: HttpRequest) -> SignedIn | None:
    """Who makes the request: None without a token. Verified once, then remembered on the request.

    Raises services.NotAuthenticated when the token is not good.
    """
    if not hasattr(request, "signed_in"):
        token = bearer(request)
        request.signed_in = services.authenticate(token) if token else None  # type: ignore[attr-defined]
    return request.signed_in  # type: ignore[attr-defined]


def caller(request: Request) -> SignedIn:
    """Who makes a request that a view with authentication let in."""
    found = signed_in(request._request)
    if found is None:
        raise exceptions.NotAuthenticated()
    return found


class TokenAuthentication(BaseAuthentication):
    """request.user is the Person, request.auth the Identity."""

    def authenticate(self, request: Request) -> tuple[Person, Identity] | None:
        try:
            found = signed_in(request._request)
        except services.NotAuthenticated as error:
            raise exceptions.AuthenticationFailed() from error
        return (found.person, found.identity) if found else None

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE
