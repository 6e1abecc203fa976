"""The gateway: one table says who may enter which path. A path with no row is refused.

Object-level access is not decided here: selectors answer 404 for what belongs to somebody else.
"""

import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils import translation

from apps.accounts import selectors, services
from apps.accounts.api.authentication import CHALLENGE, bearer, signed_in
from apps.accounts.contracts import Role
from apps.kernel import problems


class Door(Enum):
    PUBLIC = auto()
    TOKEN = auto()  # a bearer token in one of the roles
    STAFF = auto()  # a signed-in member of staff, in one of the roles if any is named
    DEVELOPMENT = auto()  # public, where LOCAL_INBOX_ENABLED
    METRICS = auto()  # this machine, or the bearer of METRICS_TOKEN


@dataclass(frozen=True)
class Row:
    """`path` is a prefix when it ends in a slash, else the whole path."""

    path: str
    door: Door
    roles: frozenset[str] = frozenset()

    def covers(self, path: str) -> bool:
        return path.startswith(self.path) if self.path.endswith("/") and self.path != "/" else path == self.path


def _roles(*roles: Role) -> frozenset[str]:
    return frozenset(map(str, roles))


ANY_ROLE = _roles(*Role)
OPERATORS = _roles(Role.OPERATIONS, Role.SUPPORT, Role.MANAGER, Role.ENGINEER)

TABLE = [
    Row("/", Door.PUBLIC),
    Row("/health/", Door.PUBLIC),
    Row("/static/", Door.PUBLIC),
    Row("/i18n/", Door.PUBLIC),
    Row("/ride/", Door.PUBLIC),
    Row("/drive/", Door.PUBLIC),
    Row("/worker.js", Door.PUBLIC),
    Row("/map/zones/", Door.PUBLIC),
    Row("/accounts/", Door.PUBLIC),
    Row("/api/schema/", Door.PUBLIC),
    Row("/api/docs/", Door.PUBLIC),
    Row("/api/v1/auth/", Door.PUBLIC),
    Row("/api/v1/public/", Door.PUBLIC),
    Row("/api/v1/account/", Door.TOKEN, ANY_ROLE),
    Row("/api/v1/rider/", Door.TOKEN, _roles(Role.RIDER)),
    Row("/api/v1/driver/", Door.TOKEN, _roles(Role.DRIVER)),
    Row("/api/v1/merchant/", Door.TOKEN, _roles(Role.MERCHANT)),
    Row("/api/v1/company/", Door.TOKEN, _roles(Role.COMPANY_ADMIN)),
    Row("/admin/", Door.STAFF),
    Row("/t/", Door.PUBLIC),
    Row("/ops/", Door.STAFF, OPERATORS),
    Row("/dev/", Door.DEVELOPMENT),
    Row("/metrics", Door.METRICS),
]


def row_for(path: str) -> Row | None:
    """The row that decides about `path`: the longest that covers it."""
    return max((row for row in TABLE if row.covers(path)), key=lambda row: len(row.path), default=None)


class GatewayMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _refusal(request) or self.get_response(request)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to somebody who may not enter, or None for who may."""
    row = row_for(request.path_info)
    if row is None:
        return _refuse_if_it_exists(request)
    return _CHECKS[row.door](request, row)


def _refuse_if_it_exists(request: HttpRequest) -> HttpResponse | None:
    try:
        resolve(request.path_info)
    except Resolver404:
        return None  # nothing is there to guard; the answer is the usual 404
    return _forbidden(request)


def _public(request: HttpRequest, row: Row) -> HttpResponse | None:
    return None


def _token(request: HttpRequest, row: Row) -> HttpResponse | None:
    try:
        caller = signed_in(request)
    except services.NotAuthenticated:
        caller = None
    if caller is None:
        return _refuse(401, {"WWW-Authenticate": CHALLENGE})
    if "Accept-Language" not in request.headers:
        translation.activate(caller.person.language)
    return None if caller.identity.role in row.roles else _forbidden(request)


def _staff(request: HttpRequest, row: Row) -> HttpResponse | None:
    person = request.user
    if not person.is_authenticated:
        return _to_sign_in(request)
    if not person.is_staff:
        return _forbidden(request)
    welcome = not row.roles or person.is_superuser or row.roles.intersection(selectors.roles(person.pk))
    return None if welcome else _forbidden(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page leads to the sign-in form; what a script sends is plainly refused."""
    if request.method not in {"GET", "HEAD"}:
        return _forbidden(request)
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _development(request: HttpRequest, row: Row) -> HttpResponse | None:
    if not settings.LOCAL_INBOX_ENABLED:
        raise Http404()
    return None


def _metrics(request: HttpRequest, row: Row) -> HttpResponse | None:
    return None if _asked_from_here(request) or _has_metrics_token(request) else _forbidden(request)


def _asked_from_here(request: HttpRequest) -> bool:
    """By a process of this machine. What a proxy on this machine forwards comes from elsewhere."""
    if "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _has_metrics_token(request: HttpRequest) -> bool:
    expected = getattr(settings, "METRICS_TOKEN", "")
    return bool(expected) and hmac.compare_digest(bearer(request).encode(), expected.encode())


def _forbidden(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return _refuse(403, {})
    raise PermissionDenied()


def _refuse(status: int, headers: dict[str, str]) -> HttpResponse:
    document = problems.of_status(status)
    problems.note_refusal(document)
    answer = problems.response(document)
    for name, value in headers.items():
        answer[name] = value
    return answer


_CHECKS = {
    Door.PUBLIC: _public,
    Door.TOKEN: _token,
    Door.STAFF: _staff,
    Door.DEVELOPMENT: _development,
    Door.METRICS: _metrics,
}
