"""Errors as problem+json (RFC 9457), with a stable `type`, in the caller's language (rule 9)."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.log import log_response
from django.utils.translation import gettext_lazy as _
from prometheus_client import Counter
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel import redis

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "/problems/"

log = structlog.get_logger(__name__)
refusals = Counter("superapp_refusals_total", "Requests refused with a problem, by type.", ["type"])

TITLES: dict[int, tuple[str, Promise]] = {
    400: ("bad-request", _("The request could not be understood.")),
    401: ("not-authenticated", _("Sign in first.")),
    403: ("forbidden", _("You may not do this.")),
    404: ("not-found", _("There is nothing here.")),
    405: ("method-not-allowed", _("This address does not take that method.")),
    408: ("too-slow", _("The request took too long to arrive.")),
    411: ("length-required", _("Say how long the body is (Content-Length).")),
    406: ("not-acceptable", _("No answer in the format you asked for.")),
    413: ("too-large", _("The request is too large.")),
    415: ("unsupported-media-type", _("This address does not take a body of that kind.")),
    429: ("too-many-requests", _("Too many requests. Wait a little.")),
    500: ("internal-error", _("Something went wrong on our side. It has been recorded.")),
    503: ("unavailable", _("A service we need is not answering. Try again in a moment.")),
}


class Problem(Exception):
    """An error a caller is told. Subclasses stand beside what raises them and set status, slug and title.

    `extra` members (RFC 9457, section 3.2) are JSON-plain. With `keeps_work`, what was written before the refusal stays
    (a counted try) even where the work runs inside the transaction of an idempotency key. With `is_expected` nothing
    is wrong, the caller is only early: the log has no error of it, whatever the status.
    """

    status = 400
    slug = "bad-request"
    title: str | Promise = TITLES[400][1]
    keeps_work = False
    is_expected = False

    def __init__(self, detail: str | Promise = "", **extra: object) -> None:
        super().__init__(str(detail) or self.slug)
        self.detail = detail
        self.extra = extra

    def as_dict(self) -> dict:
        return _document(self.status, self.slug, self.title, self.detail, self.extra)


def _document(status: int, slug: str, title: object, detail: object = "", extra: Mapping[str, object] = {}) -> dict:
    document = {"type": TYPE_PREFIX + slug, "title": str(title), "status": status, **extra}
    if detail:
        document["detail"] = str(detail)
    return document


def of_status(status: int, detail: object = "") -> dict:
    """The plain problem of an HTTP status."""
    slug, title = TITLES.get(status, ("error", HTTPStatus(status).phrase))
    return _document(status, slug, title, detail)


def exception_handler(error: Exception, context: dict) -> Response | None:
    """DRF's hook: every refusal leaves as a problem; what is nobody's fault but ours goes on to become a 500."""
    document, headers = _describe(error)
    if document is None:
        return None
    note_refusal(document)
    context["request"].accepted_renderer, context["request"].accepted_media_type = JSONRenderer(), CONTENT_TYPE
    answer = Response(document, status=document["status"], content_type=CONTENT_TYPE, headers=headers)
    if isinstance(error, Problem) and error.is_expected:
        _keep_out_of_errors(answer, context["request"])
    return answer


def refusal_of(error: Exception) -> dict | None:
    """The problem of what was raised where there is no request, noted; None when the fault is ours."""
    document, _headers = _describe(error)
    if document is not None:
        note_refusal(document)
    return document


def _keep_out_of_errors(answer: Response, request: Request) -> None:
    """Django's request log tells an answer once, so here already and quietly; ours drops what is marked `expected`
    (config/settings/parts/logging.py)."""
    log_response("Expected: %s", request.path, response=answer, request=request, level="debug")
    structlog.contextvars.bind_contextvars(expected=True)


def note_refusal(document: dict) -> None:
    """Count and log a refusal, outside the transaction that rolled back (rule 8)."""
    slug = document["type"].removeprefix(TYPE_PREFIX)
    refusals.labels(slug).inc()
    log.info("refused", problem=slug, status=document["status"], current=document.get("current"))


def _describe(error: Exception) -> tuple[dict | None, dict[str, str]]:
    if isinstance(error, Problem):
        retry_after = error.extra.get("retry_after_s")
        return error.as_dict(), {"Retry-After": str(retry_after)} if retry_after else {}
    if isinstance(error, Http404):
        return of_status(404), {}
    if isinstance(error, PermissionDenied):
        return of_status(403), {}
    if isinstance(error, RequestDataTooBig):
        return of_status(413), {}
    if isinstance(error, redis.Unavailable):
        return of_status(503), {"Retry-After": "2"}
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error), {}
    if isinstance(error, exceptions.APIException):
        return _of_api_exception(error)
    return None, {}


def _of_api_exception(error: exceptions.APIException) -> tuple[dict, dict[str, str]]:
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return of_status(error.status_code, error.detail if error.status_code == 400 else ""), headers


def _invalid(error: exceptions.ValidationError) -> dict:
    errors = list(_flatten(error.get_full_details()))
    return _document(400, "invalid", _("Some values are not valid."), extra={"errors": errors})


def _flatten(details: Any, path: str = "") -> list[dict]:
    """DRF's nested details as a list of {field, code, message}; fields as `pickup.lat` and `stops.0.lat`."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        return [{"field": path, "code": str(details["code"]), "message": str(details["message"])}]
    if isinstance(details, dict):
        pairs = [("" if name == "non_field_errors" else str(name), value) for name, value in details.items()]
    else:
        leaf = all(isinstance(item, dict) and "message" in item for item in details)
        pairs = [("" if leaf else str(index), item) for index, item in enumerate(details)]
    return [row for name, value in pairs for row in _flatten(value, ".".join(filter(None, [path, name])))]


def response(document: dict, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse(document, status=document["status"], content_type=CONTENT_TYPE, headers=headers)


class ProblemMiddleware:
    """Turns what leaves `/api/` as an HTML error (unknown path, wrong method, crash, oversize body) into a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        if "chunked" in request.headers.get("Transfer-Encoding", ""):
            return response(of_status(411))
        if _content_length(request) > most_bytes(request.path):
            return response(of_status(413))
        answer = self.get_response(request)
        if answer.status_code >= 400 and "json" not in answer.get("Content-Type", ""):
            return self._translate(answer)
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        document, headers = _describe(error)
        if document is None or not request.path.startswith("/api/"):
            return None
        return response(document, headers)

    @staticmethod
    def _translate(answer: HttpResponse) -> HttpResponse:
        translated = response(of_status(answer.status_code))
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in answer:
                translated[name] = answer[name]
        return translated


def most_bytes(path: str) -> int:
    """The longest body that `path` takes."""
    return settings.API_UPLOADS.get(path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() else 0
