"""What every REST door shares: the idempotency key on a creating POST, and the schema of problems."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps

from django.core.files import File
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.kernel import idempotency
from apps.kernel.problems import Problem

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 64 of A-Z a-z 0-9 _ -. The same key and body give the same answer, once.",
    pattern=r"^[A-Za-z0-9_-]{8,64}$",
)
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


class KeyMissing(Problem):
    status = 400
    slug = "idempotency-key-missing"
    title = _("Send an Idempotency-Key header: 8 to 64 letters, digits, dashes or underscores.")


class KeyInvalid(Problem):
    status = 400
    slug = "idempotency-key-invalid"
    title = _("An idempotency key has 8 to 64 letters, digits, dashes or underscores.")


def idempotent(view_method: Callable[..., Response]) -> Callable[..., Response]:
    """For a view method that creates something: it runs once a key, in one transaction with its answer's row."""

    @wraps(view_method)
    def answer_once(view: APIView, request: Request, *args: object, **kwargs: object) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            raise KeyMissing()
        if not _KEY.fullmatch(key):
            raise KeyInvalid()

        def run() -> tuple[int, dict]:
            response = view_method(view, request, *args, **kwargs)
            return response.status_code, response.data

        asked = {"method": request.method, "path": request.path, "body": _comparable(request.data)}
        outcome = idempotency.once(actor=f"person:{request.user.pk}", key=key, request=asked, run=run)
        headers = {"Idempotent-Replayed": "true"} if outcome.replayed else {}
        return Response(outcome.body, status=outcome.status, headers=headers)

    return answer_once


def _comparable(body: object) -> object:
    """The body of a request, with what each uploaded file holds in place of the file."""
    if not isinstance(body, MultiValueDict):
        return body
    return {name: [_digest(each) if isinstance(each, File) else each for each in body.getlist(name)] for name in body}


def _digest(file: File) -> str:
    """Reads the file, and leaves it to be read again."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
