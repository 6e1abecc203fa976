"""The published OpenAPI document. Made once a process: it takes half a second, and anybody may ask for it."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_document(), content_type=OpenApiJsonRenderer.media_type)


@cache
def _document() -> bytes:
    """In English, whoever asks first: it is read by developers and their tools."""
    with translation.override("en"):
        return OpenApiJsonRenderer().render(
            SchemaGenerator().get_schema(request=None, public=True), renderer_context={}
        )
