"""Pages by cursor: stable while rows arrive, and as fast on the last page as on the first."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """`?cursor=…&page_size=…` (at most 100), newest first: ids are time-ordered."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 100
