"""Fields that every door may need, and that take exactly what they say."""

import re
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class TextField(serializers.CharField):
    """A JSON string, never a number read as one, without control characters or halves of a character.

    With `multiline`, it may have lines.
    """

    default_error_messages = {"control": _("Control characters are not allowed.")}

    def __init__(self, *, multiline: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.multiline = multiline

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if _CONTROL.search(re.sub(r"\r?\n", "", data) if self.multiline else data):
            self.fail("control")
        return super().to_internal_value(data)


class IdField(serializers.UUIDField):
    """Text only: DRF would read a number as a UUID too."""

    def to_internal_value(self, data: object) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)
