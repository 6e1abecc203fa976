"""Pages by cursor: stable while rows arrive, and as fast on the last page as on the first."""

from typing import Any

from django.core.exceptions import ValidationError as NotAnId
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class CursorPages(CursorPagination):
    """`?cursor=…&page_size=…` (at most 100), newest first: ids are time-ordered."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, NotAnId, ValueError):  # not base64, or a position that is no id
            raise ValidationError({"cursor": [_("This is no cursor of ours.")]}) from None
