"""Bodies, read strictly: what would crash or corrupt further down is a 400 here."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser


class StrictJSONParser(JSONParser):
    """JSON that also refuses nesting too deep to read, and text that no database can store (NUL, lone surrogates)."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except ParseError:
            raise ParseError(_("The body is not JSON.")) from None
        if any(not _storable(text) for text in _texts(data)):
            raise ParseError(_("The text holds characters that cannot be stored."))
        return data


class FormParser(MultiPartParser):
    """multipart/form-data, for the doors that take files (see API_UPLOADS)."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            form = super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(_("The body is no form that we can read.")) from None
        if any(not _storable(text) for name, values in form.data.lists() for text in (name, *values)):
            raise ParseError(_("The text holds characters that cannot be stored."))
        return form


def _texts(data: object) -> Iterator[str]:
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def _storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
